import ScaleSim
import Testing

@Suite struct HoltWintersTests {
    @Test("level and trend, worked by hand")
    func worked() throws {
        var model = HoltWinters(smoothing: .init(level: 0.5, trend: 0.5, season: 0), seasonLength: 0)
        #expect(model.forecast(1) == nil)
        model.add(10)
        #expect(model.forecast(3) == 10)
        // level 0.5·14 + 0.5·10 = 12, trend 0.5·2 = 1
        model.add(14)
        #expect(model.forecast(1) == 13 && model.forecast(4) == 16)
        // level 0.5·16 + 0.5·13 = 14.5, trend 0.5·2.5 + 0.5·1 = 1.75
        model.add(16)
        #expect(model.forecast(2) == 18)
    }

    @Test("after one season the next is forecast step by step")
    func season() throws {
        let day = [10.0, 20, 60, 30]
        var model = HoltWinters(smoothing: .init(level: 0.3, trend: 0.1, season: 0.4), seasonLength: 4)
        for value in day { model.add(value) }
        #expect((1...8).map { model.forecast($0) } == day + day)
        for value in day { model.add(value) }
        let next = (1...4).compactMap { model.forecast($0) }
        #expect(zip(next, day).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    @Test("a season that grows is followed", arguments: [0.5, 2])
    func growth(slope: Double) throws {
        var model = HoltWinters(smoothing: .init(level: 0.5, trend: 0.3, season: 0.5), seasonLength: 6)
        func value(_ step: Int) -> Double { 100 + slope * Double(step) + [0, 20, -10, 5, 40, -30][step % 6] }
        for step in 0..<600 { model.add(value(step)) }
        for ahead in 1...6 {
            #expect(abs(try #require(model.forecast(ahead)) - value(599 + ahead)) < 0.5)
        }
    }

    @Test("replicas are there before the peak of the second day")
    func policy() {
        var policy = HoltWintersPolicy(
            metric: RateMetric(name: "hits"), targetRate: 10,
            model: HoltWinters(smoothing: .init(level: 0.5, trend: 0.1, season: 0.3), seasonLength: 4), horizon: 1,
            bounds: .init(minimum: 1, maximum: 9))
        let asked = (0..<8).map { step in
            let rate = [15.0, 15, 75, 15][step % 4]
            return policy.decide(
                Observation(time: 15 * Double(step), currentReplicas: 1, objectMetrics: ["hits": rate])
            ).desired
        }
        // 75/s come at the seventh step; the first day could not be known.
        #expect(asked[1] == 2 && asked[5] == 8)
        let missing = policy.decide(Observation(time: 200, currentReplicas: 4, metricErrors: ["hits"]))
        #expect(missing.reason.hasPrefix("no value of hits, taken as 15.0/s"))
    }
}
