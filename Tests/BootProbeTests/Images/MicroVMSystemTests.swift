import Testing

@testable import BootProbe

@Suite("A microVM's first processes")
struct MicroVMSystemTests {
    private func run(_ words: [String], environment: [EnvironmentVariable] = []) throws -> [String] {
        let image = ImageManifest(
            name: "x", command: words, environment: environment, port: 80, readiness: .tcp(banner: ""))
        // The line that starts the service, by a shell of this host.
        let line = try MicroVMSystem.startScript(image).split(separator: "\n").first { $0.contains("/usr/bin/env") }
        return try HostTool("sh", ["-c", String(#require(line))]).run()
    }

    @Test(
        "words reach the service as they are",
        arguments: ["plain", "two words", "it's", "\"$HOME\" `id` \\", "größe 😀", "*", "; exit 1", "a\tb", ""])
    func words(word: String) throws {
        #expect(try run(["printf", "[%s]\\n", word]) == ["[\(word)]"])
        let variable = EnvironmentVariable(name: "VALUE", value: word)
        #expect(try run(["sh", "-c", "echo \"[$VALUE]\""], environment: [variable]) == ["[\(word)]"].map { $0 })
    }

    @Test("the environment holds nothing else, and a zero byte is refused")
    func environment() throws {
        #expect(try run(["sh", "-c", "env | grep -v -e ^PWD= -e ^_= -e ^SHLVL="]).map { $0.prefix(5) } == ["PATH="])
        #expect(throws: BootProbeError.self) { try run(["a\0b"]) }
    }

    @Test("an emulated guest is told its clock's frequency")
    func clock() throws {
        #expect(MicroVMSystem.kernelCommandLine(clockKHz: 2_596_090).hasSuffix(" tsc_early_khz=2596090"))
        #expect(!MicroVMSystem.kernelCommandLine(clockKHz: nil).contains("tsc"))
        if let measured = LinuxFacts.timeStampCounterKHz { #expect((500_000...8_000_000).contains(measured)) }
    }
}
