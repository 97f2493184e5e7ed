extension ComparedScenarios {
    /// What was possible: an oracle on the same requests, and how many times its replica-seconds each system takes.
    public struct Oracle: Codable, Sendable, Equatable {
        /// The system that is this oracle; nil where it was added.
        public var system: String?
        /// Of the requests that are to meet the objective.
        public var share: Double
        public var objectiveLatencySeconds: Double
        public var minReplicas: Int
        public var maxReplicas: Int
        public var evaluationIntervalSeconds: Double
        /// Over the replications in which it meets the objective; nil where there are none.
        public var replicaSeconds: Estimate?
        /// Over all replications.
        public var overObjectiveShare: Estimate
        /// Replications in which not even `maxReplicas` throughout would be enough.
        public var replicationsMissed: Int
        /// Those of a single service, in the order of the comparison.
        public var systems: [Multiple]
    }

    /// One system beside the oracle.
    public struct Multiple: Codable, Sendable, Equatable {
        public var system: String
        public var replicaSeconds: Estimate
        /// Total of the replica-seconds over the oracle's total, with Fieller's interval, over the replications in which
        /// the oracle meets the objective; nil where there are none.
        public var multiple: Estimate?
        public var overObjectiveShare: Estimate
        /// Replications in which more requests than the oracle's share permits were over the objective.
        public var replicationsMissed: Int
        /// Whether no more than permitted were over it, in the mean; else being cheap is no merit.
        public var meetsObjective: Bool
    }
}

extension ComparedScenarios.Oracle {
    /// - Parameters:
    ///   - system: the name of the oracle, where it is one of the compared systems.
    ///   - runs: its replications.
    ///   - others: each compared system by name, with the same replications.
    init(
        _ policy: OraclePolicy, system: String?, objective: SimTime, runs: [Figures<Double>],
        others: [(name: String, runs: [Figures<Double>])], confidence: Double
    ) {
        func misses(_ share: Double) -> Bool { share > 1 - policy.share + 1e-9 }
        func estimate(_ runs: [Figures<Double>], _ figure: KeyPath<Figures<Double>, Double>) -> Estimate {
            Estimate(runs.map { $0[keyPath: figure] }, confidence: confidence)
        }
        let met = runs.indices.filter { !misses(runs[$0].overObjectiveShare) }
        self.init(
            system: system, share: policy.share, objectiveLatencySeconds: objective.seconds,
            minReplicas: policy.bounds.minimum, maxReplicas: policy.bounds.maximum,
            evaluationIntervalSeconds: policy.evaluationIntervalSeconds,
            replicaSeconds: met.isEmpty ? nil : estimate(met.map { runs[$0] }, \.replicaSeconds),
            overObjectiveShare: estimate(runs, \.overObjectiveShare),
            replicationsMissed: runs.count - met.count,
            systems: others.map { other in
                let over = estimate(other.runs, \.overObjectiveShare)
                return ComparedScenarios.Multiple(
                    system: other.name, replicaSeconds: estimate(other.runs, \.replicaSeconds),
                    multiple: Estimate(
                        ratioOf: met.map { other.runs[$0].replicaSeconds }, to: met.map { runs[$0].replicaSeconds },
                        confidence: confidence),
                    overObjectiveShare: over,
                    replicationsMissed: other.runs.count { misses($0.overObjectiveShare) },
                    meetsObjective: !misses(over.mean))
            })
    }
}
