import Testing

@testable import BootProbe

struct ServiceUnitTests {
    private func unit(_ command: [String], _ environment: [EnvironmentVariable] = []) -> ServiceUnit {
        ServiceUnit(name: "vote", command: command, environment: environment, workingDirectory: "/srv", user: nil)
    }

    @Test(
        "words reach the service as they are",
        arguments: [
            ("plain", "\"plain\""), ("two words", "\"two words\""), ("a\"b", "\"a\\\"b\""), ("a\\b", "\"a\\\\b\""),
            ("100%", "\"100%%\""), ("$HOME", "\"$$HOME\""), ("; rm", "\"; rm\""), ("", "\"\""),
        ])
    func quoting(word: String, expected: String) throws {
        #expect(try unit(["/bin/app", word]).text().contains("ExecStart=\"/bin/app\" \(expected)\n"))
    }

    @Test("a dollar sign stays single in the environment, where it means nothing")
    func environment() throws {
        let text = try unit(["/bin/app"], [EnvironmentVariable(name: "A", value: "$x %n \"q\"")]).text()
        #expect(text.contains("Environment=\"A=$x %%n \\\"q\\\"\"\n"))
    }

    @Test(
        "text that would begin another setting is refused", arguments: ["a\nExecStartPre=/bin/sh", "a\u{0}", "\u{7F}"])
    func controlCharacters(word: String) {
        let error = #expect(throws: BootProbeError.self) { try unit(["/bin/app", word]).text() }
        #expect(error?.code == .badInput)
    }
}
