import Testing

@testable import BootProbe

@Suite("Patterns over a body")
struct BodyPatternTests {
    @Test(
        "are found anywhere, in any text",
        arguments: [
            ("ready in \\d+ ms$", "not yet\nready in 250 ms", true), ("^ready$", "ready in 250 ms", false),
            ("über", "Gegenüber", true), ("a", "", false),
            ("\u{1F600}+", "smile \u{1F600}\u{1F600}", true), ("x", "\u{FFFD}\0x", true),
        ])
    func found(pattern: String, body: String, isFound: Bool) throws {
        #expect(try BodyPattern(pattern).search(body) == (isFound ? .found : .missing))
    }

    @Test("that would take years are given up", arguments: ["(a+)+$", "(a|aa)+$", "(.*)*\\1\\1z"])
    func pathological(pattern: String) throws {
        let body = String(repeating: "a", count: 100) + "b"
        let begin = HostInstant.now
        #expect(try BodyPattern(pattern).search(body) == .givenUp)
        // A bound for hangs: the time is not what is tested.
        #expect(HostInstant.now.seconds(since: begin) < 60)
    }

    @Test("of ordinary kinds search the longest answer to its end")
    func longBody() throws {
        let body = String(repeating: "line of a page\n", count: 1 << 16) + "ready"
        #expect(try BodyPattern("ready$").search(body) == .found)
    }

    @Test("that are none are refused, as is what nests too deeply")
    func malformed() {
        for pattern in ["", "(", "[", "a{2,1}", String(repeating: "[", count: 20_000)] {
            #expect(throws: BootProbeError.self) { try BodyPattern(pattern) }
        }
    }
}
