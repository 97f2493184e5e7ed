import Foundation
import ScaleSim
import Testing

/// Files that are there whole or not at all.
@Suite struct OutputFileTests {
    private let parent: Folder
    private let folder: String

    init() throws {
        parent = try Folder()
        folder = parent.url.appending(path: "results").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    private func content(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
    }

    private func write(_ text: String, to name: String, isNamed: Bool = false) throws {
        let file = try OutputFile(path(name), isNamed: isNamed)
        try file.finish(with: text.utf8)
    }

    @Test("a path that cannot be written is told when it is opened", arguments: ["no/such/x", ".", "file/x", ""])
    func unwritable(name: String) throws {
        try write("", to: "file")
        let path = name.isEmpty ? "" : path(name)
        let error = #expect(throws: ScaleSimError.self) { try OutputFile(path) }
        #expect(error?.code == .cannotCreate)
        #expect(error?.description.hasPrefix("\(path): cannot be written: ") == true, "\(error?.description ?? "")")
        #expect(try names == ["file"])
    }

    @Test("so is a name that is too long, and a log of requests, before anything is simulated")
    func log() throws {
        #expect(throws: ScaleSimError.self) { try OutputFile(path(String(repeating: "x", count: 300))) }
        let error = #expect(throws: ScaleSimError.self) { try RequestLog(path("no/requests.csv")) }
        #expect(error?.code == .cannotCreate)
        #expect(try names == [])
    }

    @Test(
        "until it is finished the old content stays, and nothing is left of what is given up", arguments: [false, true])
    func unfinished(isNamed: Bool) throws {
        try write("old", to: "x")
        do {
            let file = try OutputFile(path("x"), isNamed: isNamed)
            #expect(try isNamed || names == ["x"])
            try file.write(String(repeating: "new", count: 100_000))
            #expect(try content("x") == "old")
        }
        #expect(try content("x") == "old")
        #expect(try names == ["x"])
    }

    @Test(
        "a finished file has all of its content and is alone, also where there was one before",
        arguments: [false, true])
    func finished(isNamed: Bool) throws {
        let text = String(repeating: "line\n", count: 50_000)
        for name in ["x", "x", String(repeating: "y", count: 255)] {
            try write(text, to: name, isNamed: isNamed)
            #expect(try content(name) == text)
        }
        #expect(try names.count == 2)
    }

    @Test("two files of a run do not meet")
    func two() throws {
        let (one, other) = (try OutputFile(path("a")), try OutputFile(path("b")))
        try one.write("1")
        try other.write("2")
        try one.finish()
        try other.finish()
        #expect(try content("a") + content("b") == "12")
    }

    @Test("a symbolic link stays one, and its file gets the content")
    func link() throws {
        try write("old", to: "target")
        try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: "target")
        try write("new", to: "link")
        #expect(try content("target") == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("link")) == "target")
    }

    @Test("a device is written to, and not replaced")
    func device() throws {
        let file = try OutputFile("/dev/null")
        try file.finish(with: "nothing".utf8)
        let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
        #expect(type == .typeCharacterSpecial)
    }
}
