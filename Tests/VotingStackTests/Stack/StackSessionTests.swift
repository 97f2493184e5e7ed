import BootProbe
import Foundation
import Testing
import TestSupport
import VotingStack

@Suite("The session of a stack")
final class StackSessionTests {
    private let root = NSTemporaryDirectory() + "stack-session-\(UUID().uuidString)/"
    /// Deeper than the 107 bytes that a socket's name may have.
    private let folder: String

    init() { folder = root + String(repeating: "deep/", count: 20) }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func status() -> StackStatus {
        StackStatus(
            process: 42, startedAt: Date(timeIntervalSince1970: 1), pages: ["http://127.0.0.1:8000/"],
            services: [.init(name: "redis"), .init(name: "worker", failure: "it exited")], bootingReplicas: 1,
            readyReplicas: 2)
    }

    @Test("answers for a running stack, is found by a second start, and ends on request")
    func lifeCycle() throws {
        let folder = self.folder
        let expected = status()
        #expect(try StackSession.ask(.status, in: folder) == nil)
        let server = DedicatedThread(name: "session") { () throws(BootProbeError) in
            let session = try StackSession.begin(in: folder)
            session?.serve { expected }
        }
        #expect(eventually { (try? StackSession.isRunning(in: folder)) == true })
        #expect(eventually { (try? StackSession.ask(.status, in: folder)) == expected })
        let second = try StackSession.begin(in: folder)
        let isSecondRefused = second == nil
        #expect(isSecondRefused)
        #expect(try StackSession.end(in: folder, within: 5))
        try server.wait()
        #expect(try !StackSession.isRunning(in: folder))
        #expect(try !StackSession.end(in: folder))
    }

    @Test("takes over from one that was killed and left its socket behind")
    func takesOver() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["stack.lock", "stack.sock"] {
            #expect(FileManager.default.createFile(atPath: folder + name, contents: nil))
        }
        #expect(try StackSession.ask(.status, in: folder) == nil)
        let session = try StackSession.begin(in: folder)
        let isTaken = session != nil
        #expect(isTaken)
    }
}
