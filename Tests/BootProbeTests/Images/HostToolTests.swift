import Testing
import TestSupport

@testable import BootProbe

struct HostToolTests {
    @Test("arguments reach the program untouched by any shell")
    func arguments() throws {
        #expect(try HostTool("printf", ["%s\n", "$(id) `id` ; \"'", "*"]).run() == ["$(id) `id` ; \"'", "*"])
    }

    @Test("a failure carries the program's last words")
    func failure() {
        let error = #expect(throws: BootProbeError.self) { try HostTool("ls", ["/no/such/place"]).run() }
        #expect(error?.code == .failed)
        #expect(error?.underlying?.contains("/no/such/place") == true)
    }

    @Test("a program that is not there is named")
    func missing() {
        let error = #expect(throws: BootProbeError.self) { try HostTool("no-such-program", []).run() }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("no-such-program") == true)
    }
}

struct FileLockTests {
    @Test("a lock is held by one at a time and free after it")
    func exclusive() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/lock"
        func takes() throws -> Bool { try FileLock(ifFree: path) != nil }
        do {
            let held = try FileLock(waitingFor: path)
            #expect(try !takes())
            withExtendedLifetime(held) {}
        }
        #expect(try takes())
    }
}
