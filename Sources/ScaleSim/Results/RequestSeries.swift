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
    /// Where the current step ends; most requests are answered before, which saves a division.
    private var currentEnd: Int64

    /// - Parameters:
    ///   - step: positive.
    ///   - horizon: the end of the last step, which may be shorter.
    package init(step: SimTime, horizon: SimTime) {
        stepNanoseconds = step.nanoseconds
        currentEnd = step.nanoseconds
        let count = (horizon.nanoseconds + step.nanoseconds - 1) / step.nanoseconds
        steps = ContiguousArray(repeating: Step(), count: Int(count))
    }

    /// Outcomes must come in the order of arrival.
    package mutating func record(_ outcome: RequestOutcome) {
        if outcome.arrival >= currentEnd { advance(to: Int(outcome.arrival / stepNanoseconds)) }
        steps[current].arrived += 1
        if outcome.failed {
            steps[current].failed += 1
            return
        }
        latencies.append(outcome.end - outcome.arrival)
        let answered = outcome.end < currentEnd ? current : Int(outcome.end / stepNanoseconds)
        if answered < steps.count { steps[answered].answered += 1 }
    }

    /// Closes the last step; no more outcomes follow.
    package mutating func finish() { advance(to: current) }

    private mutating func advance(to step: Int) {
        if !latencies.isEmpty {
            steps[current].p95Latency = rank(0.95)
            steps[current].medianLatency = rank(0.5)
            latencies.removeAll(keepingCapacity: true)
        }
        current = step
        currentEnd = Int64(step + 1) * stepNanoseconds
    }

    /// The least latency that at least the share `quantile` does not exceed.
    private mutating func rank(_ quantile: Double) -> Int64 {
        latencies.select(max(0, Int((quantile * Double(latencies.count)).rounded(.up)) - 1))
    }
}
