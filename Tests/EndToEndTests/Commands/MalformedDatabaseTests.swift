import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

@Suite("Malformed databases")
struct MalformedDatabaseTests {
    private static let commands = ["export", "fit --output profiles"]

    @Test("are told in one message that names the file, and are left as they are", arguments: MalformedDatabase.all)
    func refused(database: MalformedDatabase) throws {
        let folder = try Self.folder()
        try database.spoil(folder.file("probe.sqlite"))
        for command in Self.commands {
            let result = try Self.run(command, in: folder)
            if let says = database.says {
                #expect((64...78).contains(result.status), "\(result.status) \(result.errors)")
                #expect(says.isEmpty || result.errors.contains(says), "\(result.errors)")
            }
            if result.status != 0 {
                #expect((64...78).contains(result.status), "\(result.status) \(result.errors)")
                Self.expectOneMessage(result.errors, naming: "probe.sqlite")
            }
        }
    }

    @Test("are 200")
    func count() { #expect(MalformedDatabase.all.count == 200) }

    @Test("the one from which they are made is right")
    func right() throws {
        let folder = try Self.folder()
        for command in Self.commands { #expect(try Self.run(command, in: folder).status == 0) }
    }

    @Test(
        "that are no files at all are not waited for, nor written to",
        arguments: ["folder", "pipe", "/dev/zero", "/dev/null", "loop", "socket"])
    func noFiles(name: String) throws {
        let folder = try Self.folder()
        try FileManager.default.createDirectory(atPath: folder.file("folder"), withIntermediateDirectories: false)
        #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(unsafe mknod(folder.file("socket"), S_IFSOCK | 0o600, 0) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.file("loop"), withDestinationPath: "loop")
        try folder.write("page.yaml", Self.manifest)
        for command in ["export", "fit --output profiles", "measure page.yaml"] {
            let result = try Self.run("\(command) --database \(name)", in: folder)
            #expect((64...78).contains(result.status), "\(result.status) \(result.errors)")
            Self.expectOneMessage(result.errors, naming: name)
        }
    }

    @Test("keep bootprobe measure from launching anything", arguments: MalformedDatabase.all.filter(\.isForMeasuring))
    func measuring(database: MalformedDatabase) throws {
        let folder = try Self.folder()
        try folder.write("page.yaml", Self.manifest)
        try database.spoil(folder.file("probe.sqlite"))
        let result = try Self.run("measure page.yaml", in: folder)
        #expect((64...78).contains(result.status), "\(result.status) \(result.errors)")
        Self.expectOneMessage(result.errors, naming: "probe.sqlite")
    }

    /// Its launch would be seen: it leaves a file.
    private static let manifest = """
        name: page
        command: [touch, launched]
        port: 8080
        readiness: resp
        timeout: 100ms
        technologies: {process: }

        """

    private static func folder() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try rightDatabase.get().write(to: URL(filePath: folder.file("probe.sqlite")))
        return folder
    }

    /// Holds every kind of row; made once, since finding out about the host takes a while.
    private static let rightDatabase = Result {
        let folder = try TemporaryDirectory()
        try ReportTests.database(folder)
        let load = ThroughputResult(
            tool: .apacheBench, operation: "GET /", connections: 1, requests: 100, requestsPerSecond: 50,
            minimumLatencySeconds: 0.01, latencyQuantiles: [LatencyQuantile(quantile: 0.5, seconds: 0.02)])
        do {
            let store = try ProbeStore(path: folder.file("probe.sqlite"))
            let campaign = try store.campaign()
            try store.record([load], of: campaign.targets[0], provenance: campaign.provenance)
        }
        // Of a closed store, whose file holds all.
        return try Data(contentsOf: URL(filePath: folder.file("probe.sqlite")))
    }

    /// The result of a command, after which nothing in the folder has changed, unless it was right.
    private static func run(_ command: String, in folder: TemporaryDirectory) throws -> CommandResult {
        let before = try snapshot(folder)
        let words = command.split(separator: " ").map(String.init)
        let result = try ProductCommand.run(
            ["bootprobe"] + words, in: folder.path, cache: folder.file("cache"), seconds: 60)
        #expect(result.seconds < 20)
        if result.status == 0 {
            try? FileManager.default.removeItem(atPath: folder.file("profiles"))
        } else {
            #expect(result.output == "")
        }
        #expect(try snapshot(folder) == before)
        return result
    }

    private static func snapshot(_ folder: TemporaryDirectory) throws -> [String: Data?] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return Dictionary(
            uniqueKeysWithValues: names.filter { !$0.hasPrefix("cache") }.map { name in
                let isFile =
                    (try? FileManager.default.attributesOfItem(atPath: folder.file(name))[.type]) as? FileAttributeType
                return (name, isFile == .typeRegular ? FileManager.default.contents(atPath: folder.file(name)) : nil)
            })
    }

    private static func expectOneMessage(_ errors: String, naming file: String) {
        #expect(errors.hasPrefix("bootprobe: ") && errors.contains(file), "\(errors)")
        #expect(errors.split(whereSeparator: \.isNewline).count == 1, "\(errors)")
        #expect(errors.utf8.count < 2000)
    }
}

extension MalformedDatabase {
    /// A few, since entering a lab takes longer than reading.
    fileprivate var isForMeasuring: Bool {
        says != nil
            && ["cut after 100", "zeros", "text", "of another program", "PRAGMA user_version = 99", "UPDATE"]
                .contains { testDescription == $0 || ($0 == "UPDATE" && testDescription.hasSuffix("= 'null'")) }
    }
}
