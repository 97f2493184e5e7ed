import Foundation
import Profiles
import Testing
import TestSupport

@testable import BootProbe

@Suite("A manifest's strings")
struct HostileManifestTests {
    /// What a shell, XML, a unit file, JSON, a format string, SQL or a terminal would take for more than text.
    static let texts = [
        "$(touch pwned)", "`touch pwned`", "; touch pwned #", "a && b || c", "> pwned", "*", "~", "!!", "$HOME ${HOME}",
        "'", "\"", "\\", "\\\"", "a b", "", " ", "</command><devices>", "<!-- -->", "<![CDATA[x]]>", "]]>", "&amp;",
        "&#x41;",
        "%n %s %%", "%i", "$$", "'; DROP TABLE trial; --", "{\"a\": 1}", "größe 😀 \u{202E}", "--option", "-", "a=b=c",
    ]
    /// Those and what only a process can be given.
    static let textsWithControls = texts + ["a\nb", "\t", "\u{1B}[2J", "\r\n", "\u{7F}"]

    /// A manifest whose command and environment hold `texts`, read from YAML.
    private static func manifest(_ command: [String], _ texts: [String]) throws -> ImageManifest {
        // YAML 1.2 takes every JSON text for what it is, but for one character that JSON need not escape.
        func json(_ value: some Encodable) throws -> String {
            String(decoding: try JSONEncoder().encode(value), as: UTF8.self).replacing("\u{7F}", with: "\\u007f")
        }
        let environment = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ("TEXT_\($0)", $1) })
        return try ImageManifest.parse(
            """
            name: hostile
            command: \(try json(command + texts))
            environment: \(try json(environment))
            port: 18081
            readiness: {tcp: {banner: ready}}
            technologies: {process: , container: , vm: }
            """, file: "hostile.yaml")
    }

    @Test("arrive in a process's arguments and environment byte for byte")
    func process() throws {
        let folder = try TemporaryDirectory()
        let script = """
            import os, socket, sys
            with open(sys.argv[3], "wb") as file:
                file.write(b"\\0".join(os.fsencode(word) for word in sys.argv[4:]))
            with open(sys.argv[3] + ".environment", "wb") as file:
                file.write(b"\\0".join(b"%s=%s" % variable for variable in os.environb.items()))
            listener = socket.create_server((sys.argv[1], int(sys.argv[2])))
            while True:
                connection, _ = listener.accept()
                connection.sendall(b"ready")
                connection.close()
            """
        let texts = Self.textsWithControls
        let image = try Self.manifest(
            ["python3", "-c", script, "{address}", "{port}", folder.file("words")], texts)
        let launcher = ProcessLauncher(run: RunDirectory(path: folder.path), gateway: "127.0.0.1") {
            recipe throws(BootProbeError) in
            throw BootProbeError(.internalFault, "no tree was expected, got \(recipe.name)")
        }
        let launch = try launcher.timedLaunch(image, as: InstanceID(number: 3))
        try launch.instance.destroy()
        #expect(launch.timeToFirstResponse != nil)
        #expect(try folder.read("words") == texts.joined(separator: "\0"))
        let variables = try folder.read("words.environment").split(separator: "\0").map(String.init)
        for (index, text) in texts.enumerated() { #expect(variables.contains("TEXT_\(index)=\(text)")) }
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        #expect(!names.contains { $0.hasSuffix("pwned") })
    }

    @Test("arrive in a container's description as they are")
    func container() throws {
        let image = try Self.manifest(["page"], Self.textsWithControls)
        let description = try ContainerDescription(
            image, containerImage: "page", network: .host, address: "127.1.0.1", controlGroup: "group", logPath: "/log")
        let json = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(description)) as? [String: Any])
        #expect(json["Cmd"] as? [String] == ["page"] + Self.textsWithControls)
        #expect(json["Env"] as? [String] == image.environment.map { "\($0.name)=\($0.value)" })
    }

    @Test("a container's parameters of the kernel reach the engine, those of a shared network do not")
    func sysctls() throws {
        let text = """
            name: page
            command: [page]
            port: 80
            readiness: {http: {}}
            technologies:
              container: {sysctls: {net.ipv4.ip_local_port_range: 10240 65535, kernel.shmmax: 1}}
            """
        let image = try ImageManifest.parse(text, file: "page.yaml")
        func sysctls(_ network: ContainerNetwork) throws -> [String: String]? {
            let description = try ContainerDescription(
                image, containerImage: "page", network: network, address: "10.78.1.1", controlGroup: "group",
                logPath: "/log")
            let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(description)) as? [String: Any]
            return (json?["HostConfig"] as? [String: Any])?["Sysctls"] as? [String: String]
        }
        #expect(
            try sysctls(.bridge(name: "lab")) == [
                "net.ipv4.ip_local_port_range": "10240 65535", "kernel.shmmax": "1",
            ])
        #expect(try sysctls(.host) == ["kernel.shmmax": "1"])
        let settings = LaunchDescription(image, on: .container)
        #expect(settings.sysctls == ["net.ipv4.ip_local_port_range=10240 65535", "kernel.shmmax=1"])
        #expect(LaunchDescription(image, on: .process).sysctls == nil)
    }

    @Test("arrive in a guest's unit file as systemd reads it")
    func unit() throws {
        let image = try Self.manifest(["page"], Self.texts)
        let text = try ServiceUnit(
            name: image.name, command: image.command, environment: image.environment, workingDirectory: "/", user: nil
        ).text()
        let lines = text.split(separator: "\n").map(String.init)
        let starts = lines.filter { $0.hasPrefix("ExecStart=") }
        #expect(starts.count == 1)
        #expect(Self.words(String(starts[0].dropFirst("ExecStart=".count)), areCommand: true) == image.command)
        let variables = lines.filter { $0.hasPrefix("Environment=") }
            .flatMap { Self.words(String($0.dropFirst("Environment=".count)), areCommand: false) }
        #expect(variables == image.environment.map { "\($0.name)=\($0.value)" })
    }

    /// Double-quoted words as systemd.syntax(7) and, for `$$`, systemd.service(5) read them.
    private static func words(_ line: String, areCommand: Bool) -> [String] {
        line.matches(of: /"((?:[^"\\]|\\.)*)"/).map { match in
            let unescaped = String(match.1).replacing(/\\(.)/) { String($0.1) }.replacing("%%", with: "%")
            return areCommand ? unescaped.replacing("$$", with: "$") : unescaped
        }
    }

    @Test("come back from a domain's XML as they were", arguments: texts)
    func domain(text: String) throws {
        let reader = XMLReader()
        try reader.read(Self.description(text).domainXML)
        #expect(reader.text(of: "domain/name") ?? "" == text)
        #expect(reader.text(of: "domain/os/kernel") ?? "" == text)
        #expect(reader.text(of: "domain/os/initrd") ?? "" == text)
        #expect(reader.text(of: "domain/os/cmdline") ?? "" == text)
        #expect(reader.attributes["domain/devices/serial/source"] == ["path": text])
        #expect(reader.attributes["domain/devices/disk/source"] == ["file": text])
        #expect(reader.attributes["domain/devices/disk/backingStore/source"] == ["file": text])
        #expect(reader.attributes["domain/devices/interface/target"]?["dev"] == text)
        #expect(reader.attributes["domain/devices/interface/mac"] == ["address": text])
    }

    @Test("never change which elements a domain has", arguments: textsWithControls + ["\u{0}", "\u{FFFE}"])
    func elements(text: String) throws {
        let (plain, hostile) = (XMLReader(), XMLReader())
        try plain.read(Self.description("plain").domainXML)
        try hostile.read(Self.description(text).domainXML)
        #expect(hostile.paths == plain.paths)
    }

    private static func description(_ text: String) -> GuestMachine {
        GuestMachine(
            name: text, accelerator: .tcg, virtualCPUs: 1, memoryMiB: 64, kernel: text, initialRAMDisk: text,
            kernelCommandLine: text, consolePipe: text, disks: [.init(overlay: text, base: text)],
            network: .tap(text, hardwareAddress: text))
    }
}
