import Foundation
import Profiles
import ScaleSim
import Testing

/// Servers that must be set up first: the theory of cold starts.
@Suite struct SetupQueueTests {
    @Test("M/M/1/setup: 1/(μ−λ) + 1/α, to the digits that are published")
    func mm1Setup() {
        let queue = MG1Setup(
            arrivalRate: 0.7, service: ServiceMoments(.exponential(mean: 1)),
            setup: ServiceMoments(.exponential(mean: 5)))
        #expect(abs(queue.meanTimeInSystem - 8.3333333) < 5e-8)
        #expect(isClose(queue.meanTimeInSystem, 1 / (1 - 0.7) + 1 / 0.2))
    }

    @Test("M/M/1 with a set-up of two phases, against its chain")
    func erlangSetup() {
        struct State: Hashable { var count, phase: Int }
        let queue = MG1Setup(
            arrivalRate: 0.6, service: ServiceMoments(.exponential(mean: 1)),
            setup: ServiceMoments(.gamma(shape: 2, scale: 2)))
        // Phases 0 and 1 of the set-up, and 2 for being on.
        let chain = BruteForceChain(from: State(count: 0, phase: 0)) { state in
            let arrivals: Double = state.count < 150 ? 0.6 : 0
            let setups: Double = state.count > 0 && state.phase < 2 ? 0.5 : 0
            let services: Double = state.count > 0 && state.phase == 2 ? 1 : 0
            return [
                (State(count: state.count + 1, phase: state.phase), arrivals),
                (State(count: state.count, phase: state.phase + 1), setups),
                (State(count: state.count - 1, phase: state.count == 1 ? 0 : 2), services),
            ]
        }
        #expect(isClose(queue.meanTimeInSystem, chain.mean { Double($0.count) } / 0.6, 1e-9))
        let inSetup = chain.mean { $0.count > 0 && $0.phase < 2 ? 1 : 0 }
        #expect(isClose(queue.setupRate * queue.setup.mean, inSetup, 1e-9))
    }

    @Test("M/M/1/setup/delayed-off by the share of busy periods that begin with a set-up, against its chain")
    func delayedOff() {
        let (service, setup) = (ServiceMoments(.exponential(mean: 1)), ServiceMoments(.exponential(mean: 5)))
        let queue = MG1Setup(arrivalRate: 0.7, service: service, setup: setup, idleTime: .exponential(mean: 2))
        let chain = MMkSetup(arrivalRate: 0.7, serviceRate: 1, setupRate: 0.2, servers: 1, idleRate: 0.5)
        #expect(isClose(queue.meanTimeInSystem, chain.meanTimeInSystem))
        #expect(isClose(queue.setupRate * 5, chain.meanServersInSetup))
        // Idle for a constant time: an exponential one as often, and the limits.
        let constant = MG1Setup(
            arrivalRate: 0.7, service: service, setup: setup, idleTime: .deterministic(value: log(2.4) / 0.7))
        #expect(isClose(constant.meanTimeInSystem, queue.meanTimeInSystem))
        let lasting = MG1Setup(arrivalRate: 0.7, service: service, setup: setup, idleTime: .deterministic(value: 100))
        #expect(isClose(lasting.meanTimeInSystem, 1 / 0.3))
    }

    @Test("M/M/∞/setup: product form")
    func infiniteServers() {
        struct State: Hashable { var busy, setup: Int }
        let queue = MMInfinitySetup(arrivalRate: 1.5, serviceRate: 0.8, setupRate: 0.3)
        let chain = BruteForceChain(from: State(busy: 0, setup: 0)) { state in
            let (busy, setup) = (state.busy, state.setup)
            let arrivals: Double = busy + setup < 34 ? 1.5 : 0
            return [
                (State(busy: busy, setup: setup + 1), arrivals),
                (State(busy: busy + 1, setup: setup - 1), Double(setup) * 0.3),
                (State(busy: setup > 0 ? busy : busy - 1, setup: max(0, setup - 1)), Double(busy) * 0.8),
            ]
        }
        #expect(isClose(queue.meanServersInSetup, chain.mean { Double($0.setup) }, 1e-7))
        #expect(isClose(queue.meanBusyServers, chain.mean { Double($0.busy) }, 1e-7))
        #expect(
            isClose(queue.probability(busy: 2, inSetup: 3), chain.mean { $0.busy == 2 && $0.setup == 3 ? 1 : 0 }, 1e-7))
        #expect(isClose(queue.meanTimeInSystem, chain.mean { Double($0.busy + $0.setup) } / 1.5, 1e-7))
    }

    @Test("M/M/4/setup to the digits that are published")
    func published() {
        let queue = MMkSetup(arrivalRate: 2.4, serviceRate: 1, setupRate: 0.2, servers: 4)
        #expect(abs(queue.meanTimeInSystem - 3.14196461) < 5e-9)
        #expect(queue.residual < 1e-14)
    }

    @Test(
        "M/M/k/setup, with and without delayed-off, against the whole chain",
        arguments: [
            (1, 0.7, nil), (2, 0.5, nil), (4, 0.6, nil), (2, 0.7, 0.1), (4, 0.6, 0.5), (3, 0.4, 2),
        ] as [(Int, Double, Double?)])
    func wholeChain(servers: Int, load: Double, idleRate: Double?) {
        let arrivalRate = load * Double(servers)
        let queue = MMkSetup(
            arrivalRate: arrivalRate, serviceRate: 1, setupRate: 0.25, servers: servers, idleRate: idleRate)
        let chain = setupChain(servers: servers, arrivalRate: arrivalRate, setupRate: 0.25, idleRate: idleRate)
        #expect(isClose(queue.meanTimeInSystem, chain.mean { Double($0.waiting + $0.busy) } / arrivalRate, 1e-8))
        #expect(isClose(queue.meanBusyServers, chain.mean { Double($0.busy) }, 1e-8))
        #expect(isClose(queue.meanServersInSetup, chain.mean { Double($0.setup) }, 1e-8))
        #expect(abs(queue.meanIdleServers - chain.mean { Double($0.idle) }) < 1e-8)
        #expect(queue.residual < 1e-14)
    }

    @Test("limits: one server, many servers, servers that never go off, set-ups that take no time")
    func limits() {
        let one = MMkSetup(arrivalRate: 0.7, serviceRate: 1, setupRate: 0.2, servers: 1)
        #expect(isClose(one.meanTimeInSystem, 1 / 0.3 + 5))
        let many = MMkSetup(arrivalRate: 4, serviceRate: 1, setupRate: 0.5, servers: 50)
        let infinite = MMInfinitySetup(arrivalRate: 4, serviceRate: 1, setupRate: 0.5)
        #expect(isClose(many.meanTimeInSystem, infinite.meanTimeInSystem))
        let plain = MMc(arrivalRate: 2.4, serviceRate: 1, servers: 4)
        let lasting = MMkSetup(arrivalRate: 2.4, serviceRate: 1, setupRate: 0.2, servers: 4, idleRate: 1e-9)
        #expect(isClose(lasting.meanTimeInSystem, plain.meanTimeInSystem, 1e-6))
        let instant = MMkSetup(arrivalRate: 2.4, serviceRate: 1, setupRate: 1e9, servers: 4)
        #expect(isClose(instant.meanTimeInSystem, plain.meanTimeInSystem, 1e-6))
        let impatient = MMkSetup(arrivalRate: 2.4, serviceRate: 1, setupRate: 0.2, servers: 4, idleRate: 1e9)
        #expect(abs(impatient.meanTimeInSystem - 3.14196461) < 1e-6)
    }

    @Test("M/M/k/setup stays exact at high load and many servers")
    func highLoad() {
        let queue = MMkSetup(arrivalRate: 0.95 * 60, serviceRate: 1, setupRate: 0.1, servers: 60)
        #expect(queue.residual < 1e-13)
        // What the servers complete is what arrives, which the solution does not assume.
        #expect(isClose(queue.meanBusyServers, 0.95 * 60, 1e-9))
    }

    @Test("a quasi-birth–death process of one phase is geometric")
    func geometric() {
        let chain = QuasiBirthDeath(homogeneous: 1, phases: { _ in 1 }) { level, _ in
            [.init(level: level + 1, phase: 0, rate: 0.9)]
                + (level > 0 ? [.init(level: level - 1, phase: 0, rate: 1)] : [])
        }
        #expect(isClose(chain.meanLevel, 9))
        #expect(isClose(chain.boundary[0][0], 0.1))
    }

    @Test("a matrix times its inverse is the identity, with rows in any order")
    func inverse() {
        var matrix = DenseMatrix(rows: 5, columns: 5)
        let stream = RandomStream(seed: 2, purpose: .boot)
        for row in 0..<5 {
            for column in 0..<5 { matrix[row, column] = row == column ? 0 : stream.uniform(UInt64(row * 5 + column)) }
        }
        #expect((matrix * matrix.inverse + -DenseMatrix.identity(5)).largest < 1e-13)
    }

    private struct Servers: Hashable { var busy, setup, idle, waiting: Int }

    /// Written from the rules, server by server, with no use of levels and phases.
    private func setupChain(
        servers: Int, arrivalRate: Double, setupRate: Double, idleRate: Double?
    ) -> BruteForceChain<Servers> {
        BruteForceChain(from: Servers(busy: 0, setup: 0, idle: 0, waiting: 0)) { state in
            var arrived = state
            if state.idle > 0 {
                arrived.idle -= 1
                arrived.busy += 1
            } else {
                arrived.waiting += 1
                if state.busy + state.setup < servers { arrived.setup += 1 }
            }
            var departed = state
            if state.waiting > 0 {
                departed.waiting -= 1
                if state.setup > departed.waiting { departed.setup -= 1 }
            } else {
                departed.busy -= 1
                if idleRate != nil { departed.idle += 1 }
            }
            var ready = state
            ready.setup -= 1
            ready.busy += 1
            ready.waiting -= 1
            var off = state
            off.idle -= 1
            let arrivals: Double = state.waiting < 120 ? arrivalRate : 0
            return [
                (arrived, arrivals), (departed, Double(state.busy)),
                (ready, Double(state.setup) * setupRate), (off, Double(state.idle) * (idleRate ?? 0)),
            ]
        }
    }
}
