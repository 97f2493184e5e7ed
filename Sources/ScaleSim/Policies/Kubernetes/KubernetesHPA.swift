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
            return Decision(desired: 0, reason: "scaling is disabled since the replica count is zero")
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
        do {
            proposal = try largestProposal(observation)
        } catch {
            return Decision(desired: current, reason: error.message)
        }
        let (desired, limits) =
            spec.behavior.map { limit(proposal.replicas, by: $0, current: current, at: now) }
            ?? limit(proposal.replicas, current: current, at: now)
        let reasons = ["\(proposal.comparison) asks for \(proposal.replicas)"] + limits
        return Decision(desired: desired, reason: reasons.joined(separator: "; "))
    }

    /// The largest of all metrics' proposals. Metrics that fail are passed over, but never so as to scale down.
    private func largestProposal(
        _ observation: Observation
    ) throws(HPAReplicaCalculator.MetricError) -> HPAReplicaCalculator.Proposal {
        let calculator = HPAReplicaCalculator(
            flags: flags, toleranceDown: spec.behavior?.scaleDown.tolerance ?? flags.tolerance,
            toleranceUp: spec.behavior?.scaleUp.tolerance ?? flags.tolerance,
            currentReplicas: observation.currentReplicas)
        var largest: HPAReplicaCalculator.Proposal?
        var firstError: HPAReplicaCalculator.MetricError?
        for metric in spec.metrics {
            do throws(HPAReplicaCalculator.MetricError) {
                let proposal = try calculator.proposal(for: metric, observation)
                if proposal.replicas > largest?.replicas ?? 0 || largest == nil { largest = proposal }
            } catch {
                firstError = firstError ?? error
            }
        }
        if let firstError, largest == nil || largest?.replicas ?? 0 < observation.currentReplicas { throw firstError }
        guard let largest else { throw HPAReplicaCalculator.MetricError(message: "no metrics") }
        return largest
    }

    // MARK: Limits

    /// The older rules, for a file without `behavior`: at most double, or 4, at a time; stabilised downwards.
    private mutating func limit(_ proposed: Int, current: Int, at now: Int64) -> (Int, [String]) {
        let window = SimTime(seconds: flags.downscaleStabilizationSeconds).nanoseconds
        let stabilized = history.stabilize(proposed, window: window, at: now)
        let highest = min(spec.maxReplicas, max(2 * current, 4))
        let desired = min(max(stabilized, spec.minReplicas), highest)
        var reasons: [String] = []
        if stabilized != proposed { reasons.append("ScaleDownStabilized at \(stabilized)") }
        if desired > stabilized { reasons.append("TooFewReplicas: \(desired)") }
        if desired < stabilized {
            reasons.append("\(highest < spec.maxReplicas ? "ScaleUpLimit" : "TooManyReplicas"): \(desired)")
        }
        return (desired, reasons)
    }

    private mutating func limit(
        _ proposed: Int, by behavior: HPASpec.Behavior, current: Int, at now: Int64
    ) -> (Int, [String]) {
        let upWindow = Self.nanoseconds(behavior.scaleUp.stabilizationWindowSeconds ?? 0)
        // Upstream cuts the flag to whole seconds where it stands in for the missing field.
        let downWindow = Self.nanoseconds(
            behavior.scaleDown.stabilizationWindowSeconds ?? Int(flags.downscaleStabilizationSeconds))
        let stabilized = history.stabilize(
            proposed, current: current, upWindow: upWindow, downWindow: downWindow, at: now)
        var reasons: [String] = []
        if stabilized != proposed {
            reasons.append("\(proposed >= current ? "ScaleUpStabilized" : "ScaleDownStabilized") at \(stabilized)")
        }
        let (desired, limit) = limitRate(stabilized, by: behavior, current: current, at: now)
        if let limit { reasons.append("\(limit): \(desired)") }
        return (desired, reasons)
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
