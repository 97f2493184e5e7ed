/// Sums up the outcomes of a run: totals, a histogram of latencies, and a series over time.
///
/// Latency is arrival to answer. A failed request has none: it counts as failed and as over the objective. Sums are
/// whole numbers, so that they do not depend on the order of the outcomes.
package struct LatencyRecorder: RequestSink {
    /// Nanoseconds above which a request misses the objective.
    private let objective: Int64
    /// Requests that arrived before this instant are seen in the series alone.
    private let countedFrom: Int64
    package private(set) var series: RequestSeries

    /// Answered requests over the objective.
    private var slow: Int64 = 0
    /// Answered requests that did not start at once.
    package private(set) var queued: Int64 = 0
    /// Requests that a full queue refused.
    package private(set) var refused: Int64 = 0
    package private(set) var longestLatency: Int64 = 0
    /// In nanoseconds; a billion requests of ten seconds exceed Int64.
    private var waitSum: Int128 = 0

    /// - Parameters:
    ///   - step: of the series over time; positive.
    ///   - horizon: the end of the run.
    ///   - warmUp: requests that arrive in this time count in the series alone; rounded up to whole steps.
    package init(objective: SimTime, step: SimTime, horizon: SimTime, warmUp: SimTime = .zero) {
        self.objective = objective.nanoseconds
        let warmUpSteps = (warmUp.nanoseconds + step.nanoseconds - 1) / step.nanoseconds
        countedFrom = warmUpSteps * step.nanoseconds
        series = RequestSeries(step: step, horizon: horizon, firstCounted: Int(warmUpSteps))
    }

    @inline(__always)
    package mutating func arrive(at time: Int64) { series.arrive(at: time) }

    @inline(__always)
    package mutating func record(_ outcome: RequestOutcome) {
        if outcome.arrival >= countedFrom { count(outcome) }
        series.record(outcome)
    }

    @inline(__always)
    private mutating func count(_ outcome: RequestOutcome) {
        guard !outcome.failed else {
            if outcome.ending == .refused { refused += 1 }
            return
        }
        // Sums in place of branches, which no processor could predict.
        let latency = outcome.end - outcome.arrival
        let wait = outcome.start - outcome.arrival
        slow += latency > objective ? 1 : 0
        queued += wait > 0 ? 1 : 0
        longestLatency = max(longestLatency, latency)
        waitSum += Int128(wait)
    }

    package mutating func record(_ block: borrowing RequestBlock) {
        guard block.count > 0 else { return }
        guard series.recordWithinStep(block) else { return recordEach(block, timeout: .max) }
        // A warm-up ends with a step.
        guard block.arrivals[0] >= countedFrom else { return }
        let (arrivals, starts, answers) = (block.arrivals.span, block.starts.span, block.answers.span)
        var (slow, queued, longest, waits) = (Int64(0), Int64(0), longestLatency, Int128(0))
        for position in 0..<block.count {
            let latency = answers[position] - arrivals[position]
            let wait = starts[position] - arrivals[position]
            slow += latency > objective ? 1 : 0
            queued += wait > 0 ? 1 : 0
            longest = max(longest, latency)
            waits += Int128(wait)
        }
        self.slow += slow
        self.queued += queued
        longestLatency = longest
        waitSum += waits
    }

    /// Completes the series; no more outcomes follow.
    package mutating func finish() { series.finish() }

    private var counted: ArraySlice<RequestSeries.Step> { series.steps[series.firstCounted...] }

    // The following are known after `finish`.

    /// Those of the warm-up included.
    package var allRequests: Int64 { series.steps.reduce(0) { $0 + Int64($1.arrived) } }

    package var requests: Int64 { counted.reduce(0) { $0 + Int64($1.arrived) } }

    package var failed: Int64 { counted.reduce(0) { $0 + Int64($1.failed) } }

    package var answered: Int64 { requests - failed }

    /// Failed ones among them.
    package var overObjective: Int64 { slow + failed }

    /// In seconds; 0 without an answered request, as for the others.
    package var meanLatency: Double { mean(counted.reduce(0) { $0 + $1.latencySum }) }

    /// Mean time that an answered request queued before a server took it on, in seconds.
    package var meanWait: Double { mean(waitSum) }

    private func mean(_ sum: Int128) -> Double { answered == 0 ? 0 : Double(sum) / Double(answered) / 1e9 }

    /// In seconds, to 0.1 %.
    package func latency(quantile: Double) -> Double { series.latency(quantile: quantile) }
}
