import BootProbe
import Foundation
import Glibc
import Synchronization
import Testing

struct ChildProcessTests {
    @Test("a process that ends with its caller is killed when the thread that started it ends")
    func endsWithCaller() throws {
        let started = Mutex<pid_t>(0)
        let ending = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            var plan = SpawnPlan(command: ["sleep", "1000"], environment: SpawnPlan.ownEnvironment)
            plan.endsWithCaller = true
            started.withLock { $0 = (try? plan.spawn()) ?? 0 }
            ending.signal()
        }
        ending.wait()
        let child = started.withLock { $0 }
        try #require(child > 0)
        #expect(waitForChild(child)?.status == .killed(signal: SIGKILL))
    }
}
