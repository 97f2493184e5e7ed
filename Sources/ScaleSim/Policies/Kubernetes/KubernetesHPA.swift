/// The HorizontalPodAutoscaler of Kubernetes, `reconcileAutoscaler` of `pkg/controller/podautoscaler/horizontal.go`
/// with the observation's time for its clock. Current code: behaviour tolerances count, and stabilisation clamps the
/// current number between both windows.
public struct KubernetesHPA: ScalingPolicy {
    public let spec: HPASpec
    public let flags: HPAControllerFlags
    private var history = HPAHistory()

    public init(spec: HPASpec, flags: HPAControllerFlags = HPAControllerFlags()) {
        precondition(!spec.metrics.isEmpty, "an HPA has at least one metric")
        self.spec = spec
        self.flags = flags
    }

    public var evaluationIntervalSeconds: Double { flags.syncPeriodSeconds }

    public mutating func decide(_ observation: Observation) -> Decision {
        let now = SimTime(seconds: observation.time).nanoseconds
        let current = observation.currentReplicas
        history.begin(currentReplicas: current, at: now)
        let decision: Decision
        if current == 0 && spec.minReplicas != 0 {
            return Decision(
                desired: 0, reason: "scaling is disabled since the replica count is zero", condition: "ScalingDisabled")
        } else if current > spec.maxReplicas {
            decision = Decision(desired: spec.maxReplicas, reason: "current replicas above maxReplicas")
        } else if current < spec.minReplicas {
            decision = Decision(desired: spec.minReplicas, reason: "current replicas below minReplicas")
        } else {
            decision = decideByMetrics(observation, at: now)
        }
        if let behavior = spec.behavior, decision.desired != current {
            let rules = decision.desired > current ? behavior.scaleUp : behavior.scaleDown
            history.recordChange(from: current, to: decision.desired, at: now, longest: longestPeriod(rules))
        }
        return decision
    }

    private func longestPeriod(_ rules: HPASpec.Rules) -> Int64 {
        Self.nanoseconds(rules.policies.map(\.periodSeconds).max() ?? 0)
    }

    private static func nanoseconds(_ seconds: Int) -> Int64 { Int64(seconds) * 1_000_000_000 }

    // MARK: Metrics

    private mutating func decideByMetrics(_ observation: Observation, at now: Int64) -> Decision {
        let current = observation.currentReplicas
        let proposal: HPAReplicaCalculator.Proposal
        do throws(Failure) {
            proposal = try largestProposal(observation)
        } catch {
            return Decision(desired: current, reason: error.message, condition: error.condition)
        }
        let limited =
            spec.behavior.map { limit(proposal.replicas, by: $0, current: current, at: now) }
            ?? limit(proposal.replicas, current: current, at: now)
        let reasons = ["\(proposal.comparison) asks for \(proposal.replicas)"] + limited.reasons
        return Decision(
            desired: limited.desired, reason: reasons.joined(separator: "; "),
            condition: limited.condition ?? "DesiredWithinRange")
    }

    /// No metric gives an answer that may be followed.
    private struct Failure: Error {
        var message: String
        var condition: String
    }

    /// The largest of all metrics' proposals. Metrics that fail are passed over, but never so as to scale down.
    private func largestProposal(_ observation: Observation) throws(Failure) -> HPAReplicaCalculator.Proposal {
        let calculator = HPAReplicaCalculator(
            flags: flags, toleranceDown: spec.behavior?.scaleDown.tolerance ?? flags.tolerance,
            toleranceUp: spec.behavior?.scaleUp.tolerance ?? flags.tolerance,
            currentReplicas: observation.currentReplicas)
        var largest: HPAReplicaCalculator.Proposal?
        var failure: Failure?
        for metric in spec.metrics {
            do throws(HPAReplicaCalculator.MetricError) {
                let proposal = try calculator.proposal(for: metric, observation)
                if proposal.replicas > largest?.replicas ?? 0 || largest == nil { largest = proposal }
            } catch {
                failure = failure ?? Failure(message: error.message, condition: metric.failureCondition)
            }
        }
        if let failure, (largest?.replicas ?? 0) < observation.currentReplicas || largest == nil { throw failure }
        guard let largest else { throw Failure(message: "no metrics", condition: "InvalidMetricSourceType") }
        return largest
    }

    // MARK: Limits

    private struct Limited {
        var desired: Int
        /// The last that changed the number: of stabilisation, then of the rate and the bounds.
        var condition: String?
        var reasons: [String] = []

        mutating func change(to number: Int, by condition: String) {
            desired = number
            self.condition = condition
            reasons.append("\(condition): \(number)")
        }
    }

    /// The older rules, for a file without `behavior`: at most double, or 4, at a time; stabilised downwards.
    private mutating func limit(_ proposed: Int, current: Int, at now: Int64) -> Limited {
        let window = SimTime(seconds: flags.downscaleStabilizationSeconds).nanoseconds
        let stabilized = history.stabilize(proposed, window: window, at: now)
        var limited = Limited(desired: proposed)
        if stabilized != proposed { limited.change(to: stabilized, by: "ScaleDownStabilized") }
        let highest = min(spec.maxReplicas, max(2 * current, 4))
        if stabilized < spec.minReplicas {
            limited.change(to: spec.minReplicas, by: "TooFewReplicas")
        } else if stabilized > highest {
            limited.change(to: highest, by: highest < spec.maxReplicas ? "ScaleUpLimit" : "TooManyReplicas")
        }
        return limited
    }

    private mutating func limit(
        _ proposed: Int, by behavior: HPASpec.Behavior, current: Int, at now: Int64
    ) -> Limited {
        let upWindow = Self.nanoseconds(behavior.scaleUp.stabilizationWindowSeconds ?? 0)
        // Upstream cuts the flag to whole seconds where it stands in for the missing field.
        let downWindow = Self.nanoseconds(
            behavior.scaleDown.stabilizationWindowSeconds ?? Int(flags.downscaleStabilizationSeconds))
        let stabilized = history.stabilize(
            proposed, current: current, upWindow: upWindow, downWindow: downWindow, at: now)
        var limited = Limited(desired: proposed)
        if stabilized != proposed {
            limited.change(to: stabilized, by: proposed >= current ? "ScaleUpStabilized" : "ScaleDownStabilized")
        }
        let (desired, limit) = limitRate(stabilized, by: behavior, current: current, at: now)
        if let limit { limited.change(to: desired, by: limit) }
        return limited
    }

    private func limitRate(
        _ desired: Int, by behavior: HPASpec.Behavior, current: Int, at now: Int64
    ) -> (Int, String?) {
        if desired > current {
            let limit = max(current, scaleUpLimit(behavior.scaleUp, current: current, at: now))
            let highest = min(spec.maxReplicas, limit)
            if desired > highest { return (highest, spec.maxReplicas > limit ? "ScaleUpLimit" : "TooManyReplicas") }
        } else if desired < current {
            let limit = min(current, scaleDownLimit(behavior.scaleDown, current: current, at: now))
            let lowest = max(spec.minReplicas, limit)
            if desired < lowest { return (lowest, spec.minReplicas < limit ? "ScaleDownLimit" : "TooFewReplicas") }
        }
        return (desired, nil)
    }

    private func scaleUpLimit(_ rules: HPASpec.Rules, current: Int, at now: Int64) -> Int {
        if rules.selectPolicy == .disabled { return current }
        let limits = rules.policies.map { policy in
            let start = history.replicas(current: current, before: Self.nanoseconds(policy.periodSeconds), at: now)
            return switch policy.kind {
            case .pods: start + policy.value
            // Rounded up, so that one replica can become two.
            case .percent: Int((Double(start) * (1 + Double(policy.value) / 100)).rounded(.up))
            }
        }
        return (rules.selectPolicy == .min ? limits.min() : limits.max()) ?? current
    }

    private func scaleDownLimit(_ rules: HPASpec.Rules, current: Int, at now: Int64) -> Int {
        if rules.selectPolicy == .disabled { return current }
        let limits = rules.policies.map { policy in
            let start = history.replicas(current: current, before: Self.nanoseconds(policy.periodSeconds), at: now)
            return switch policy.kind {
            case .pods: start - policy.value
            case .percent: Int(Double(start) * (1 - Double(policy.value) / 100))
            }
        }
        // The smallest change leaves the most replicas.
        return (rules.selectPolicy == .min ? limits.max() : limits.min()) ?? current
    }
}
