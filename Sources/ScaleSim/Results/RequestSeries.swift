/// Outcomes of a run by time step. Arrivals, failures and latencies belong to the step of the arrival, answers to the
/// step in which they were given.
package struct RequestSeries: Sendable {
    package struct Step: Sendable {
        package var arrived = 0
        package var answered = 0
        package var failed = 0
        /// Exact, in nanoseconds; nil for a step without an answered arrival.
        package var medianLatency: Int64?
        package var p95Latency: Int64?
    }

    package let stepNanoseconds: Int64
    package private(set) var steps: ContiguousArray<Step>
    /// Latencies of the step that arrivals have reached.
    private var latencies: ContiguousArray<Int64> = []
    private var current = 0

    /// - Parameters:
    ///   - step: positive.
    ///   - horizon: the end of the last step, which may be shorter.
    package init(step: SimTime, horizon: SimTime) {
        stepNanoseconds = step.nanoseconds
        let count = (horizon.nanoseconds + step.nanoseconds - 1) / step.nanoseconds
        steps = ContiguousArray(repeating: Step(), count: Int(count))
    }

    /// Outcomes must come in the order of arrival.
    package mutating func record(_ outcome: RequestOutcome) {
        let step = Int(outcome.arrival / stepNanoseconds)
        if step != current { advance(to: step) }
        steps[step].arrived += 1
        if outcome.failed {
            steps[step].failed += 1
            return
        }
        latencies.append(outcome.end - outcome.arrival)
        let answered = Int(outcome.end / stepNanoseconds)
        if answered < steps.count { steps[answered].answered += 1 }
    }

    /// Closes the last step; no more outcomes follow.
    package mutating func finish() { advance(to: current) }

    private mutating func advance(to step: Int) {
        if !latencies.isEmpty {
            latencies.sort()
            steps[current].medianLatency = rank(0.5)
            steps[current].p95Latency = rank(0.95)
            latencies.removeAll(keepingCapacity: true)
        }
        current = step
    }

    /// The least latency that at least the share `quantile` does not exceed.
    private func rank(_ quantile: Double) -> Int64 {
        latencies[max(0, Int((quantile * Double(latencies.count)).rounded(.up)) - 1)]
    }
}
