import Foundation
import Synchronization

/// A blocking call on a thread of its own, whose outcome is waited for.
package final class DedicatedThread<Output: Sendable, Failure: Error>: Sendable {
    private let outcome = Mutex<Result<Output, Failure>?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    /// Starts `body` at once; `name` shows in debuggers.
    package init(name: String, _ body: @escaping @Sendable () throws(Failure) -> Output) {
        let thread = Thread { [self] in
            let result = Result(catching: body)
            outcome.withLock { $0 = result }
            ended.signal()
        }
        thread.name = name
        thread.start()
    }

    /// Returns what the call returned, or throws what it threw, once it has ended.
    package func wait() throws(Failure) -> Output {
        ended.wait()
        ended.signal()
        guard let result = outcome.withLock({ $0 }) else { preconditionFailure("a thread ended without an outcome") }
        return try result.get()
    }

    /// Whether the call has ended.
    package var isDone: Bool { outcome.withLock { $0 != nil } }
}
