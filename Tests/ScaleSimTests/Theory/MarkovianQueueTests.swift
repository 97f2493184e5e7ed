import Foundation
import ScaleSim
import Testing

/// Closed forms against the solution of the whole chain, and against published values.
@Suite struct MarkovianQueueTests {
    @Test("M/M/1: 1/(μ−λ), and an exponential time in system", arguments: [0.1, 0.5, 0.95])
    func mm1(load: Double) {
        let queue = MMc(arrivalRate: load * 3, serviceRate: 3)
        #expect(isClose(queue.meanTimeInSystem, 1 / (3 - load * 3)))
        #expect(isClose(queue.waitingProbability, load))
        #expect(isClose(queue.probabilityOfTimeInSystem(longerThan: 0.7), exp(-(3 - load * 3) * 0.7)))
        #expect(isClose(queue.meanInSystem, load / (1 - load)))
    }

    @Test("M/M/10 at 8 Erlang: Erlang B and C to the digits that are published")
    func erlang() {
        #expect(abs(ErlangFormulas.blocking(servers: 10, offeredLoad: 8) - 0.121661) < 5e-7)
        let queue = MMc(arrivalRate: 8, serviceRate: 1, servers: 10)
        #expect(abs(queue.waitingProbability - 0.409180) < 5e-7)
        #expect(abs(queue.meanWait - 0.204590) < 5e-7)
        #expect(ErlangFormulas.waiting(servers: 4, offeredLoad: 4) == 1)
        #expect(ErlangFormulas.blocking(servers: 0, offeredLoad: 4) == 1)
    }

    @Test("M/M/c: number in system and probability of waiting", arguments: [(1, 0.5), (3, 0.8), (12, 0.6)])
    func mmc(servers: Int, load: Double) {
        let queue = MMc(arrivalRate: load * Double(servers) * 2, serviceRate: 2, servers: servers)
        let chain = BruteForceChain(from: 0) { count in
            let arrivals: Double = count < 200 ? queue.arrivalRate : 0
            return [(count + 1, arrivals), (count - 1, Double(min(count, servers)) * 2)]
        }
        #expect(isClose(queue.meanInSystem, chain.mean { Double($0) }))
        #expect(isClose(queue.waitingProbability, chain.mean { $0 >= servers ? 1 : 0 }))
    }

    @Test("M/M/c: waits and times in system, by integrating their distributions", arguments: [1, 2, 5])
    func mmcDistributions(servers: Int) {
        let queue = MMc(arrivalRate: 0.7 * Double(servers), serviceRate: 1, servers: servers)
        #expect(isClose(queue.meanWait, integral { queue.probabilityOfWaiting(longerThan: $0) }, 1e-6))
        #expect(isClose(queue.meanSquaredWait, integral { 2 * $0 * queue.probabilityOfWaiting(longerThan: $0) }, 1e-6))
        #expect(
            isClose(queue.meanTimeInSystem, integral { queue.probabilityOfTimeInSystem(longerThan: $0) }, 1e-6))
        let p99 = queue.wait(quantile: 0.99)
        #expect(isClose(queue.probabilityOfWaiting(longerThan: p99), 0.01))
        #expect(queue.wait(quantile: 0.01) == 0)
    }

    @Test("M/M/2 with cμ − λ = μ: the sum of two equal exponential times")
    func equalRates() {
        let queue = MMc(arrivalRate: 1, serviceRate: 1, servers: 2)
        let near = MMc(arrivalRate: 1 + 1e-6, serviceRate: 1, servers: 2)
        #expect(
            isClose(
                queue.probabilityOfTimeInSystem(longerThan: 1.3), near.probabilityOfTimeInSystem(longerThan: 1.3), 1e-5)
        )
    }

    @Test("M/M/c/K and M/M/c/c", arguments: [(1, 1), (10, 10), (3, 8), (2, 40)])
    func mmck(servers: Int, capacity: Int) {
        let queue = MMcK(arrivalRate: 2.5, serviceRate: 0.9, servers: servers, capacity: capacity)
        let chain = BruteForceChain(from: 0) { count in
            let arrivals: Double = count < capacity ? 2.5 : 0
            return [(count + 1, arrivals), (count - 1, Double(min(count, servers)) * 0.9)]
        }
        for (state, probability) in zip(chain.states, chain.probabilities) {
            #expect(isClose(queue.probabilities[state], probability))
        }
        #expect(isClose(queue.meanInSystem, chain.mean { Double($0) }))
        #expect(isClose(queue.meanBusyServers, chain.mean { Double(min($0, servers)) }))
        #expect(abs(queue.meanWait * queue.throughput - chain.mean { Double(max(0, $0 - servers)) }) < 1e-10)
        let letIn = chain.mean { $0 < capacity ? 1 : 0 }
        #expect(isClose(queue.waitingProbability, chain.mean { (servers..<capacity).contains($0) ? 1 : 0 } / letIn))
        if servers == capacity {
            #expect(isClose(queue.blocking, ErlangFormulas.blocking(servers: servers, offeredLoad: 2.5 / 0.9)))
        }
    }

    @Test("a thousand servers and rooms do not leave the range of numbers")
    func largeSystem() {
        let queue = MMcK(arrivalRate: 1950, serviceRate: 1, servers: 2000, capacity: 2000)
        #expect(isClose(queue.blocking, ErlangFormulas.blocking(servers: 2000, offeredLoad: 1950), 1e-9))
    }

    @Test("a closed loop of thinking clients", arguments: [(1, 1), (20, 1), (20, 3)])
    func closedLoop(clients: Int, servers: Int) {
        let loop = FiniteSource(clients: clients, thinkTime: 4, serviceRate: 2, servers: servers)
        let chain = BruteForceChain(from: 0) { count in
            [(count + 1, Double(clients - count) / 4), (count - 1, Double(min(count, servers)) * 2)]
        }
        #expect(isClose(loop.meanInSystem, chain.mean { Double($0) }))
        // The servers' own view: what they complete.
        let throughput = chain.mean { Double(min($0, servers)) * 2 }
        #expect(isClose(loop.throughput, throughput))
        #expect(isClose(loop.meanTimeInSystem, Double(clients) / throughput - 4))
    }

    @Test("two stations in tandem: product form")
    func tandem() {
        struct State: Hashable { var first, second: Int }
        let queues = TandemQueues(arrivalRate: 1, stations: [(1.6, 1), (0.8, 2)])
        let chain = BruteForceChain(from: State(first: 0, second: 0)) { state in
            let arrivals: Double = state.first < 50 ? 1 : 0
            let moves: Double = state.first > 0 && state.second < 50 ? 1.6 : 0
            return [
                (State(first: state.first + 1, second: state.second), arrivals),
                (State(first: state.first - 1, second: state.second + 1), moves),
                (State(first: state.first, second: state.second - 1), Double(min(state.second, 2)) * 0.8),
            ]
        }
        #expect(isClose(queues.meanInSystem, chain.mean { Double($0.first + $0.second) }, 1e-7))
        #expect(isClose(queues.meanTimeInSystem, queues.meanInSystem))
    }

    @Test("M/G/∞: Poisson, and its way there")
    func infiniteServers() {
        let queue = MGInfinity(arrivalRate: 3, meanService: 2)
        let chain = BruteForceChain(from: 0) { count in
            let arrivals: Double = count < 60 ? 3 : 0
            return [(count + 1, arrivals), (count - 1, Double(count) / 2)]
        }
        for count in [0, 1, 6, 20] { #expect(isClose(queue.probability(inSystem: count), chain.probabilities[count])) }
        var mean = 0.0
        for _ in 0..<30_000 { mean += (3 - mean / 2) * 1e-4 }
        #expect(isClose(queue.meanInSystem(after: 3), mean, 1e-4))
    }

    /// c from SciPy 1.17's `brentq` on cΦ(c)/φ(c) − (1−α)/α.
    @Test(
        "square-root staffing: c, and Erlang C of many servers",
        arguments: [
            (0.5, 0.5060544689889), (0.1, 1.4201868881004), (0.8, 0.1728065077969), (0.01, 2.3748881475350),
        ])
    func squareRootStaffing(waiting: Double, factor: Double) {
        let staffing = SquareRootStaffing(waitingProbability: waiting)
        #expect(isClose(staffing.safetyFactor, factor))
        let load = 1_000_000.0
        let servers = staffing.servers(offeredLoad: load)
        #expect(abs(ErlangFormulas.waiting(servers: Int(servers.rounded()), offeredLoad: load) / waiting - 1) < 0.005)
    }

    @Test("a load that the servers cannot carry is refused")
    func overload() async {
        await #expect(processExitsWith: .failure) { _ = MMc(arrivalRate: 2, serviceRate: 1, servers: 2) }
        await #expect(processExitsWith: .failure) { _ = MDc(arrivalRate: 2, serviceTime: 1, servers: 2) }
        await #expect(processExitsWith: .failure) {
            _ = MMkSetup(arrivalRate: 2, serviceRate: 1, setupRate: 1, servers: 2)
        }
    }

    /// From 0 to where nothing is left, by Simpson's rule.
    private func integral(_ value: (Double) -> Double) -> Double {
        let steps = 20_000
        let width = 80.0 / Double(steps)
        var sum = 0.0
        for step in 0...steps {
            let weight: Double = step == 0 || step == steps ? 1 : step.isMultiple(of: 2) ? 2 : 4
            sum += weight * value(Double(step) * width)
        }
        return sum * width / 3
    }
}

/// Equal but for a relative error.
func isClose(_ left: Double, _ right: Double, _ relative: Double = 1e-10) -> Bool {
    abs(left - right) <= relative * max(abs(left), abs(right))
}
