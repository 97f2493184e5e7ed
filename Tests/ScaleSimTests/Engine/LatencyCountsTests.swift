import Foundation
import Histogram
import ScaleSim
import Testing

/// How latencies are counted, against the library's histogram and against sorting.
@Suite struct LatencyCountsTests {
    @Test("buckets are those of an HdrHistogram with three digits and a unit of a microsecond")
    func buckets() {
        let stream = RandomStream(seed: 1, purpose: .delay)
        // From nanoseconds to days, evenly over the magnitudes, and the edges of the doublings.
        let latencies =
            (0..<20_000).map { Int64(exp2(stream.uniform($0) * 49)) }
            + (0..<49).flatMap { [Int64(1) << $0 - 1, Int64(1) << $0, Int64(1) << $0 + 1] }
        var counts = LatencyCounts<UInt32>()
        counts.prepare()
        var histogram = Histogram<UInt64>(
            lowestDiscernibleValue: 1_000, highestTrackableValue: 3_600_000_000_000,
            numberOfSignificantValueDigits: .three)
        histogram.autoResize = true
        for latency in latencies {
            counts.record(latency)
            histogram.record(UInt64(latency))
        }
        var total = LatencyCounts<UInt64>()
        total.prepare()
        total.record(latencies[0])
        counts.record(latencies[1])
        counts.move(to: &total)
        var drained: [Int64: Int64] = [:]
        total.forEach { drained[$0, default: 0] += $1 }
        var expected: [Int64: Int64] = [:]
        for latency in latencies + latencies.prefix(2) {
            expected[Int64(histogram.highestEquivalentForValue(UInt64(latency))), default: 0] += 1
        }
        #expect(drained == expected)
        counts.forEach { _, _ in Issue.record("what was moved is forgotten") }
    }

    @Test(
        "a step's quantiles are exact while it has few answers, then to 0.1 %", arguments: [1, 2, 2047, 2048, 20_000])
    func stepQuantiles(count: Int) throws {
        let stream = RandomStream(seed: UInt64(count), purpose: .delay)
        let latencies = (0..<count).map { Int64(stream.uniform(UInt64($0)) * 1e9) }
        var step = StepLatencies()
        for latency in latencies { step.record(latency) }
        let found = step.quantiles(count: count)
        let quantiles = try #require(found)
        var total = LatencyCounts<UInt64>()
        total.prepare()
        step.move(to: &total)
        var moved = 0
        total.forEach { moved += Int($1) }
        let sorted = latencies.sorted()
        let exact = (sorted[(count + 1) / 2 - 1], sorted[Int((0.95 * Double(count)).rounded(.up)) - 1])
        #expect(moved == count)
        let slack = count < 2048 ? 0 : 0.001
        #expect(quantiles.median >= exact.0 && Double(quantiles.median) <= Double(exact.0) * (1 + slack) + 512)
        #expect(quantiles.p95 >= exact.1 && Double(quantiles.p95) <= Double(exact.1) * (1 + slack) + 512)
        if count < 2048 { #expect(quantiles.median == exact.0 && quantiles.p95 == exact.1) }
        let none = step.quantiles(count: 0)
        #expect(none == nil)
    }

    @Test("outcomes make the same series and totals in whatever order they become known", arguments: 0..<20)
    func order(number: Int) {
        let stream = RandomStream(seed: UInt64(number), purpose: .boot)
        let outcomes = (0..<6_000).map { index in
            let draw = { (attempt: UInt32) in RandomStream.unitInterval(stream.bits(UInt64(index), attempt: attempt).0)
            }
            let arrival = Int64(index) * 2_000_000
            let wait = Int64(max(0, draw(1) - 0.5) * 3e9)
            return RequestOutcome(
                index: UInt64(index), arrival: arrival, start: arrival + wait,
                end: arrival + wait + Int64(draw(2) * 4e9), replica: 0, ending: draw(3) < 0.1 ? .timedOut : .answered)
        }
        let horizon = SimTime(seconds: 12.5)
        func recorder() -> LatencyRecorder {
            LatencyRecorder(
                objective: SimTime(seconds: 1), step: SimTime(seconds: number < 10 ? 1 : 5), horizon: horizon,
                warmUp: SimTime(seconds: 1.5))
        }
        var atArrival = recorder()
        for outcome in outcomes {
            atArrival.arrive(at: outcome.arrival)
            atArrival.record(outcome)
        }
        atArrival.finish()
        // As event by event: each outcome at its end.
        var atEnd = recorder()
        let happenings =
            outcomes.map { (time: $0.arrival, ends: false, outcome: $0) }
            + outcomes.map { (time: $0.end, ends: true, outcome: $0) }
        for happening in happenings.sorted(by: { ($0.time, $0.ends ? 1 : 0) < ($1.time, $1.ends ? 1 : 0) }) {
            if happening.ends { atEnd.record(happening.outcome) } else { atEnd.arrive(at: happening.time) }
        }
        atEnd.finish()
        #expect(summary(atArrival) == summary(atEnd))
        #expect(atArrival.requests == outcomes.count { $0.arrival >= (number < 10 ? 2_000_000_000 : 5_000_000_000) })
        #expect(atArrival.answered > 1_000)
    }

    @Test("a block of requests is recorded as its requests one by one are", arguments: 0..<20)
    func blocks(number: Int) {
        let stream = RandomStream(seed: 11, purpose: .delay, site: UInt16(number))
        func recorder() -> LatencyRecorder {
            LatencyRecorder(
                objective: SimTime(seconds: 1), step: SimTime(seconds: number < 10 ? 0.2 : 5),
                horizon: SimTime(seconds: 12.5), warmUp: SimTime(seconds: 1.5))
        }
        var (inBlocks, oneByOne) = (recorder(), recorder())
        var index = 0
        while index < 6_000 {
            var block = RequestBlock()
            block.firstIndex = UInt64(index)
            // Some of one request, and of all that there is room for.
            block.count = min(6_000 - index, 1 + Int(stream.uniform(UInt64(index)) * 1.2 * 255), 256)
            for position in 0..<block.count {
                let arrival = Int64(index + position) * 2_000_000
                let draw = UInt64(index + position) + 10_000
                block.arrivals[position] = arrival
                block.starts[position] = arrival + Int64(max(0, stream.uniform(draw) - 0.5) * 3e9)
                block.answers[position] = block.starts[position] + Int64(stream.uniform(draw + 10_000) * 4e9)
            }
            inBlocks.record(block)
            oneByOne.recordEach(block, timeout: .max)
            index += block.count
        }
        inBlocks.finish()
        oneByOne.finish()
        #expect(summary(inBlocks) == summary(oneByOne))
        #expect(inBlocks.answered > 3_000)
    }

    private func summary(_ recorder: LatencyRecorder) -> [String] {
        let steps = recorder.series.steps.map {
            "\($0.arrived) \($0.answered) \($0.failed) \($0.latencySum) \($0.medianLatency ?? -1) \($0.p95Latency ?? -1)"
        }
        let totals = [
            recorder.meanLatency, recorder.meanWait, recorder.latency(quantile: 0.5), recorder.latency(quantile: 0.99),
            Double(recorder.overObjective), Double(recorder.queued), Double(recorder.longestLatency),
        ]
        return steps + totals.map { "\($0)" }
    }
}
