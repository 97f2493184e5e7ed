import Foundation
import Profiles
import ScaleSim
import Testing

@Suite struct TrafficModelTests {
    static let models: [TrafficModel] = [
        .poisson(rate: 50), .renewal(interval: .gamma(shape: 2, scale: 0.01)), .modulatedPoisson(twoStates),
        .flashCrowd(crowd), .diurnal(Diurnal(mean: 50, amplitude: 40, period: 20, phase: 5)),
        .onOff(OnOff(sources: 20, rate: 5, on: 1, off: 1, shape: 1.5)),
    ]

    static let twoStates = ModulatedPoisson(states: [
        .init(name: "calm", rate: 10, transitions: [0, 0.5]), .init(name: "busy", rate: 90, transitions: [1.5, 0]),
    ])

    static let crowd = FlashCrowd(base: 20, peak: 150, start: 30, rampUp: 5, hold: 40, decay: 15)

    @Test("instants ascend, depend on the seed alone, and are others for another seed", arguments: models)
    func determinism(_ model: TrafficModel) {
        let instants = model.instants(seed: 7, until: 60)
        #expect(instants.count > 500)
        #expect(zip(instants, instants.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(instants.allSatisfy { (0..<60_000_000_000).contains($0) })
        #expect(model.instants(seed: 7, until: 60) == instants)
        #expect(model.instants(seed: 8, until: 60) != instants)
        // A longer run begins with the same requests.
        #expect(model.instants(seed: 7, until: 90).prefix(instants.count).elementsEqual(instants))
    }

    @Test("Poisson: gaps are exponential (Kolmogorov–Smirnov at 0.1 %), counts have dispersion 1")
    func poisson() {
        let instants = TrafficModel.poisson(rate: 40).instants(seed: 1, until: 1000)
        let gaps = zip(instants, instants.dropFirst()).map { Double($1 - $0) / 1e9 }.sorted()
        var largest = 0.0
        for (index, gap) in gaps.enumerated() {
            largest = max(largest, abs(Double(index) / Double(gaps.count) - (1 - exp(-40 * gap))))
        }
        #expect(largest < 1.95 / Double(gaps.count).squareRoot())
        let counts = CountStatistics(instants, bin: 1, until: 1000)
        // Standard errors: 0.2 of the mean of 1000 counts, 0.045 of their dispersion.
        #expect(abs(counts.mean - 40) < 4 * 0.2)
        #expect(abs(counts.dispersion - 1) < 4 * 0.045)
    }

    @Test(
        "renewal: over long times the dispersion of counts is the squared coefficient of variation of the gaps",
        arguments: [(4.0, 0.25), (0.5, 2.0)])
    func renewal(shape: Double, squaredCV: Double) {
        let model = TrafficModel.renewal(interval: .gamma(shape: shape, scale: 0.01 / shape))
        let counts = CountStatistics(model.instants(seed: 3, until: 4000), bin: 2, until: 4000)
        #expect(abs(counts.mean - 200) < 4 * (squaredCV * 200 / 2000).squareRoot())
        #expect(abs(counts.dispersion - squaredCV) < 4 * squaredCV * (2.0 / 2000).squareRoot() + 0.01)
    }

    /// Fischer and Meier-Hellstern (1993): for two states with rates a, b and transitions r out of the first, s out of
    /// the second, I(t) = 1 + 2 (a − b)² r s / ((r + s)² (a s + b r)) · (1 − (1 − exp(−(r + s) t)) / ((r + s) t)).
    @Test("two-state MMPP: mean rate and index of dispersion follow the closed form", arguments: [0.5, 2, 10])
    func modulatedPoisson(bin: Double) {
        let (a, b, r, s) = (10.0, 90.0, 0.5, 1.5)
        let rate = (a * s + b * r) / (r + s)
        #expect(abs(Self.twoStates.meanRate - rate) < 1e-12)
        let limit = 2 * (a - b) * (a - b) * r * s / ((r + s) * (r + s) * (a * s + b * r))
        let expected = 1 + limit * (1 - (1 - exp(-(r + s) * bin)) / ((r + s) * bin))
        let end = 40_000.0
        let counts = CountStatistics(
            TrafficModel.modulatedPoisson(Self.twoStates).instants(seed: 5, until: end), bin: bin, until: end)
        #expect(abs(counts.mean / bin - rate) < 4 * (rate * (1 + limit) / end).squareRoot())
        #expect(abs(counts.dispersion / expected - 1) < 0.1)
    }

    @Test("the stationary distribution balances the flows: three states, solved by hand")
    func stationary() {
        // A cycle at rates 1, 2 and 4: time in each state is as the reciprocals, 4 : 2 : 1.
        let model = ModulatedPoisson(states: [
            .init(name: "a", rate: 1, transitions: [0, 1, 0]), .init(name: "b", rate: 1, transitions: [0, 0, 2]),
            .init(name: "c", rate: 8, transitions: [4, 0, 0]),
        ])
        for (share, expected) in zip(model.stationary, [4.0 / 7, 2.0 / 7, 1.0 / 7]) {
            #expect(abs(share - expected) < 1e-14)
        }
        #expect(model.isIrreducible)
        #expect(abs(model.meanRate - 2) < 1e-14)
        var trap = model
        trap.states[2].transitions = [0, 0, 0]
        #expect(!trap.isIrreducible)
    }

    @Test("an MMPP begins in the state that is named, and in the long run's shares where none is")
    func startingState() {
        var model = Self.twoStates
        func firstSecond(_ seed: UInt64) -> Double {
            Double(TrafficModel.modulatedPoisson(model).instants(seed: seed, until: 0.05).count) / 0.05
        }
        let stationary = (0..<2000).map(firstSecond).reduce(0, +) / 2000
        model.start = 1
        let busy = (0..<2000).map(firstSecond).reduce(0, +) / 2000
        // The state changes little within 50 ms: 90 requests/s when busy, 30 on average.
        #expect(abs(busy - 90) < 6)
        #expect(abs(stationary - 30) < 6)
    }

    /// The formula of traces/flash-crowd.csv, integrated by hand.
    @Test("flash crowd: expected requests are the integral, and counts of each part are Poisson about them")
    func flashCrowd() {
        let crowd = Self.crowd
        let tail: Double = 130 * 15 * (1 - exp(-5))
        // 20 requests/s for 30 s; half of the ramp from 20 to 150 in 5 s; all of it; 150 for 40 s; the decay.
        let marks: [(Double, Double)] = [(30, 600), (32.5, 731.25), (35, 1025), (75, 7025), (150, 8525 + tail)]
        for (time, expected) in marks { #expect(abs(crowd.expectedRequests(until: time) - expected) < 1e-9) }
        var totals = marks.map { _ in 0 }
        for seed in 0..<40 {
            let instants = TrafficModel.flashCrowd(crowd).instants(seed: UInt64(seed), until: 150)
            for (index, mark) in marks.enumerated() {
                totals[index] += instants.count { Double($0) / 1e9 < mark.0 }
            }
        }
        for (total, mark) in zip(totals, marks) {
            #expect(abs(Double(total) - 40 * mark.1) < 4 * (40 * mark.1).squareRoot())
        }
    }

    @Test("the instant at which a number of requests is expected is where the integral says", arguments: [0.0, 7])
    func inverse(base: Double) throws {
        let crowd = FlashCrowd(base: base, peak: 100, start: 10, rampUp: 4, hold: 6, decay: 5)
        let diurnal = Diurnal(mean: 10, amplitude: 10, period: 30, phase: 4)
        for start in stride(from: 0.0, to: 60, by: 1.7) {
            for requests in [1e-6, 0.3, 4, 90, 300] {
                let left = crowd.expectedRequests(until: start) + requests
                if let time = crowd.time(after: start, expecting: requests) {
                    #expect(abs(crowd.expectedRequests(until: time) - left) < 1e-7)
                } else {
                    #expect(base == 0 && crowd.expectedRequests(until: 1e6) < left + 1e-9)
                }
                let later = try #require(diurnal.time(after: start, expecting: requests))
                let expected = diurnal.expectedRequests(until: start) + requests
                #expect(abs(diurnal.expectedRequests(until: later) - expected) < 1e-7)
            }
        }
    }

    @Test("a crowd without a base ends: all of its requests come, and no more")
    func finiteCrowd() {
        let crowd = FlashCrowd(base: 0, peak: 1000, start: 1, rampUp: 0, hold: 1, decay: 2)
        let instants = TrafficModel.flashCrowd(crowd).instants(seed: 2, until: 1e9)
        #expect(abs(Double(instants.count) - 3000) < 4 * 3000.0.squareRoot())
        #expect(instants.first ?? 0 >= 1_000_000_000)
    }

    @Test("diurnal: counts of the quarters of a period are the integrals of the cosine")
    func diurnal() {
        let model = Diurnal(mean: 50, amplitude: 40, period: 40, phase: 5)
        let instants = TrafficModel.diurnal(model).instants(seed: 4, until: 40_000)
        var quarters = [0, 0, 0, 0]
        for instant in instants {
            let phase = (Double(instant) / 1e9 - 5 + 5).truncatingRemainder(dividingBy: 40)
            quarters[Int(phase / 10)] += 1
        }
        // Quarter k is [10 k − 5, 10 k + 5] about the peak: 500 ± 40 · 40/2π · √2, or 500.
        let swing = 40 * 40 / (2 * Double.pi) * 2.0.squareRoot()
        for (count, expected) in zip(quarters, [500 + swing, 500, 500 - swing, 500]) {
            #expect(abs(Double(count) - 1000 * expected) < 4 * (1000 * expected).squareRoot())
        }
    }

    @Test("self-similar traffic has the Hurst parameter of its on and off times", arguments: [1.2, 1.6])
    func hurst(shape: Double) {
        let model = OnOff(sources: 20, rate: 15, on: 0.2, off: 0.4, shape: shape)
        #expect(abs(model.hurst - (3 - shape) / 2) < 1e-12)
        let end = 16_384.0
        let instants = TrafficModel.onOff(model).instants(seed: 6, until: end)
        // The variance of means over m bins falls as m^(2H − 2): the slope of its logarithm.
        let counts = CountStatistics(instants, bin: 4, until: end)
        let points = [1, 2, 4, 8, 16, 32].map { factor in
            (log(Double(factor)), log(counts.grouped(by: factor).variance / Double(factor * factor)))
        }
        let estimate = 1 + Self.slope(points) / 2
        #expect(abs(estimate - model.hurst) < 0.1, "\(estimate)")
        #expect(abs(Double(instants.count) / end / model.meanRate - 1) < 0.15)
    }

    private static func slope(_ points: [(Double, Double)]) -> Double {
        let count = Double(points.count)
        let (x, y) = (points.map(\.0).reduce(0, +) / count, points.map(\.1).reduce(0, +) / count)
        let products = points.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
        return products / points.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
    }

    @Test("on/off sources are in their long-run state from the first instant")
    func stationaryOnOff() {
        let model = OnOff(sources: 1, rate: 100, on: 1, off: 3, shape: 1.5)
        var early = 0
        for seed in 0..<4000 { early += TrafficModel.onOff(model).instants(seed: UInt64(seed), until: 0.1).count }
        // A quarter of the runs is on: 2.5 requests each on average, with a standard error of 0.07.
        #expect(abs(Double(early) / 4000 - 2.5) < 4 * 0.075)
    }

    @Test("traffic that never comes has no instants, and instants beyond all time end it")
    func nothing() {
        #expect(TrafficModel.poisson(rate: 0).instants(seed: 1, until: 1e9).isEmpty)
        let frozen = ModulatedPoisson(states: [.init(name: "off", rate: 0, transitions: [0])], start: 0)
        #expect(TrafficModel.modulatedPoisson(frozen).instants(seed: 1, until: 1e9).isEmpty)
        #expect(TrafficModel.renewal(interval: .deterministic(value: 3e9)).instants(seed: 1, until: 9e9).count == 2)
    }

    @Test("a model simulates: the scenario's requests are the model's, anew in each replication")
    func simulation() throws {
        var scenario = try SimulationTests.flashCrowd()
        scenario.traffic = .model(.poisson(rate: 30), duration: SimTime(seconds: 100))
        scenario.replications = 3
        let result = Simulation(scenario).run(threads: 2)
        #expect(result.durationSeconds == 100)
        for (number, run) in result.replications.enumerated() {
            let seed = RandomStream.replicationSeed(seed: scenario.seed, number: number)
            #expect(Int(run.requests) == TrafficModel.poisson(rate: 30).instants(seed: seed, until: 100).count)
        }
        #expect(Set(result.replications.map(\.requests)).count == 3)
    }
}
