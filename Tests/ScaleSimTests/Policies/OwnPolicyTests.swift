import ScaleSim
import Testing

/// Policies that have no format of their own.
@Suite struct OwnPolicyTests {
    @Test(
        "square-root staffing: an offered load of 100 and half of the requests may wait, so 106 servers",
        arguments: [(1, 106), (4, 27), (200, 1)])
    func squareRoot(servers: Int, expected: Int) {
        // c Φ(c)/φ(c) = 1 at c = 0.5061
        let policy = SquareRootPolicy(
            metric: RateMetric(name: "rate"), serviceSeconds: 0.1, serversPerReplica: servers,
            waitingProbability: 0.5, bounds: .init(minimum: 1, maximum: 1000))
        let pods = ["a": 400.0, "b": 600.0]
        let observation = Observation(time: 0, currentReplicas: 3, podMetrics: ["rate": pods])
        #expect(policy.decide(observation).desired == expected)
        #expect(policy.decide(Observation(time: 0, currentReplicas: 3)).desired == 3)
    }

    @Test("a file of each is read", arguments: ["static: 3", "on_demand: {max_replicas: 5, keep_alive: 10min}"])
    func files(text: String) throws {
        #expect(try PolicyFile.parse(text).defaultReplicas == (text == "static: 3" ? 3 : 0))
    }

    @Test("every key of a hybrid histogram means what it says; what is missing is the paper's")
    func hybridHistogram() throws {
        func parameters(_ text: String) throws -> HybridHistogram.Parameters? {
            let file = try PolicyFile.parse(
                "on_demand: {max_replicas: 5, keep_alive: {hybrid_histogram: \(text)}}")
            guard case .hybrid(let parameters) = (file.policy as? OnDemandPolicy)?.keepAlive else { return nil }
            return parameters
        }
        var expected = HybridHistogram.Parameters()
        #expect(try parameters("") == expected)
        #expect(
            try parameters(
                "{range: 4h, bin: 1min, head: 0.05, tail: 0.99, margin: 0.1, cv: 2, out_of_bounds: 0.5, "
                    + "forecast_margin: 0.15}") == expected)
        expected.rangeSeconds = 3600
        expected.binSeconds = 30
        expected.head = 0.1
        expected.tail = 0.9
        expected.margin = 0.2
        expected.leastVariation = 3
        expected.outOfBounds = 0.6
        expected.forecastMargin = 0.3
        #expect(
            try parameters(
                "{range: 1h, bin: 30s, head: 0.1, tail: 0.9, margin: 0.2, cv: 3, out_of_bounds: 0.6, "
                    + "forecast_margin: 0.3}") == expected)
    }

    @Test(
        "what is wrong in a hybrid histogram is named",
        arguments: [
            (
                "{range: 90s, bin: 60s}",
                "hybrid_histogram.range: expected a range of 2 to 10000 whole bins; 90.0 s are 1.5"
            ),
            ("{bin: 7s}", "hybrid_histogram.bin: expected a range of 2 to 10000 whole bins; 14400.0 s are 2057.143 of"),
            ("{bin: 1s}", "hybrid_histogram.bin: expected a range of 2 to 10000 whole bins; 14400.0 s are 14400.0 of"),
            ("{bin: 4h}", "hybrid_histogram.bin: expected a range of 2 to 10000 whole bins; 14400.0 s are 1.0 of"),
            ("{range: 240}", "hybrid_histogram.range: expected a duration"),
            ("{head: 1.5}", "hybrid_histogram.head: expected a number from 0.0 to 1.0"),
            ("{head: nan}", "hybrid_histogram.head: expected a number from 0.0 to 1.0"),
            ("{head: 0.5, tail: 0.4}", "hybrid_histogram.tail: must be at least the head, 0.5"),
            ("{margin: -0.1}", "hybrid_histogram.margin: expected a number from 0.0 to 1.0"),
            ("{cv: -1}", "hybrid_histogram.cv: expected a number from 0.0 to 1000.0"),
            ("{out_of_bounds: 2}", "hybrid_histogram.out_of_bounds: expected a number from 0.0 to 1.0"),
            ("{forecast_margin: 0}", "hybrid_histogram.forecast_margin: expected a number from 0.001 to 1.0"),
            ("{bins: 4}", "hybrid_histogram.bins: unknown key"),
            ("{}, family: gamma", "keep_alive.family: unknown key"),
        ])
    func hybridFaults(text: String, message: String) {
        let policy = "on_demand: {max_replicas: 5, keep_alive: {hybrid_histogram: \(text)}}"
        let error = #expect(throws: ScaleSimError.self) { try PolicyFile.parse(policy) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("predictive policies are read with their metric")
    func predictive() throws {
        let holtWinters = try PolicyFile.parse(
            "holt_winters: {metric: hits, target: 8/s, season: 1h, horizon: 40s, interval: 15s, max_replicas: 20}")
        #expect(holtWinters.metrics.any == ["hits"])
        #expect((holtWinters.policy as? HoltWintersPolicy)?.horizon == 3)
        let squareRoot = try PolicyFile.parse(
            "square_root: {metric: hits, service_time: 50ms, wait_probability: 0.2, min_replicas: 2, max_replicas: 20}")
        #expect(squareRoot.defaultReplicas == 2)
    }

    @Test(
        "what is wrong is named",
        arguments: [
            ("statik: 3", "expected one scaling policy"), ("static: -1", "p.yaml:1: static: expected a whole number"),
            ("{static: 1, on_demand: {}}", "p.yaml:1: expected exactly one of static, on_demand"),
            ("static: 1\n---\nstatic: 2", "p.yaml: expected nothing beside"),
            ("square_root: {service_time: 1s}", "p.yaml:1: square_root: the key `max_replicas` is missing"),
            (
                "square_root: {metric: m, service_time: 1, wait_probability: 0.2, max_replicas: 2}",
                "p.yaml:1: square_root.service_time: expected a duration"
            ),
            (
                "holt_winters: {metric: m, target: 1/s, horizon: 1s, min_replicas: 3, max_replicas: 2}",
                "p.yaml:1: holt_winters.max_replicas: must be at least min_replicas, 3"
            ),
            (
                "holt_winters: {metric: m, target: 1/s, horizon: 1s, max_replicas: 2, alpha: 1}",
                "p.yaml:1: holt_winters.alpha: unknown key"
            ),
        ])
    func faults(text: String, message: String) {
        let error = #expect(throws: ScaleSimError.self) { try PolicyFile.parse(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}

extension PolicyFile {
    static func parse(_ text: String) throws(ScaleSimError) -> PolicyFile { try parse(text, file: "p.yaml") }
}
