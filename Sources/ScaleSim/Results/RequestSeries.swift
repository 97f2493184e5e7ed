import Histogram

/// Outcomes of a run by time step, and over all steps a histogram of latencies.
///
/// Arrivals, failures and latencies belong to the step of the arrival, answers to the step in which they were given.
/// Arrivals come in order, outcomes in any: a step stays open until all its requests have one. Memory follows the
/// number of steps and of requests under way, not that of requests.
package struct RequestSeries: Sendable {
    package struct Step: Sendable {
        package var arrived = 0
        package var answered = 0
        package var failed = 0
        /// Requests that arrived within the step and have no outcome yet.
        fileprivate var pending = 0
        /// In nanoseconds, over the answered arrivals.
        package fileprivate(set) var latencySum: Int128 = 0
        /// In nanoseconds, exact for less than 2,048 answers, else to 0.1 %; nil for a step without an answered arrival.
        package var medianLatency: Int64?
        package var p95Latency: Int64?

        /// In seconds; nil for a step without an answered arrival.
        package var meanLatency: Double? {
            arrived > failed ? Double(latencySum) / Double(arrived - failed) / 1e9 : nil
        }
    }

    package let stepNanoseconds: Int64
    package private(set) var steps: ContiguousArray<Step>
    /// Steps from this one on count for the histogram.
    package let firstCounted: Int
    /// Of the step that arrivals have reached.
    private var latencies = StepLatencies()
    private var current = 0
    /// The current step; stands in `steps` only once it is over.
    private var step = Step()
    /// Where the current step begins and ends; most requests are answered within it, which saves a division.
    private var currentStart: Int64 = 0
    private var currentEnd: Int64
    /// Of earlier steps that are still open, by step from `firstOpen` on; nil for those that are closed.
    private var open: ContiguousArray<StepLatencies?> = []
    private var firstOpen = 0
    private var spare: ContiguousArray<StepLatencies> = []
    /// Of the closed steps that count.
    private var counted = LatencyCounts<UInt64>()
    /// In nanoseconds; to three digits, finest step a microsecond. Empty until `finish`.
    private var histogram: Histogram<UInt64>

    /// - Parameters:
    ///   - step: positive.
    ///   - horizon: the end of the last step, which may be shorter.
    ///   - firstCounted: the first step whose latencies count for `latency(quantile:)`.
    package init(step: SimTime, horizon: SimTime, firstCounted: Int = 0) {
        stepNanoseconds = step.nanoseconds
        currentEnd = step.nanoseconds
        let count = (horizon.nanoseconds + step.nanoseconds - 1) / step.nanoseconds
        steps = ContiguousArray(repeating: Step(), count: Int(count))
        self.firstCounted = min(firstCounted, steps.count)
        histogram = Histogram(
            lowestDiscernibleValue: 1_000, highestTrackableValue: 3_600_000_000_000,
            numberOfSignificantValueDigits: .three)
        histogram.autoResize = true
        counted.prepare()
    }

    /// Counts the arrival of a request at `time`, which must not be before that of the last one.
    @inline(__always)
    package mutating func arrive(at time: Int64) {
        if time >= currentEnd { advance(to: Int(time / stepNanoseconds)) }
        step.arrived += 1
        step.pending += 1
    }

    /// Takes the outcome of a request that has arrived, failed or answered.
    @inline(__always)
    package mutating func record(_ outcome: RequestOutcome) {
        guard outcome.arrival >= currentStart else { return recordEarlier(outcome) }
        step.pending -= 1
        if outcome.failed {
            step.failed += 1
            return
        }
        let latency = outcome.end - outcome.arrival
        step.latencySum += Int128(latency)
        if outcome.end < currentEnd { step.answered += 1 } else { countAnswer(at: outcome.end) }
        latencies.record(latency)
    }

    /// Takes all requests of a block, arrivals and answers, if they arrived within one step that is not over.
    ///
    /// - Returns: whether it has; otherwise they must be told one by one.
    package mutating func recordWithinStep(_ block: borrowing RequestBlock) -> Bool {
        let (arrivals, answers) = (block.arrivals.span, block.answers.span)
        if arrivals[0] >= currentEnd { advance(to: Int(arrivals[0] / stepNanoseconds)) }
        guard arrivals[block.count - 1] < currentEnd else { return false }
        var sum = Int128(0)
        var answeredLater = 0
        for position in 0..<block.count {
            sum += Int128(answers[position] - arrivals[position])
            answeredLater += answers[position] >= currentEnd ? 1 : 0
        }
        step.arrived += block.count
        step.latencySum += sum
        step.answered += block.count - answeredLater
        if answeredLater > 0 {
            for position in 0..<block.count where answers[position] >= currentEnd { countAnswer(at: answers[position]) }
        }
        latencies.record(block)
        return true
    }

    /// Of a request that arrived in a step before the current one.
    private mutating func recordEarlier(_ outcome: RequestOutcome) {
        let step = Int(outcome.arrival / stepNanoseconds)
        steps[step].pending -= 1
        if outcome.failed {
            steps[step].failed += 1
        } else {
            let latency = outcome.end - outcome.arrival
            open[step - firstOpen]?.record(latency)
            steps[step].latencySum += Int128(latency)
            countAnswer(at: outcome.end)
        }
        if steps[step].pending == 0, let finished = open[step - firstOpen].take() {
            close(step, finished)
            forgetClosed()
        }
    }

    private mutating func countAnswer(at time: Int64) {
        if time < currentEnd, time >= currentStart {
            step.answered += 1
        } else {
            let step = Int(time / stepNanoseconds)
            if step < steps.count { steps[step].answered += 1 }
        }
    }

    /// Closes the last steps; no more outcomes follow.
    package mutating func finish() {
        advance(to: current)
        precondition(open.isEmpty, "every request that arrived has an outcome")
        counted.forEach { histogram.record(UInt64($0), count: UInt64($1)) }
    }

    private mutating func advance(to next: Int) {
        // Answers of an earlier step may have been counted there before it began.
        step.answered += steps[current].answered
        steps[current] = step
        if open.isEmpty { firstOpen = current }
        // By exchange: as long as two variables had the counters, the next one to write would copy them.
        var finished = spare.popLast() ?? StepLatencies()
        swap(&finished, &latencies)
        if step.pending > 0 {
            open.append(finished)
        } else {
            if !open.isEmpty { open.append(nil) }
            close(current, finished)
        }
        // Steps without an arrival lie between.
        if !open.isEmpty, next > current + 1 { open.append(contentsOf: repeatElement(nil, count: next - current - 1)) }
        step = Step()
        current = next
        currentStart = Int64(next) * stepNanoseconds
        currentEnd = currentStart + stepNanoseconds
    }

    private mutating func close(_ step: Int, _ finished: consuming StepLatencies) {
        let quantiles = finished.quantiles(count: steps[step].arrived - steps[step].failed)
        if step >= firstCounted { finished.move(to: &counted) } else { finished.removeAll() }
        steps[step].medianLatency = quantiles?.median
        steps[step].p95Latency = quantiles?.p95
        spare.append(finished)
    }

    /// Steps leave from the front once they are closed.
    private mutating func forgetClosed() {
        guard let first = open.firstIndex(where: { $0 != nil }) else {
            open.removeAll(keepingCapacity: true)
            return
        }
        open.removeFirst(first)
        firstOpen += first
    }

    /// Over the closed steps that count, in seconds, to 0.1 %; 0 without an answer.
    package func latency(quantile: Double) -> Double {
        Double(histogram.valueAtPercentile(quantile * 100)) / 1e9
    }
}
