/// Scenarios on the same random numbers, each against a baseline among them.
///
/// Replication n of every system has the same seed, so all see the same requests and boots where their traffic and
/// distributions are the same; the differences are then those of the systems, not of chance.
public struct ScenarioComparison: Sendable {
    public struct System: Sendable {
        /// No two may have the same.
        public var name: String
        public var scenario: Scenario
        /// What differs from the scenario's file.
        public var settings: [ScenarioSetting]

        public init(name: String, scenario: Scenario, settings: [ScenarioSetting] = []) {
            self.name = name
            self.scenario = scenario
            self.settings = settings
        }
    }

    public let systems: [System]
    /// Index of the system that the others are compared with.
    public let baseline: Int
    public let seed: UInt64
    public let replications: Int
    public let confidence: Double
    public let equalWithin: Double?
    /// The share of the requests for which an oracle is run beside the systems, unless one of them is an oracle; nil for
    /// none.
    public let oracle: Double?

    /// - Parameters:
    ///   - systems: at least two, with distinct names.
    ///   - seed: of all systems; by default the first one's.
    ///   - replications: of all systems, at least two; by default the first one's.
    ///   - equalWithin: a difference up to this share of the baseline's mean counts as none.
    ///   - oracle: refused by no system.
    public init(
        _ systems: [System], baseline: Int = 0, seed: UInt64? = nil, replications: Int? = nil,
        confidence: Double = 0.95, equalWithin: Double? = nil, oracle: Double? = nil
    ) {
        precondition(systems.count >= 2 && systems.indices.contains(baseline), "a baseline and others are compared")
        precondition(Set(systems.map(\.name)).count == systems.count, "systems are told apart by name")
        self.systems = systems
        self.baseline = baseline
        self.seed = seed ?? systems[0].scenario.seed
        self.replications = replications ?? systems[0].scenario.replications
        self.confidence = confidence
        self.equalWithin = equalWithin
        self.oracle = oracle
        precondition(
            oracle.map { share in systems.allSatisfy { Self.refusal(ofOracle: share, beside: $0) == nil } } ?? true,
            "an oracle stands beside scenarios of one service")
        precondition(self.replications >= 2, "an interval takes two replications")
    }

    /// The scenarios under their own names, or numbered where two share one.
    public init(_ scenarios: [Scenario], baseline: Int = 0, replications: Int? = nil) {
        var uses: [String: Int] = [:]
        let systems = scenarios.map { scenario in
            let use = uses[scenario.name, default: 0] + 1
            uses[scenario.name] = use
            return System(name: use == 1 ? scenario.name : "\(scenario.name) (\(use))", scenario: scenario)
        }
        self.init(systems, baseline: baseline, replications: replications)
    }

    /// Runs all systems; the result is the same for every number of threads.
    ///
    /// - Parameter onReplication: called after each replication with the number of those done, of `runCount`, on any
    ///   thread.
    public func run(threads: Int, onReplication: @Sendable (Int) -> Void = { _ in }) -> ComparedScenarios {
        func simulate(_ scenario: Scenario, before: Int) -> SimulationResult {
            var scenario = scenario
            scenario.seed = seed
            scenario.replications = replications
            // Pairs need as many of each.
            scenario.precision = nil
            return Simulation(scenario).run(
                threads: threads, onReplication: { done, _ in onReplication(before + done) })
        }
        let results = systems.indices.map { simulate(systems[$0].scenario, before: $0 * replications) }
        let added = addedOracle(results).map { oracle in
            (oracle.policy, simulate(oracle.scenario, before: systems.count * replications).replications)
        }
        return ComparedScenarios(
            seed: seed, replications: replications, confidence: confidence, equalWithin: equalWithin,
            baseline: systems[baseline].name,
            systems: systems.map { .init(name: $0.name, policy: $0.scenario.policyName, settings: $0.settings) },
            remarks: remarks, figures: figures(results.map(\.replications)), oracle: oracle(results, added: added))
    }

    /// Replications of all systems, and of the oracle that is added.
    public var runCount: Int { (systems.count + (addsOracle ? 1 : 0)) * replications }

    // MARK: Figures

    /// - Parameter runs: the figures of each system's replications.
    private func figures(_ runs: [[Figures<Double>]]) -> [ComparedScenarios.Figure] {
        let others = systems.indices.filter { $0 != baseline }
        let values = FigureColumn.all.map { column in runs.map { $0.map(column.value) } }
        // Judged together: each verdict holds although there are many.
        var judged = PairedComparison.together(
            values.flatMap { figure in
                others.map { system in
                    let margin = equalWithin.map { $0 * abs(Estimate(figure[baseline]).mean) }
                    return PairedComparison(
                        system: figure[system], baseline: figure[baseline], confidence: confidence, delta: margin)
                }
            }, confidence: confidence)[...]
        return zip(FigureColumn.all, values).map { column, figure in
            let base = Estimate(figure[baseline], confidence: confidence)
            return ComparedScenarios.Figure(
                name: column.name, unit: column.unit.rawValue,
                systems: systems.indices.map { system in
                    .init(
                        system: systems[system].name, estimate: Estimate(figure[system], confidence: confidence),
                        comparison: system == baseline
                            ? nil : ComparedScenarios.Comparison(judged.removeFirst(), baselineMean: base.mean))
                })
        }
    }

    // MARK: Remarks

    private var remarks: [String] {
        let base = systems[baseline]
        return systems.flatMap { system in
            var remarks: [String] = []
            func remark(_ differs: Bool, _ text: String) { if differs { remarks.append("\(system.name): \(text)") } }
            let (scenario, other) = (system.scenario, base.scenario)
            remark(
                scenario.inflows != other.inflows || scenario.population != other.population,
                "its traffic is not that of \(base.name), so random numbers are common in name only, and a "
                    + "difference may be that of the traffic")
            remark(
                scenario.objective != other.objective,
                "its objective is \(scenario.objective.seconds) s, that of \(base.name) \(other.objective.seconds) s")
            remark(
                scenario.service.requestTimeout != other.service.requestTimeout,
                "it gives requests up after another time than \(base.name), which latencies do not show")
            remark(
                scenario.precision != nil,
                "its precision is not asked for; a comparison has \(replications) replications of each")
            remark(
                scenario.warmUp == .detected,
                "its start-up period is found from its own runs, and may not be that of the others")
            remark(system.scenario.seed != seed, "its own seed \(scenario.seed) is not used; all run with \(seed)")
            return remarks
        }
    }
}

extension ComparedScenarios.Comparison {
    fileprivate init(_ comparison: PairedComparison, baselineMean: Double) {
        self.init(
            difference: comparison.difference,
            relativeChange: baselineMean == 0 ? nil : comparison.difference.mean / baselineMean,
            pValue: comparison.pValue, adjustedPValue: comparison.adjustedPValue,
            correlation: comparison.correlation, varianceReduction: comparison.varianceReduction,
            verdict: comparison.verdict.rawValue)
    }
}
