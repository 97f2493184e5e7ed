/// The oracle beside the compared scenarios.
extension ScenarioComparison {
    /// Why `system` cannot be compared with an oracle that is asked for; nil where it can.
    public static func refusal(ofOracle share: Double, beside system: System) -> String? {
        if system.scenario.services.count > 1 {
            return "has \(system.scenario.services.count) services; an oracle foresees scenarios of one service"
        }
        if let oracle = system.scenario.policy as? OraclePolicy, oracle.share != share {
            return "is an oracle itself, of the share \(oracle.share) in place of \(share); ask for none beside it"
        }
        return nil
    }

    /// The compared system that is an oracle, the baseline before others.
    private var oracleSystem: Int? {
        ([baseline] + systems.indices).first { systems[$0].scenario.policy is OraclePolicy }
    }

    /// The oracle that is run beside the systems: nil where none was asked for, or is one of them.
    ///
    /// - Parameter results: of the systems.
    func addedOracle(_ results: [SimulationResult]) -> (policy: OraclePolicy, scenario: Scenario)? {
        guard addsOracle, let oracle else { return nil }
        var scenario = systems[baseline].scenario
        scenario.seed = seed
        scenario.replications = replications
        let peak = results.flatMap { $0.replications.map(\.peakReplicas) }.max() ?? 0
        let policy = OraclePolicy(
            share: oracle, foreseeing: scenario,
            bounds: ReplicaBounds(
                minimum: results.contains(where: \.exampleGoesToZero) ? 0 : 1, maximum: max(1, Int(peak))))
        scenario.policy = policy
        scenario.policyName = "oracle"
        return (policy, scenario)
    }

    var addsOracle: Bool { oracle != nil && oracleSystem == nil }

    /// - Parameters:
    ///   - results: of the systems.
    ///   - added: the oracle that is not one of them, with its replications.
    func oracle(
        _ results: [SimulationResult], added: (policy: OraclePolicy, runs: [Figures<Double>])?
    ) -> ComparedScenarios.Oracle? {
        let index = added == nil ? oracleSystem : nil
        guard
            let (policy, runs) = added
                ?? index.flatMap({ index in
                    (systems[index].scenario.policy as? OraclePolicy).map { ($0, results[index].replications) }
                })
        else { return nil }
        let single = systems.indices.filter { systems[$0].scenario.services.count == 1 }
        return ComparedScenarios.Oracle(
            policy, system: index.map { systems[$0].name },
            objective: systems[index ?? baseline].scenario.objective, runs: runs,
            others: single.map { (systems[$0].name, results[$0].replications) }, confidence: confidence)
    }
}

extension SimulationResult {
    /// Whether the first replication ever has no replica at all, or is to have none.
    fileprivate var exampleGoesToZero: Bool {
        let series = example.series
        return example.decisions.contains { $0.desiredReplicas == 0 }
            || series.ready.indices.contains { series.booting[$0] + series.ready[$0] + series.draining[$0] == 0 }
    }
}
