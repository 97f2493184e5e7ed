import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

struct ProvenanceTests {
    private static let launches = [
        LaunchProvenance(
            image: "vote", technology: .process, contentHashes: ["tree": String(repeating: "a", count: 64)],
            command: .process(
                arguments: ["gunicorn", "app:app"], environment: ["A=1"], root: "/trees/voting",
                workingDirectory: "/srv",
                user: nil)),
        LaunchProvenance(
            image: "vote", technology: .container, contentHashes: [:],
            command: .container(createBody: #"{"Cmd":["x"]}"#)),
        LaunchProvenance(
            image: "vote", technology: .vm, contentHashes: ["disk": "12"], command: .guest(domain: "<domain/>")),
    ]

    private static let full = Provenance(
        host: Provenance.fake.host, loadAverages: [0.1, 0.2, 0.3], accelerators: ["vm": .tcg, "process": .none],
        toolVersions: ["qemu": "7.2.22", "bootprobe": "0.1.0"], revision: "abc-dirty", conditions: HostConditions(),
        launches: launches)

    @Test("what is stored is read again")
    func coding() throws {
        let data = try JSONFormat.encode(Self.full)
        #expect(try JSONFormat.decode(Provenance.self, from: data) == Self.full)
    }

    @Test("a row of the first version is read, without what it did not record")
    func oldRow() throws {
        let row = """
            {"accelerators": {"vm": "tcg"}, "load_averages": [1.5, 1, 0.5], "tool_versions": {},
             "host": {"cpu_model": "EPYC", "kernel": "6.1", "logical_cpus": 2, "memory_bytes": 1024,
                      "operating_system": "Debian"}}
            """
        let provenance = try JSONFormat.decode(Provenance.self, from: Data(row.utf8))
        #expect(provenance.loadAverages == [1.5, 1, 0.5])
        #expect(provenance.conditions == nil && provenance.launches == nil && provenance.revision == nil)
        #expect(provenance.text.hasPrefix("CPU                        EPYC, 2 logical CPUs"))
    }

    @Test("the text holds a line a fact, aligned")
    func text() {
        let lines = Self.full.text.split(separator: "\n")
        #expect(lines.contains("qemu                       7.2.22"))
        #expect(lines.contains("revision                   abc-dirty"))
        #expect(lines.contains("vote.process               tree aaaaaaaaaaaa, gunicorn app:app"))
        #expect(lines.contains { $0.hasPrefix("guests run by              vm: QEMU") })
        #expect(lines.contains { $0.hasPrefix("settings                   governor ") })
        #expect(!lines.contains { $0.hasPrefix("vote.container") })
    }

    @Test("a launcher that cannot tell is left out, and the caller's versions and revision win")
    func current() throws {
        let provenance = try Provenance.current(
            launchers: [FakeLauncher(.process)], images: [.fake("vote", on: .process)],
            toolVersions: ["sqlite": "mine"], revision: "r1")
        #expect(provenance.launches == [])
        #expect(provenance.toolVersions["sqlite"] == "mine" && provenance.toolVersions["bootprobe"] != nil)
        #expect(provenance.revision == "r1")
        #expect(provenance.conditions?.loadAverages == provenance.loadAverages)
    }

    @Test("a process on the host's root tells its command, environment and executable's hash")
    func process() throws {
        let folder = try TemporaryDirectory()
        try folder.write("serve", "#!/bin/sh\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("serve"))
        let launcher = ProcessLauncher(run: RunDirectory(path: folder.path), gateway: "127.0.0.1") {
            recipe throws(BootProbeError) in throw BootProbeError(.internalFault, "no tree was expected")
        }
        let image = ImageManifest(
            name: "serve", command: [folder.file("serve"), "{address}:{port}"],
            environment: [EnvironmentVariable(name: "UP", value: "{gateway}")], port: 80, readiness: .resp)
        let launch = try #require(try launcher.provenance(of: image))
        // Of "#!/bin/sh" and a line's end.
        let hash = "a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf"
        #expect(launch.contentHashes == ["executable": hash])
        guard case .process(let arguments, let environment, nil, "/", nil) = launch.command else {
            Issue.record("expected a process on the host's root, got \(launch.command)")
            return
        }
        #expect(arguments == [folder.file("serve"), "127.0.1.1:80"])
        #expect(environment.contains("UP=127.0.0.1"))
    }
}

@Suite(.enabled(if: HostTool.isInstalled("git"), "git is not installed"))
struct GitRevisionTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write("images/vote.yaml", "name: vote\n")
    }

    private func git(_ words: String) throws {
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        try HostTool("git", ["-C", folder.path] + identity + words.split(separator: " ").map(String.init)).run()
    }

    private func revision() throws -> String? {
        var image = ImageManifest.fake("vote", on: .process)
        image.source = folder.file("images/vote.yaml")
        return try Provenance.current(launchers: [], images: [image]).revision
    }

    @Test("the revision is that of the manifests' work tree, and says when a file was changed since")
    func workTree() throws {
        #expect(try revision() == nil)
        try git("init --quiet")
        #expect(try revision() == nil)
        try git("add .")
        try git("commit --quiet --message first")
        let clean = try #require(try revision())
        #expect(clean.wholeMatch(of: /[0-9a-f]{40}/) != nil)
        try folder.write("images/vote.yaml", "name: other\n")
        #expect(try revision() == clean + "-dirty")
    }
}
