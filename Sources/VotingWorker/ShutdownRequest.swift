import Foundation
import Glibc
import Synchronization

/// Becomes true when SIGTERM or SIGINT arrives.
final class ShutdownRequest: Sendable {
    private let condition = NSCondition()
    private let requested = Mutex(false)

    /// Must be called before any other thread starts: threads inherit the blocked signals, so that only the one that
    /// waits for them is ever interrupted.
    init() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe sigaddset(&signals, SIGINT)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        let awaited = signals
        Thread.detachNewThread { [self] in
            var received: Int32 = 0
            _ = unsafe withUnsafePointer(to: awaited) { unsafe sigwait($0, &received) }
            condition.lock()
            requested.withLock { $0 = true }
            condition.broadcast()
            condition.unlock()
        }
    }

    var isRequested: Bool { requested.withLock { $0 } }

    /// Returns after `seconds`, or as soon as the end is requested.
    func wait(seconds: Double) {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        while !isRequested, condition.wait(until: deadline) {}
        condition.unlock()
    }
}
