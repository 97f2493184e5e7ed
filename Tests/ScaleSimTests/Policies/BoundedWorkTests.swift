import Foundation
@testable import ScaleSim
import Testing

/// What a few lines of a policy file ask for must not take minutes, nor gigabytes, nor end in a trap; most of these are
/// what the fuzzer was made to look for.
@Suite struct BoundedWorkTests {
    /// Ample, on a busy machine and without optimisation; without bounds each of these takes minutes at least.
    static let limit = Duration.seconds(20)

    // MARK: Formulas

    @Test(
        "a formula that would take more work than there is time has no value",
        arguments: [
            // 2⁴⁰ predicates, 3³⁰ items in one another, and the same for being compared.
            String(repeating: "sum([1, 2], ", count: 40) + "#" + String(repeating: ")", count: 40),
            nested("max(x30)"), nested("x30 == x30 ? 1 : 0"),
        ])
    func formula(text: String) throws {
        let formula = try KEDAFormula(text, names: [])
        let elapsed = ContinuousClock().measure {
            #expect(throws: FormulaError("it takes more than 100000 steps")) { try formula.value(of: []) }
        }
        #expect(elapsed < Self.limit)
    }

    /// Lists that each hold the one before three times.
    private static func nested(_ body: String) -> String {
        var text = "let x0 = 1; "
        for number in 1...30 { text += "let x\(number) = [x\(number - 1), x\(number - 1), x\(number - 1)]; " }
        return text + body
    }

    @Test("a formula over many triggers is computed")
    func longFormula() throws {
        let names = (0..<2_000).map { "t\($0)" }
        let formula = try KEDAFormula("sum(map([\(names.joined(separator: ", "))], # * 2))", names: names)
        #expect(try formula.value(of: names.map { _ in 1.5 }) == 6_000)
    }

    // MARK: Azure

    @Test(
        "the size without flapping is that which counting finds",
        arguments: AzureAutoscaleSpec.Trigger.Comparison.allCases, [-30.0, 0, 20, 45])
    func flapping(_ comparison: AzureAutoscaleSpec.Trigger.Comparison, threshold: Double) {
        for value in [-40.0, -10, 0, 10, 20, 45, 60] {
            for current in [1, 2, 7, 30] {
                expectFlapping(comparison, threshold: threshold, value: value, current: current)
            }
        }
    }

    private func expectFlapping(
        _ comparison: AzureAutoscaleSpec.Trigger.Comparison, threshold: Double, value: Double, current: Int
    ) {
        typealias Spec = AzureAutoscaleSpec
        func trigger(_ comparison: Spec.Trigger.Comparison, _ threshold: Double) -> Spec.Trigger {
            Spec.Trigger(metricName: "m", comparison: comparison, threshold: threshold)
        }
        let out = trigger(comparison, threshold)
        guard !out.isMet(by: value) else { return }
        let rules = [
            Spec.Rule(trigger: out, direction: .increase, change: .count(1), cooldownSeconds: 60),
            Spec.Rule(
                trigger: trigger(.lessThan, 1_000), direction: .decrease, change: .exact(1), cooldownSeconds: 60),
        ]
        var policy = AzureAutoscale(
            spec: Spec(profiles: [.init(minimum: 1, maximum: 100, fallback: 1, rules: rules)]))
        let decision = policy.decide(Observation(time: 0, currentReplicas: current, objectMetrics: ["m": value]))
        let counted = (1..<current).first { count in
            !out.isMet(by: value == 0 ? 0 : value * Double(current) / Double(count))
        }
        #expect(decision.desired == counted ?? current, "\(comparison) \(threshold), \(value) at \(current)")
    }

    @Test("a group of two billion instances is brought down to what does not flap")
    func largeGroup() throws {
        let text = """
            profiles:
            - name: a
              capacity: {minimum: 0, maximum: 2147483647, default: 0}
              rules:
              - metricTrigger: {metricName: m, timeGrain: PT1M, statistic: Average, timeWindow: PT1M,
                  timeAggregation: Average, operator: GreaterThan, threshold: 50}
                scaleAction: {direction: Increase, type: ChangeCount, value: 1, cooldown: PT1M}
              - metricTrigger: {metricName: m, timeGrain: PT1M, statistic: Average, timeWindow: PT1M,
                  timeAggregation: Average, operator: LessThan, threshold: 50}
                scaleAction: {direction: Decrease, type: ExactCount, value: 0, cooldown: PT1M}
            """
        var policy = try PolicyFile.parse(text).policy
        let observation = Observation(time: 0, currentReplicas: 2_000_000_000, objectMetrics: ["m": 40])
        let elapsed = ContinuousClock().measure {
            // Values that differ by a billionth are equal.
            #expect(1_599_999_990...1_600_000_000 ~= policy.decide(observation).desired)
        }
        #expect(elapsed < Self.limit)
    }

    // MARK: Forecasts

    @Test("the largest forecast is that of all steps", arguments: [0, 1, 4, 7], [1, 3, 4, 9, 50])
    func forecast(season: Int, steps: Int) throws {
        for sign in [1.0, -1] {
            var model = HoltWinters(smoothing: .init(level: 0.4, trend: 0.3, season: 0.5), seasonLength: season)
            for step in 0..<40 { model.add(50 + sign * Double(step) + [0, 9, -7, 30, 2][step % 5]) }
            #expect(model.largestForecast(within: steps) == (1...steps).compactMap { model.forecast($0) }.max())
        }
    }

    @Test("a forecast of a day in steps of a millisecond costs what one of a season does")
    func farForecast() throws {
        var policy = try PolicyFile.parse(
            "holt_winters: {metric: m, target: 1/s, horizon: 1d, interval: 1ms, max_replicas: 9}"
        ).policy
        let elapsed = ContinuousClock().measure {
            for step in 0..<100 {
                let observation = Observation(time: Double(step), currentReplicas: 1, objectMetrics: ["m": 2])
                #expect(policy.decide(observation).desired == 2)
            }
        }
        #expect(elapsed < Self.limit)
    }

    @Test("rates beyond all numbers are as many as there may be", arguments: [1e308, -1e308])
    func infiniteRates(rate: Double) throws {
        let texts = [
            "holt_winters: {metric: m, target: 1/s, horizon: 1h, season: 1min, level: 1, trend: 1, max_replicas: 9}",
            "square_root: {metric: m, service_time: 1s, wait_probability: 0.2, max_replicas: 9}",
        ]
        for text in texts {
            var policy = try PolicyFile.parse(text).policy
            for step in 0..<20 {
                let values = ["a": rate, "b": rate, "c": step % 2 == 0 ? rate : -rate]
                let decision = policy.decide(
                    Observation(time: Double(step), currentReplicas: 1, podMetrics: ["m": values]))
                #expect(1...9 ~= decision.desired && (step > 0 || decision.desired == (rate > 0 ? 9 : 1)))
            }
        }
    }

    // MARK: Names

    @Test("metrics by the thousand are read at once")
    func metrics() throws {
        let metrics = (0..<11_000).map {
            "{type: External, external: {metric: {name: m\($0)}, target: {type: Value, value: 1}}}"
        }
        let text = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            spec: {maxReplicas: 9, metrics: [\(metrics.joined(separator: ", "))]}
            """
        let elapsed = try ContinuousClock().measure {
            let file = try PolicyFile.parse(text)
            #expect(file.metrics.external.count == metrics.count)
        }
        #expect(elapsed < Self.limit)
    }

    @Test("triggers by the thousand, and a key as long as a file, are read at once")
    func names() throws {
        let triggers = (0..<3_000).map { "{type: redis, metadata: {listName: l\($0)}}" }
        let longKey = String(repeating: "k", count: 200_000)
        let elapsed = try ContinuousClock().measure {
            let policy = try KEDASample.policy(triggers: triggers)
            #expect(policy.spec.triggers.count == 3_000)
            let error = #expect(throws: ScaleSimError.self) { try KEDASample.policy("? \(longKey) : 1") }
            #expect(error?.description.contains("unknown key") == true)
        }
        #expect(elapsed < Self.limit)
    }
}
