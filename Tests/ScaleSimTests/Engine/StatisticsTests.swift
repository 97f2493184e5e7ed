import ScaleSim
import Testing

@Suite struct StatisticsTests {
    /// From a printed table of Student's t at 0.975.
    @Test(
        "Student's t at 95 %, two-sided",
        arguments: [
            (1, 12.7062), (2, 4.30265), (3, 3.18245), (9, 2.26216), (10, 2.22814), (19, 2.09302), (30, 2.04227),
            (120, 1.97993),
        ])
    func student(degrees: Int, factor: Double) {
        #expect(abs(StudentT.twoSided95(degrees: degrees) - factor) < 1e-4)
    }

    @Test("the interval of a mean, worked by hand")
    func interval() throws {
        // Mean 3, variance 2.5, standard error √0.5, t(4) = 2.77645.
        let estimate = Estimate([1, 2, 3, 4, 5])
        #expect(estimate.mean == 3)
        #expect(abs((estimate.low ?? 0) - (3 - 2.77645 * 0.5.squareRoot())) < 1e-4)
        #expect(abs((estimate.high ?? 0) - (3 + 2.77645 * 0.5.squareRoot())) < 1e-4)
        #expect(Estimate([7]) == Estimate(mean: 7, low: nil, high: nil))
    }

    @Test("replicas are counted over time from their histories")
    func history() {
        var drained = Replica(launchedAt: 1_000_000_000)
        drained.readyAt = 3_000_000_000
        drained.drainedAt = 5_000_000_000
        drained.goneAt = 6_000_000_000
        var cancelled = Replica(launchedAt: 1_000_000_000)
        cancelled.drainedAt = 2_000_000_000
        cancelled.goneAt = 2_000_000_000
        var old = Replica(launchedAt: -5)
        old.readyAt = -1
        let history = ReplicaHistory([drained, cancelled, old], horizon: SimTime(seconds: 8))
        let changes: [ReplicaHistory.Change] = [
            .init(time: 0, ready: 1), .init(time: 1_000_000_000, booting: 2, ready: 1),
            .init(time: 2_000_000_000, booting: 1, ready: 1), .init(time: 3_000_000_000, ready: 2),
            .init(time: 5_000_000_000, ready: 1, draining: 1), .init(time: 6_000_000_000, ready: 1),
        ]
        #expect(history.changes == changes)
        #expect(history.peak == 3)
        #expect(history.replicaSeconds == 8 + 5 + 1)
        #expect(history.means(step: SimTime(seconds: 1)) == [1, 3, 2, 2, 2, 2, 1, 1])
        // The last step is shorter than the others.
        #expect(history.means(step: SimTime(seconds: 3)) == [2, 2, 1])
        #expect(history.means(step: SimTime(seconds: 1.5)) == [(1 + 1.5) / 1.5, (1.5 + 2) / 1.5, 2, 2, 1, 1])
        // A moment later makes next to no difference.
        var late = drained
        late.launchedAt += 1_000_000
        let shifted = ReplicaHistory([late, cancelled, old], horizon: SimTime(seconds: 8))
        let apart = zip(shifted.means(step: SimTime(seconds: 1)), history.means(step: SimTime(seconds: 1)))
        #expect(apart.allSatisfy { abs($0 - $1) < 0.0011 })
    }

    @Test("a series has the exact quantiles of each step", arguments: [1, 2, 7, 100, 1001])
    func stepQuantiles(count: Int) {
        let stream = RandomStream(seed: UInt64(count), purpose: .delay)
        // Many equal values among them.
        let latencies = (0..<count).map { Int64(stream.uniform(UInt64($0)) * 50) }
        var series = RequestSeries(step: SimTime(seconds: 1), horizon: SimTime(seconds: 2))
        for latency in latencies {
            series.arrive(at: 10)
            series.record(
                RequestOutcome(index: 0, arrival: 10, start: 10, end: 10 + latency, replica: 0, ending: .answered))
        }
        series.finish()
        let sorted = latencies.sorted()
        #expect(series.steps[0].medianLatency == sorted[(count + 1) / 2 - 1])
        #expect(series.steps[0].p95Latency == sorted[Int((0.95 * Double(count)).rounded(.up)) - 1])
        #expect(series.steps[1].medianLatency == nil)
    }

    @Test("the heap gives its elements in order")
    func heap() {
        var heap = MinHeap<Int>()
        let stream = RandomStream(seed: 5, purpose: .boot)
        let values = (0..<1000).map { Int(stream.uniform(UInt64($0)) * 500) }
        for value in values { heap.insert(value) }
        #expect(values.map { _ in heap.removeMin() } == values.sorted())
        #expect(heap.min == nil)
    }
}
