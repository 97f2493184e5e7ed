/// The HorizontalPodAutoscaler of Kubernetes, `reconcileAutoscaler` of `pkg/controller/podautoscaler/horizontal.go`
/// with the observation's time for its clock. Current code: behaviour tolerances count, stabilisation clamps the
/// current number between both windows, and only what the autoscaler itself took to zero does it bring back.
public struct KubernetesHPA: ScalingPolicy {
    public let spec: HPASpec
    public let flags: HPAControllerFlags
    private var history = HPAHistory()
    /// Upstream's condition `ScaledToZero`; nil before the first evaluation.
    private var scaledToZero: Bool?

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
        if current == 0 && !bringsBackFromZero() {
            return Decision(
                desired: 0, reason: "scaling is disabled since the replica count is zero", condition: "ScalingDisabled")
        } else if current > spec.maxReplicas {
            decision = Decision(
                desired: spec.maxReplicas, reason: "current replicas above maxReplicas", condition: Self.within)
        } else if current > 0 && current < spec.minReplicas {
            decision = Decision(
                desired: spec.minReplicas, reason: "current replicas below minReplicas", condition: Self.within)
        } else {
            decision = decideByMetrics(observation, at: now)
        }
        record(decision.desired, current: current, at: now)
        return decision
    }

    private static let within = "DesiredWithinRange"

    /// Whether metrics may raise the number from 0.
    ///
    /// Nobody is told how a workload came to be at zero before the first evaluation; by the autoscaler, it is assumed.
    private func bringsBackFromZero() -> Bool {
        spec.minReplicas == 0 && scaledToZero ?? true && spec.metrics.contains(where: \.outlivesPods)
    }

    private mutating func record(_ desired: Int, current: Int, at now: Int64) {
        if desired == current {
            scaledToZero = scaledToZero ?? (current == 0)
            return
        }
        scaledToZero = desired == 0
        guard let behavior = spec.behavior else { return }
        let rules = desired > current ? behavior.scaleUp : behavior.scaleDown
        let longest = HPALimits.nanoseconds(rules.policies.map(\.periodSeconds).max() ?? 0)
        history.recordChange(from: current, to: desired, at: now, longest: longest)
    }

    // MARK: Metrics

    private mutating func decideByMetrics(_ observation: Observation, at now: Int64) -> Decision {
        let current = observation.currentReplicas
        let proposal: HPAReplicaCalculator.Proposal
        do throws(Failure) {
            proposal = try largestProposal(observation)
        } catch {
            return Decision(desired: current, reason: error.message, condition: error.condition)
        }
        // A metric below 0 asks for no replicas.
        let limited = HPALimits(spec: spec, flags: flags).apply(
            to: max(0, proposal.replicas), current: current, history: &history, at: now)
        let reasons = ["\(proposal.comparison) asks for \(proposal.replicas)"] + limited.reasons
        return Decision(
            desired: limited.desired, reason: reasons.joined(separator: "; "),
            condition: limited.condition ?? Self.within)
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
                // A proposal of 0 gives way even to a smaller one: upstream takes it for none.
                if largest.map({ $0.replicas == 0 || proposal.replicas > $0.replicas }) ?? true { largest = proposal }
            } catch {
                failure = failure ?? Failure(message: error.message, condition: metric.failureCondition)
            }
        }
        if let failure, (largest?.replicas ?? 0) < observation.currentReplicas || largest == nil { throw failure }
        guard let largest else { throw Failure(message: "no metrics", condition: "InvalidMetricSourceType") }
        return largest
    }
}
