import BootProbe
import ScaleSim
import Testing
import VotingStack

@Suite("What becomes of votes")
struct VoteFlowTests {
    /// Nothing is drawn where there is one value.
    private static let profile = BackingProfile(
        storeSeconds: [0.01], furtherVoteSeconds: 0.001, countCycleSeconds: 1.002, countSeconds: 0.002)

    @Test("is that the worker stores all that wait when it begins, and those that come meanwhile the next time")
    func batches() {
        let model = VoteFlowModel(Self.profile, seed: 1)
        let stored = model.stored([0, 0.002, 0.004, 0.0105, 0.5])
        // One; then two of 10 + 1 ms; then the one that came during these; then one on an idle worker.
        let expected = [0.01, 0.021, 0.021, 0.031, 0.51]
        #expect(zip(stored, expected).allSatisfy { abs($0 - $1) < 1e-12 } && stored.count == 5)
    }

    @Test("is that no more than 500 are stored at once")
    func batchLimit() {
        let stored = VoteFlowModel(Self.profile, seed: 1).stored(Array(repeating: 0, count: 501))
        #expect(abs(stored[499] - (0.01 + 499 * 0.001)) < 1e-9)
        #expect(abs(stored[500] - stored[499] - 0.01) < 1e-9)
    }

    @Test("is that a queue's mean is the time that all waited together over the run's, and its peak the most at once")
    func queue() {
        let flow = VoteFlow(
            [
                .init(planned: 0, queued: 0.5, stored: 1.5, visible: 2), .init(planned: 0.5, queued: 1, stored: 3),
                .init(planned: 3, queued: 3, stored: 3.5, visible: 4),
            ], durationSeconds: 10)
        #expect(abs(flow.queuedMean - 0.35) < 1e-12)
        #expect(flow.queuedPeak == 2)
        // One was never seen.
        #expect(flow.visibleMeanSeconds == 1.5 && flow.visibleP95Seconds == 2)
    }

    @Test("is that votes show at the next count, half a cycle later on average")
    func visible() throws {
        let requests = (0..<2_000).map { Self.request($0, isLost: $0 == 7) }
        let flow = VoteFlowModel(Self.profile, seed: 3).flow(of: requests, durationSeconds: 74)
        // 5 ms at the page, 10 ms at the worker, half a cycle, and the count itself.
        let mean = try #require(flow.visibleMeanSeconds)
        #expect((0.508...0.528).contains(mean))
        let p95 = try #require(flow.visibleP95Seconds)
        #expect(p95 < 1.019)
        let waited = 1_999 * 0.01
        #expect(abs(flow.queuedMean - waited / 74) < 1e-9)
    }

    /// One every 37 ms, which takes 5 ms.
    private static func request(_ number: Int, isLost: Bool) -> RequestOutcome {
        let arrival = Int64(number) * 37_000_000
        return RequestOutcome(
            index: UInt64(number), arrival: arrival, start: arrival, end: arrival + 5_000_000, replica: 0,
            ending: isLost ? .broken : .answered)
    }

    @Test("is that simulated workers' own times count, by the request that each vote came from")
    func workers() throws {
        func outcome(_ index: UInt64, _ arrival: Int64, _ end: Int64) -> RequestOutcome {
            RequestOutcome(
                index: index, arrival: arrival, start: arrival, end: end, replica: 0, ending: .answered)
        }
        let flow = VoteFlowModel(Self.profile, seed: 1).flow(
            of: [outcome(0, 0, 10), outcome(1, 1_000_000_000, 1_000_000_010)],
            storedBy: [outcome(1, 1_000_000_000, 9_000_000_000), outcome(0, 0, 2_000_000_000)], durationSeconds: 10)
        #expect(flow.queuedMean == 1 && flow.queuedPeak == 2)
        #expect((2.0..<10.1).contains(try #require(flow.visibleMeanSeconds)))
    }

    @Test("is told in the run's time, though the wall clock runs faster than the monotonic one")
    func wallClock() {
        let start = HostInstant.now
        let clock = WallClock(
            first: .init(seconds: 1000, at: start), last: .init(seconds: 1101, at: start.advanced(bySeconds: 100)))
        #expect(abs(clock.seconds(1050.5, since: start.advanced(bySeconds: 10)) - 40) < 1e-6)
    }

    @Test("is that runs of different seeds have no voter in common")
    func voters() {
        let voters = (0..<50).flatMap { seed in (0..<200).map { Ballot(seed: UInt64(seed), index: $0).voterID } }
        #expect(Set(voters).count == voters.count)
    }
}
