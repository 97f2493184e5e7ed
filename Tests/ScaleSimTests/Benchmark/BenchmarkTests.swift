import Foundation
import Profiles
import ScaleSim
import Testing

/// A benchmark of something else than it says would be fast for nothing.
@Suite("The benchmark")
struct BenchmarkTests {
    /// Erlang C for ten servers and 8 Erlang; standard deviations over n requests are 2.9 and 4.0 service times / √n.
    @Test(
        "M/M/10 queues as Erlang C says, however it is computed",
        arguments: [BenchmarkCase.recursion, .events, .twoThreads])
    func multiServer(benchmark: BenchmarkCase) throws {
        let scenario = benchmark.scenario(requests: 40_000)
        let figures = Simulation(scenario).run(threads: 1).figures
        let root = 200.0
        #expect(abs(figures.requests.mean - root * root) < 4 * root)
        #expect(abs(figures.queuedShare.mean - 0.409180) < 4 * 2.9 / root)
        let wait = figures.waitMeanSeconds.mean / scenario.service.profile.occupancy.mean
        #expect(abs(wait - 0.204590) < 4 * 4.0 / root)
    }

    @Test(
        "a fleet has as many replicas as its name says, busy for 80 % of the time",
        arguments: [
            (BenchmarkCase.leastconn100, 100, Balancing.leastConnections), (.roundrobin100, 100, .roundRobin),
            (.leastconn10000, 10_000, .leastConnections), (.roundrobin10000, 10_000, .roundRobin),
        ])
    func fleet(benchmark: BenchmarkCase, replicas: Int, balancing: Balancing) throws {
        let scenario = benchmark.scenario(requests: 40_000)
        #expect(scenario.service.balancing == balancing)
        guard case .model(.poisson(let rate), _) = scenario.traffic else { throw UnexpectedTraffic() }
        let busy = rate * scenario.service.profile.occupancy.mean
        #expect(abs(busy / Double(replicas * scenario.service.profile.servers) - 0.8) < 1e-9)
        let figures = Simulation(scenario).run(threads: 1).figures
        #expect(figures.peakReplicas.mean == Double(replicas))
        #expect(abs(figures.requests.mean - 40_000) < 4 * 200)
    }

    private struct UnexpectedTraffic: Error {}

    @Test("the day needs most of 200 replicas at its height, and is followed by its autoscaler")
    func day() {
        let figures = Simulation(BenchmarkCase.day.scenario(requests: 50_000)).run(threads: 1).figures
        #expect((160...200).contains(figures.peakReplicas.mean))
        #expect(abs(figures.utilization.mean - 0.7) < 0.1)
        // From 20 replicas to 180 once, and what noise adds.
        #expect(figures.coldStarts.mean > 160)
    }

    @Test("a case is measured over all its requests, and those of two replications are twice as many")
    func measure() {
        let one = Benchmark.measure(.recursion, requests: 2_000)
        let two = Benchmark.measure(.oneThread, requests: 2_000)
        #expect(one.nsPerRequest > 0 && two.nsPerRequest > 0)
        #expect(abs(Double(one.requests) - 2_000) < 4 * 45)
        #expect(abs(Double(two.requests) - 4_000) < 4 * 64)
    }

    @Test(
        "a decision is over 1,000 pods, changes nothing, and each counts",
        arguments: [BenchmarkCase.hpa1000, .hpaPods1000, .keda1000])
    func decisions(benchmark: BenchmarkCase) throws {
        var (policy, observation) = try #require(benchmark.decision)
        #expect(observation.pods.count == 1_000)
        let decision = policy.decide(observation)
        #expect(decision.desired == 1_000 && decision.condition == "DesiredWithinRange")
        #expect(
            benchmark != .keda1000 || decision.active == true && decision.reason.hasPrefix("s0-redis-jobs 5000000m"))
        let result = Benchmark.measure(benchmark, requests: 3)
        #expect(result.requests == 3 && result.nsPerRequest > 0)
    }

    @Test("cases have names of their own, and only the longest is left out unless it is asked for")
    func cases() {
        #expect(Set(BenchmarkCase.allCases.map(\.name)).count == BenchmarkCase.allCases.count)
        #expect(BenchmarkCase.allCases.filter(\.needsFull) == [.billion])
        #expect(BenchmarkCase.day.requests(full: true) == 100_000_000)
    }

    @Test("memory is what the kernel says")
    func memory() throws {
        let bytes = try #require(PeakMemory.bytes)
        #expect((1 << 20...1 << 40).contains(bytes))
    }
}
