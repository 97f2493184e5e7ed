/// Looks for the plan of the fewest replica-seconds with which a run meets its objective, by trying plans on it.
///
/// From the servers that the requests would keep busy if none waited, replicas are added where requests come too late,
/// until enough are in time; then taken away wherever they are not missed, and kept through dips that are shorter than a
/// boot. The cheapest constant number competes. What is found is a plan that can be had, not proven to be the least; no
/// plan can do with less than the work itself.
struct OraclePlanner {
    private let scenario: Scenario
    private let policy: OraclePolicy
    private let seed: UInt64
    private let step: Int64
    private let steps: Int
    private let boots: DurationSampler
    /// Runs that are still permitted.
    private var budget = 120
    private var best: (plan: CapacityPlan, trial: OracleTrial)?

    /// - Parameters:
    ///   - scenario: of one service, with an oracle.
    ///   - seed: of the replication.
    init(_ scenario: Scenario, _ policy: OraclePolicy, seed: UInt64) {
        self.scenario = scenario
        self.policy = policy
        self.seed = seed
        step = SimTime(seconds: policy.evaluationIntervalSeconds).nanoseconds
        steps = Int((scenario.duration.nanoseconds + step - 1) / step)
        boots = ServiceDraws(scenario.service, seed: seed).boot
    }

    /// The scenario with the plan found for the replication with `seed`.
    mutating func plannedScenario() -> Scenario {
        let most = constant(policy.bounds.maximum)
        let unhindered = run(most)
        guard isEnough(unhindered) else { return scenario(following: most) }
        best = (most, unhindered)
        findConstant()
        let raised = raise(fluid(unhindered))
        lower(raised)
        fillDips()
        return scenario(following: best?.plan ?? most)
    }

    // MARK: Trials

    private func constant(_ replicas: Int) -> CapacityPlan {
        CapacityPlan(step: step, ready: Array(repeating: replicas, count: steps))
    }

    private func scenario(following plan: CapacityPlan) -> Scenario {
        var planned = scenario
        var initial = plan.ready[0]
        // No more can be there at the start than the nodes of the start have room for.
        if let cluster = scenario.cluster {
            initial = min(initial, cluster.room(for: scenario.service, nodes: cluster.initialNodes))
        }
        let first = initial
        planned.service.initialReplicas = initial
        let boots = boots
        planned.policy = policy.following(plan) { boots.nanoseconds(UInt64(first + $0)) }
        return planned
    }

    private mutating func run(_ plan: CapacityPlan) -> OracleTrial {
        budget -= 1
        return OracleTrial.run(scenario(following: plan), seed: seed, step: step, steps: steps)
    }

    private func isEnough(_ trial: OracleTrial) -> Bool {
        Double(trial.lateRequests) <= (1 - policy.share) * Double(trial.requests) + 1e-9
    }

    /// Tries a plan, and keeps it if it is enough and cheaper than the best one.
    @discardableResult
    private mutating func consider(_ plan: CapacityPlan) -> OracleTrial {
        let trial = run(plan)
        if isEnough(trial), trial.replicaSeconds < best?.trial.replicaSeconds ?? .infinity { best = (plan, trial) }
        return trial
    }

    // MARK: Search

    private mutating func findConstant() {
        var (few, enough) = (policy.bounds.minimum, policy.bounds.maximum)
        while few < enough {
            let middle = (few + enough) / 2
            if isEnough(consider(constant(middle))) { enough = middle } else { few = middle + 1 }
        }
    }

    /// As many replicas as the requests of each step keep busy.
    private func fluid(_ trial: OracleTrial) -> CapacityPlan {
        let capacity = scenario.service.capacityPerReplica
        return CapacityPlan(step: step, ready: trial.concurrency.map { policy.bounds.clamp($0 / capacity) })
    }

    /// Adds replicas where requests come too late, and in the step before, where their queue has grown.
    private mutating func raise(_ plan: CapacityPlan) -> CapacityPlan {
        var plan = plan
        for _ in 0..<40 where budget > 0 {
            let trial = consider(plan)
            if isEnough(trial) { return plan }
            for index in plan.ready.indices where trial.late[index] > 0 {
                for raised in max(0, index - 1)...index {
                    let more = plan.ready[raised] + max(1, plan.ready[raised] / 10)
                    plan.ready[raised] = min(policy.bounds.maximum, more)
                }
            }
        }
        return plan
    }

    /// Takes a replica away, from ever smaller parts of the run, wherever it is not missed.
    private mutating func lower(_ plan: CapacityPlan) {
        guard best?.plan == plan else { return }
        var parts = 1
        while parts <= steps, budget > 10 {
            var succeeded = false
            for part in 0..<parts where budget > 10 {
                guard var candidate = best?.plan else { return }
                for index in part * steps / parts..<(part + 1) * steps / parts {
                    candidate.ready[index] = max(policy.bounds.minimum, candidate.ready[index] - 1)
                }
                consider(candidate)
                if best?.plan == candidate { succeeded = true }
            }
            if !succeeded { parts *= 2 }
        }
    }

    private mutating func fillDips() {
        let seconds = scenario.service.boot.mean
        var length = Int((seconds * 1e9 / Double(step)).rounded(.up))
        while length > 0, budget > 0, let plan = best?.plan {
            consider(plan.fillingDips(shorterThan: length))
            length /= 2
        }
    }
}

extension Scenario {
    /// With what its oracle, if it has one, foresees of the replication with the given seed.
    func foreseen(replicationSeed: UInt64) -> Scenario {
        guard let oracle = policy as? OraclePolicy else { return self }
        var planner = OraclePlanner(self, oracle, seed: replicationSeed)
        return planner.plannedScenario()
    }
}
