import Foundation
import Profiles
import ScaleSim
import Testing

/// Queues whose service is not exponential, against chains in which it is made of exponential phases.
@Suite struct GeneralServiceTests {
    private struct State: Hashable {
        var count: Int
        var phase: Int
    }

    /// M/E₂/1: the number in system by brute force, its second moment too.
    @Test("M/G/1: mean and second moment of the wait", arguments: [0.4, 0.8])
    func pollaczekKhinchine(load: Double) {
        let queue = MG1(arrivalRate: load, service: ServiceMoments(.gamma(shape: 2, scale: 0.5)))
        let chain = BruteForceChain(from: State(count: 0, phase: 0)) { state in
            let arrivals: Double = state.count < 250 ? load : 0
            let firstEnds: Double = state.count > 0 && state.phase == 0 ? 2 : 0
            let secondEnds: Double = state.phase == 1 ? 2 : 0
            return [
                (State(count: state.count + 1, phase: state.phase), arrivals),
                (State(count: state.count, phase: 1), firstEnds),
                (State(count: state.count - 1, phase: 0), secondEnds),
            ]
        }
        #expect(isClose(queue.meanInSystem, chain.mean { Double($0.count) }))
        // First come first served: E[N(N−1)] = λ² E[T²] (Haji and Newell, 1971), and T = W + S.
        let factorial = chain.mean { Double($0.count * ($0.count - 1)) } / (load * load)
        let squaredWait = factorial - 2 * queue.meanWait * queue.service.mean - queue.service.second
        #expect(isClose(queue.meanSquaredWait, squaredWait, 1e-9))
    }

    @Test("M/G/1 with exponential service is M/M/1")
    func exponentialService() {
        let general = MG1(arrivalRate: 0.7, service: ServiceMoments(.exponential(mean: 1.1)))
        let exponential = MMc(arrivalRate: 0.7, serviceRate: 1 / 1.1)
        #expect(isClose(general.meanTimeInSystem, exponential.meanTimeInSystem))
        #expect(isClose(general.meanSquaredWait, exponential.meanSquaredWait))
        #expect(isClose(general.waitingProbability, exponential.waitingProbability))
    }

    @Test(
        "moments agree with the distribution's own mean and variance",
        arguments: [
            Distribution.deterministic(value: 3), .exponential(mean: 0.2), .gamma(shape: 0.7, scale: 2),
            .weibull(shape: 1.7, scale: 3), .shiftedLognormal(shift: 0.5, mu: -1, sigma: 0.6),
            .mixture(weight: 0.3, first: Lognormal(mu: -1, sigma: 0.2), second: Lognormal(mu: 0, sigma: 0.4)),
            .empirical(values: [0.1, 0.5, 3]),
            .empiricalWithTail(values: [0.1, 0.5, 0.6], tail: ParetoTail(probability: 0.1, scale: 0.3, shape: 0.2)),
        ])
    func moments(distribution: Distribution) {
        let moments = ServiceMoments(distribution)
        #expect(isClose(moments.mean, distribution.mean))
        #expect(abs(moments.variance - distribution.variance) < 1e-10)
        // The third by the sampler, which knows the quantiles only.
        let sampler = DurationSampler(distribution, stream: RandomStream(seed: 3, purpose: .occupancy))
        let cubes = (0..<20_000).map { pow(sampler.seconds($0), 3) }
        let estimate = Estimate(cubes, confidence: 0.999)
        #expect(abs(estimate.mean - moments.third) <= (estimate.halfWidth ?? 0) + 1e-9 * moments.third)
    }

    @Test("moments between observed values, and of tails that have none")
    func empiricalMoments() {
        // Uniform on 0 to 1, and on 1 to 3.
        #expect(ServiceMoments(.empirical(values: [0, 1])) == ServiceMoments(mean: 0.5, second: 1 / 3.0, third: 0.25))
        #expect(isClose(ServiceMoments(.empirical(values: [0, 1, 3])).third, (0.25 + 10) / 2))
        let heavy = ServiceMoments(
            .empiricalWithTail(values: [1], tail: ParetoTail(probability: 0.5, scale: 1, shape: 0.4)))
        #expect(heavy.second.isFinite)
        #expect(heavy.third == .infinity)
    }

    /// Two classes of requests, together hyperexponential service: numbers of each, served in equal shares.
    @Test("processor sharing is insensitive, and time is in proportion to size", arguments: [1, 3])
    func processorSharing(servers: Int) {
        struct Classes: Hashable { var small, large: Int }
        let rate = 0.7 * Double(servers)
        // Mean size 0.75 × 0.4 + 0.25 × 2.8 = 1.
        let chain = BruteForceChain(from: Classes(small: 0, large: 0)) { state in
            let count = state.small + state.large
            let share = count == 0 ? 0 : min(1, Double(servers) / Double(count))
            let arrivals: Double = count < 45 ? rate : 0
            return [
                (Classes(small: state.small + 1, large: state.large), 0.75 * arrivals),
                (Classes(small: state.small, large: state.large + 1), 0.25 * arrivals),
                (Classes(small: state.small - 1, large: state.large), Double(state.small) * share / 0.4),
                (Classes(small: state.small, large: state.large - 1), Double(state.large) * share / 2.8),
            ]
        }
        let sharing = ProcessorSharing(arrivalRate: rate, meanSize: 1, servers: servers)
        #expect(isClose(sharing.meanInSystem, chain.mean { Double($0.small + $0.large) }, 1e-4))
        let small = chain.mean { Double($0.small) } / (0.75 * rate)
        let large = chain.mean { Double($0.large) } / (0.25 * rate)
        #expect(isClose(sharing.meanTimeInSystem(size: 0.4), small, 1e-4))
        #expect(isClose(sharing.meanTimeInSystem(size: 2.8), large, 1e-4))
        if servers == 1 { #expect(isClose(sharing.meanTimeInSystem(size: 5), 5 / 0.3)) }
    }

    @Test("M/D/1: ρ D / 2(1−ρ), at high load too", arguments: [0.1, 0.5, 0.8, 0.95])
    func md1(load: Double) {
        let queue = MDc(arrivalRate: load / 3, serviceTime: 3, servers: 1)
        #expect(isClose(queue.meanWait, 3 * load / (2 * (1 - load)), 1e-12))
        #expect(isClose(queue.waitingProbability, load, 1e-12))
    }

    /// From the chain of the number in system at the ends of one service time after the other, solved by SciPy 1.17.
    @Test(
        "M/D/c: wait and probability of waiting",
        arguments: [
            (2, 0.5, 0.17674105711, 0.32325894288), (2, 0.8, 0.90328387940, 0.70189831717),
            (4, 0.8, 0.38609493085, 0.57828201545), (10, 0.95, 0.83708299155, 0.81164050275),
            (50, 0.8, 0.00535596304, 0.07764365875), (50, 0.95, 0.13040999099, 0.60123338874),
        ])
    func mdc(servers: Int, load: Double, wait: Double, waiting: Double) {
        let queue = MDc(arrivalRate: load * Double(servers), serviceTime: 1, servers: servers)
        #expect(isClose(queue.meanWait, wait, 1e-9))
        #expect(isClose(queue.waitingProbability, waiting, 1e-9))
    }

    @Test("Allen–Cunneen is exact for M/M/c and M/G/1")
    func allenCunneenExact() {
        let exponential = GGc(
            arrivalRate: 8, serviceMean: 1, servers: 10, arrivalVariation: 1, serviceVariation: 1)
        #expect(isClose(exponential.meanWait, MMc(arrivalRate: 8, serviceRate: 1, servers: 10).meanWait))
        let moments = ServiceMoments(.gamma(shape: 0.5, scale: 2))
        let general = GGc(
            arrivalRate: 0.8, serviceMean: 1, arrivalVariation: 1, serviceVariation: moments.squaredVariation)
        #expect(isClose(general.meanWait, MG1(arrivalRate: 0.8, service: moments).meanWait))
    }

    /// E₂/M/2 as a chain of the number in system and the phase of the next arrival.
    @Test("Allen–Cunneen is near an exact G/M/2 at high load, and further off at a lower one")
    func allenCunneenBand() {
        let errors = [0.9, 0.6].map { load in
            let chain = BruteForceChain(from: State(count: 0, phase: 0)) { state in
                let first: Double = state.phase == 0 ? 4 * load : 0
                let second: Double = state.phase == 1 && state.count < 300 ? 4 * load : 0
                return [
                    (State(count: state.count, phase: 1), first),
                    (State(count: state.count + 1, phase: 0), second),
                    (State(count: state.count - 1, phase: state.phase), Double(min(state.count, 2))),
                ]
            }
            let wait = chain.mean { Double(max(0, $0.count - 2)) } / (2 * load)
            let approximate = GGc(
                arrivalRate: 2 * load, serviceMean: 1, servers: 2, arrivalVariation: 0.5, serviceVariation: 1)
            return abs(approximate.meanWait / wait - 1)
        }
        #expect(errors[0] < 0.05)
        #expect(errors[1] < 0.25)
        #expect(errors[0] < errors[1])
    }

    @Test("Poisson probabilities from the recurrence, up to large means", arguments: [0.3, 9, 400, 100_000])
    func poisson(mean: Double) {
        var sum = 0.0
        let middle = Int(mean)
        let start = PoissonProbability.exactly(middle, mean: mean)
        var term = start
        for count in stride(from: middle, through: 0, by: -1) {
            sum += term
            term *= Double(count) / mean
        }
        term = start
        for count in (middle + 1)...(middle * 2 + 60) {
            term *= mean / Double(count)
            sum += term
        }
        #expect(isClose(sum, 1, 1e-11))
    }
}
