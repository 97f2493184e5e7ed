import Foundation

extension Instance {
    /// Waits until what else a boot starts behind its first answer, such as further workers, is done.
    ///
    /// - Returns: the CPU seconds that it took; nil where the host cannot tell.
    @discardableResult
    package func settle(_ cancellation: Cancellation) -> Double? {
        let begin = HostInstant.now
        guard let first = cpuSeconds() else { return nil }
        var before = first
        while !cancellation.isCancelled, HostInstant.now.seconds(since: begin) < Settling.longestSeconds {
            Thread.sleep(forTimeInterval: Settling.stepSeconds)
            guard let now = cpuSeconds() else { return nil }
            if now - before < Settling.idleShare * Settling.stepSeconds { return before - first }
            before = now
        }
        return before - first
    }
}

private enum Settling {
    static let longestSeconds = 10.0
    static let stepSeconds = 0.5
    /// Of a CPU, what a service takes that has nothing to do.
    static let idleShare = 0.005
}
