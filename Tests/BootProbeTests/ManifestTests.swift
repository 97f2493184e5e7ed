import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

@Suite("Image manifests")
struct ManifestTests {
    static let minimal = """
        name: hello
        command: [hello, --listen, "{address}:{port}"]
        port: 8080
        readiness: {http: {contains: [hi]}}
        technologies: {process: }
        """

    @Test("a minimal manifest gets the documented defaults")
    func defaults() throws {
        let manifest = try ImageManifest.parse(Self.minimal, file: "hello.yaml")
        #expect(manifest.command == ["hello", "--listen", "{address}:{port}"])
        #expect(manifest.readiness == .http(path: "/", status: 200, contains: ["hi"]))
        #expect(manifest.timeoutSeconds == 30)
        #expect(manifest.workingDirectory == "/")
        #expect(manifest.tree == nil)
        #expect(manifest.variants == [Variant(technology: .process)])
    }

    @Test("scalars of commands and environment are taken as they are written, in order")
    func plainScalars() throws {
        let text = Self.minimal.replacing("[hello, --listen, \"{address}:{port}\"]", with: "[hello, 4, no, 1.50]")
        let manifest = try ImageManifest.parse(
            text + "\nenvironment: {ZED: 007, ALPHA: yes, EMPTY: }", file: "hello.yaml")
        #expect(manifest.command == ["hello", "4", "no", "1.50"])
        #expect(manifest.environment.map(\.name) == ["ZED", "ALPHA", "EMPTY"])
        #expect(manifest.environment.map(\.value) == ["007", "yes", ""])
    }

    @Test("a technology's time-out takes the place of the image's")
    func timeouts() throws {
        let text = Self.minimal.replacing("{process: }", with: "{process: , vm: {timeout: 3min, memory: 2GiB}}")
        let manifest = try ImageManifest.parse(text + "\ntimeout: 500ms", file: "hello.yaml")
        #expect(manifest.timeoutSeconds(on: .process) == 0.5)
        #expect(manifest.timeoutSeconds(on: .vm) == 180)
        #expect(manifest.variant(.vm)?.memoryMiB == 2048)
    }

    /// What is replaced in the minimal manifest, by what, and what the message must say.
    static let mistakes: [(String, String, [String])] = [
        ("command:", "comand:", ["hello.yaml:2", "unknown key", "did you mean `command`"]),
        ("name: hello", "name: ../hello", ["hello.yaml:1", "name:", "lower-case", "../hello"]),
        ("name: hello", "name: hello\nname: again", ["hello.yaml:", "`name` occurs twice"]),
        ("name: hello", "name: [", ["hello.yaml:", "not YAML"]),
        ("name: hello\n", "", ["hello.yaml:1", "`name` is missing"]),
        ("8080", "80800", ["hello.yaml:3", "port:", "65535", "80800"]),
        ("contains: [hi]", "status: ok", ["hello.yaml:4", "readiness.http.status", "100 to 599", "`ok`"]),
        ("contains: [hi]", "contain: [hi]", ["readiness.http.contain", "did you mean `contains`"]),
        ("{http: {contains: [hi]}}", "{grpc: {}}", ["hello.yaml:4", "readiness.grpc", "known here: http, resp, tcp"]),
        ("{http: {contains: [hi]}}", "{http: {path: health}}", ["readiness.http.path", "a path such as"]),
        ("{address}:", "{adress}:", ["hello.yaml:2", "command[2]", "did you mean `{address}`"]),
        (
            "{process: }", "{process: {phases: {first answer: up}}}",
            ["hello.yaml:5", "technologies.process.phases.first answer", "another name"]
        ),
        ("{process: }", "{vm: {memory: 512}}", ["technologies.vm.memory", "512MiB", "`512`"]),
        ("{process: }", "{vm: {cpus: 0}}", ["technologies.vm.cpus", "0.01"]),
        ("{process: }", "{process: {sysctls: {a.b: 1}}}", ["technologies.process.sysctls", "only a container"]),
        (
            "{process: }", "{container: {sysctls: {tcp_tw_reuse: 1}}}",
            ["sysctls.tcp_tw_reuse", "net.ipv4.tcp_tw_reuse"]
        ),
        ("{process: }", "{container: {sysctls: {net.x: \"a\\nb\"}}}", ["sysctls.net.x", "one line"]),
        ("{process: }", "{docker: }", ["technologies.docker", "known here: process"]),
        ("{process: }", "{}", ["technologies:", "at least one"]),
        ("port: 8080", "port: 8080\ntimeout: 30", ["hello.yaml:4", "timeout:", "with its unit", "`30`"]),
        ("port: 8080", "port: 8080\ntimeout: -1s", ["timeout:", "`-1s`"]),
        ("port: 8080", "port: 8080\nworking_directory: /srv/../..", ["working_directory", "without `..`"]),
        ("port: 8080", "port: 8080\nthroughput: [{ab: {connections: 9, requests: 3}}]", ["throughput[0].ab.requests"]),
        (
            "port: 8080", "port: 8080\nthroughput: [{paced: {rate: 1/s, requests: 20, connections: 65}}]",
            ["throughput[0].paced.connections", "from 1 to 64"]
        ),
        (
            "port: 8080", "port: 8080\nthroughput: [{paced: {rate: 1/s, requests: 20, headers: {'A B': c}}}]",
            ["throughput[0].paced.headers.A B", "X-Request-Id"]
        ),
        (
            "port: 8080", "port: 8080\nthroughput: [{wrk: {connections: 1, duration: 1s, headers: {A: \"b\\nC: d\"}}}]",
            ["throughput[0].wrk.headers.A", "one line"]
        ),
        (
            "port: 8080",
            "port: 8080\nthroughput: [{redis-benchmark: {commands: [set], connections: 1, requests: 9, headers: {A: b}}}]",
            ["throughput[0].redis-benchmark", "headers"]
        ),
        ("port: 8080", "port: 8080\nthroughput: [{hey: {}}]", ["throughput[0].hey", "ab, redis-benchmark, wrk"]),
        (
            "port: 8080", "port: 8080\nthroughput: [{wrk: {connections: 1, duration: 1.5s}}]",
            ["hello.yaml:4", "throughput[0].wrk.duration", "whole seconds"]
        ),
        (
            "port: 8080", "port: 8080\nthroughput: [{wrk: {connections: 1, duration: 1s, body: a}}]",
            ["throughput[0].wrk.body", "unknown key"]
        ),
        ("port: 8080", "port: 8080\nenvironment: {'A=B': x}", ["environment.A=B", "letters, digits"]),
        ("port: 8080", "port: 8080\ntree: ../etc", ["tree:", "lower-case"]),
        ("port: 8080", "port: 8080\ntree: nowhere", ["tree:", "nowhere.tree.yaml"]),
        (
            "port: 8080", "port: 8080\ntree: {name: t, suite: bookworm, packages: [--hook-dir=x]}",
            ["hello.yaml:4", "tree.packages[0]", "Debian package"]
        ),
        (
            "port: 8080",
            "port: 8080\ntree: {name: t, suite: bookworm, packages: [a1], files: [{from: nothing, to: /x}]}",
            ["tree.files[0].from", "relative to the file"]
        ),
        ("[hello, --listen, \"{address}:{port}\"]", "[]", ["command:", "a program and its arguments"]),
        ("[hello, --listen, \"{address}:{port}\"]", "hello", ["command:", "expected a list", "`hello`"]),
        ("hello, --listen", "\"he\\0llo\", --listen", ["command[0]", "NUL"]),
    ]

    @Test("a mistake is told with file, line, field and what was expected", arguments: mistakes)
    func toldPrecisely(original: String, mistake: String, fragments: [String]) throws {
        let text = Self.minimal.replacing(original, with: mistake)
        try #require(text != Self.minimal)
        let error = #expect(throws: BootProbeError.self) { try ImageManifest.parse(text, file: "hello.yaml") }
        #expect(error?.code == .badInput)
        for fragment in fragments {
            #expect(error?.description.contains(fragment) == true, "\(error?.description ?? "") lacks \(fragment)")
        }
    }

    @Test("no prefix of a manifest crashes the reader, nor does deep nesting")
    func truncations() {
        for length in 0..<Self.minimal.count {
            _ = try? ImageManifest.parse(String(Self.minimal.prefix(length)), file: "cut.yaml")
        }
        let deep = String(repeating: "[", count: ImageManifestLimits.bytes)
        #expect(throws: BootProbeError.self) { try ImageManifest.parse(deep, file: "deep.yaml") }
    }

    @Test("a file that is too large, absent or not text is refused by name")
    func unreadableFiles() throws {
        let directory = try TemporaryDirectory()
        let large = directory.file("large.yaml")
        try Data(count: ImageManifestLimits.bytes + 1).write(to: URL(fileURLWithPath: large))
        let binary = directory.file("binary.yaml")
        try Data([0xff, 0xfe, 0xff]).write(to: URL(fileURLWithPath: binary))
        for (path, code, fragment) in [
            (large, BootProbeError.Code.badInput, "64 KiB"), (binary, .badInput, "UTF-8"),
            (directory.file("absent.yaml"), .noInput, "no such file"),
        ] {
            let error = #expect(throws: BootProbeError.self) { try ImageManifest.read(contentsOf: path) }
            #expect(error?.code == code)
            #expect(error?.message.contains(path) == true && error?.message.contains(fragment) == true)
        }
    }

    @Test("a tree given by name is read beside the manifest, and its paths are relative to it")
    func namedTree() throws {
        let directory = try TemporaryDirectory()
        try directory.write("app.txt", "x")
        try directory.write(
            "images/base.tree.yaml",
            "{name: base, suite: bookworm, packages: [g++], files: [{from: ../app.txt, to: /srv/app.txt}]}")
        try directory.write("images/hello.yaml", Self.minimal + "\ntree: base")
        let manifest = try ImageManifest.read(contentsOf: directory.file("images/hello.yaml"))
        #expect(
            manifest.tree
                == TreeRecipe(
                    name: "base", suite: "bookworm", packages: ["g++"],
                    files: [FileMapping(from: directory.file("app.txt"), to: "/srv/app.txt")]))
    }

    @Test("the shipped manifests are read", arguments: ["vote", "result", "redis", "vote-replica"])
    func shipped(name: String) throws {
        let manifest = try ImageManifest.read(
            contentsOf: Repository.file("Sources/VotingStack/Resources/images/\(name).yaml"))
        #expect(manifest.name == name)
        #expect(manifest.tree?.name == "voting")
        #expect(!manifest.throughput.isEmpty)
        #expect(manifest.variant(.container) != nil && manifest.variant(.process) != nil)
        #expect(manifest.throughput.map(\.connections).contains(1), "the service fit needs the unloaded latency")
    }
}

/// The reader's documented limit, repeated here so that a change of it is noticed.
enum ImageManifestLimits {
    static let bytes = 64 * 1024
}
