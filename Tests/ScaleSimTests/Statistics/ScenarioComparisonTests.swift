import Foundation
import Profiles
import ScaleSim
import Testing

@Suite struct ScenarioComparisonTests {
    /// The same M/M/1 with one and with two replicas, twice.
    private func scenarios() throws -> [Scenario] {
        let trace = try RateTrace(points: [
            .init(seconds: 0, requestsPerSecond: 0.7), .init(seconds: 2000, requestsPerSecond: 0),
        ])
        return [1, 2, 2].map { replicas in
            Scenario(
                name: "replicas \(replicas)", traffic: .rates(trace),
                service: ServiceModel(
                    profile: ServiceProfile(
                        servers: 1, occupancy: .exponential(mean: 1), delay: .deterministic(value: 0), throughput: []),
                    boot: .deterministic(value: 1), initialReplicas: replicas, balancing: .leastConnections),
                policy: StaticPolicy(replicas: replicas), policyName: "static \(replicas)",
                objective: SimTime(seconds: 5), seed: 3, replications: 8, seriesStep: SimTime(seconds: 100))
        }
    }

    @Test("differences are taken replication by replication, against a baseline anywhere")
    func pairs() throws {
        let scenarios = try scenarios()
        let result = ScenarioComparison(scenarios, baseline: 1).run(threads: 2)
        #expect(result.systems.map(\.name) == ["replicas 1", "replicas 2", "replicas 2 (2)"])
        #expect(result.baseline == "replicas 2")
        #expect(result.remarks == [])
        let runs = scenarios.map { Simulation($0).run(threads: 2).replications.map(\.latencyMeanSeconds) }
        let latency = try #require(result.figures.first { $0.name == "latency_mean_seconds" })
        let slower = try #require(latency.systems[0].comparison)
        #expect(slower.difference == Estimate(zip(runs[0], runs[1]).map { $0 - $1 }))
        #expect(latency.systems[0].estimate == Estimate(runs[0]))
        #expect(latency.systems[1].comparison == nil)
        #expect(slower.verdict == "differs")
        #expect(isClose(slower.relativeChange ?? 0, slower.difference.mean / Estimate(runs[1]).mean))
        #expect((slower.correlation ?? 0) > 0.3)
        // The same requests came, and the same system gave the same answers.
        let requests = try #require(result.figures.first { $0.name == "requests" })
        #expect(requests.systems.compactMap { $0.comparison?.verdict } == ["identical", "identical"])
        #expect(result.figures.allSatisfy { $0.systems[2].comparison?.verdict == "identical" })
    }

    @Test("every figure of a run is compared, under the name that it has in its JSON")
    func columns() throws {
        let data = try JSONFormat.encode(Simulation(scenarios()[0]).run(threads: 1).replications[0])
        let names = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Double])
        #expect(Set(FigureColumn.all.map(\.name)) == Set(names.keys))
        #expect(FigureColumn.all.count == names.count)
        let figures = try JSONFormat.decode(Figures<Double>.self, from: data)
        for column in FigureColumn.all {
            #expect(isClose(names[column.name] ?? .nan, column.value(figures)), "\(column.name)")
        }
    }

    @Test("what makes systems less comparable is said")
    func remarks() throws {
        var scenarios = try scenarios()
        scenarios[1].traffic = .recorded([SimTime(seconds: 1), SimTime(seconds: 2)], duration: SimTime(seconds: 100))
        scenarios[1].objective = SimTime(seconds: 1)
        scenarios[2].seed = 4
        let result = ScenarioComparison(scenarios, replications: 2).run(threads: 1)
        #expect(result.remarks.count == 3)
        #expect(result.remarks[0].hasPrefix("replicas 2: its traffic is not that of replicas 1"))
        #expect(result.remarks[1].hasPrefix("replicas 2: its objective is 1.0 s"))
        #expect(result.remarks[2].hasPrefix("replicas 2 (2): its own seed 4 is not used"))
        #expect(result.seed == 3)
        #expect(result.replications == 2)
    }

    @Test("what would make pairs uneven is left out, and said")
    func evenPairs() throws {
        var scenarios = try scenarios()
        scenarios[1].precision = .init(
            figure: "latency_mean_seconds", width: .relative(0.001), maximumReplications: 15)
        scenarios[1].warmUp = .detected
        let result = ScenarioComparison(scenarios, replications: 3).run(threads: 2)
        #expect(result.remarks.count == 2)
        #expect(
            result.remarks[0] == "replicas 2: its precision is not asked for; a comparison has 3 replications of each")
        #expect(result.remarks[1].hasPrefix("replicas 2: its start-up period is found from its own runs"))
    }

    @Test("a difference within the margin counts as none")
    func margin() throws {
        var systems = try scenarios().prefix(2).map { ScenarioComparison.System(name: $0.name, scenario: $0) }
        systems[1].scenario = systems[0].scenario
        systems[1].scenario.service.profile.occupancy = .exponential(mean: 1.001)
        func verdict(_ margin: Double?) throws -> String? {
            let result = ScenarioComparison(systems, equalWithin: margin).run(threads: 2)
            return try #require(result.figures.first { $0.name == "latency_mean_seconds" }).systems[1].comparison?
                .verdict
        }
        #expect(try verdict(nil) == "differs")
        #expect(try verdict(0.05) == "practically_equal")
    }

    @Test("the result is the same on any number of threads, and survives its JSON")
    func json() throws {
        let comparison = ScenarioComparison(try scenarios(), replications: 3)
        let result = comparison.run(threads: 1)
        #expect(result == comparison.run(threads: 4))
        let data = try JSONFormat.encode(result)
        #expect(try JSONFormat.decode(ComparedScenarios.self, from: data) == result)
        let fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(
            Set(fields.keys) == [
                "schema", "seed", "replications", "confidence", "baseline", "systems", "remarks", "figures",
            ])
    }
}
