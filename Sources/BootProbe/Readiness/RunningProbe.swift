import Dispatch
import Synchronization

/// A probe on the engine's thread, so that it can watch while the launch call is still under way.
package final class RunningProbe: Sendable {
    private struct State {
        var deadline: HostInstant
        var failure: (@Sendable () -> String?)?
        var isCancelled = false
        var result: ReadinessResult?
    }

    private let state: Mutex<State>
    private let ended = DispatchSemaphore(value: 0)

    /// Begins to probe at once, at the latest until `deadline`.
    package init(_ probe: ReadinessProbe, deadline: HostInstant, engine: ProbeEngine = .shared) {
        state = Mutex(State(deadline: deadline))
        engine.drive { [self] in
            probe.watch(launchedAt: .now, deadline: { self.deadlineNow }, failure: { self.failureNow() })
        } finished: { [self] result in
            state.withLock { $0.result = result }
            ended.signal()
        }
    }

    /// From here on the probe has this deadline, and asks `failure` whether the instance can still answer.
    package func watch(until deadline: HostInstant, failure: @escaping @Sendable () -> String?) {
        state.withLock {
            $0.deadline = deadline
            $0.failure = failure
        }
    }

    /// Ends the probe within one failure check; its result is then a failure, unless an answer came first.
    package func cancel() {
        state.withLock { $0.isCancelled = true }
    }

    /// Waits for the end of the probe; to be called once.
    package func result() -> ReadinessResult {
        ended.wait()
        return state.withLock { $0.result! }
    }

    private var deadlineNow: HostInstant { state.withLock { $0.deadline } }

    private func failureNow() -> String? {
        let (isCancelled, failure) = state.withLock { ($0.isCancelled, $0.failure) }
        return isCancelled ? "cancelled" : failure?()
    }
}
