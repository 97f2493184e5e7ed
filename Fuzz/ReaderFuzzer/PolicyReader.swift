import Foundation
import ScaleSim

/// Policy files of whatever family: what is accepted also decides over made-up observations.
enum PolicyReader {
    static func read(_ data: Data) {
        // What is no UTF-8 is refused before it is parsed.
        guard let text = String(data: data, encoding: .utf8) else { return }
        // Both, by turns: a line of a replay is one round of every loop, a tick of a simulation is not.
        let options = PolicyOptions(startOfTime: 1_772_600_000, evaluatesAlways: data.count % 2 == 0)
        SimulatorReader.attempt { () throws(ScaleSimError) in
            let file = try PolicyFile.parse(text, file: "fuzz.yaml", options: options)
            precondition(!file.name.contains { $0.isNewline } && file.defaultReplicas >= 0)
            precondition(file.policy.evaluationIntervalSeconds > 0)
            // These two decide nothing at evaluations.
            if file.policy is OraclePolicy || file.policy is OnDemandPolicy { return }
            decide(file.policy, over: MadeUpObservations(names: file.metrics.names).all)
            decide(file.policy, over: MadeUpObservations(names: file.metrics.names).extremes)
        }
    }

    /// Each observation after the first is of the scale that was last asked for, or of one of its own.
    static func decide(_ policy: any ScalingPolicy, over observations: [Observation]) {
        var policy = policy
        let bounds = Bounds(of: policy)
        var desired = 0
        for (number, observation) in observations.enumerated() {
            var observation = observation
            if number % 3 == 2 { observation.currentReplicas = desired }
            let decision = policy.decide(observation)
            desired = decision.desired
            check(decision, observation, bounds)
        }
    }

    private static func check(_ decision: Decision, _ observation: Observation, _ bounds: Bounds) {
        precondition(decision.desired >= 0, "\(decision)")
        precondition(
            decision.desired == observation.currentReplicas || bounds.range.contains(decision.desired),
            "\(decision) of \(observation.currentReplicas) is not within \(bounds.range)")
        for text in [decision.reason, decision.condition ?? ""] {
            precondition(!text.contains { $0.isNewline }, text.debugDescription)
        }
    }
}

extension PolicyFile.Metrics {
    fileprivate var names: [String] { resources + pods + objects + external }
}

/// Between which numbers a policy chooses, by its own file; it may also leave everything as it is.
private struct Bounds {
    var range: ClosedRange<Int>

    init(of policy: any ScalingPolicy) {
        range =
            switch policy {
            case let policy as KubernetesHPA: policy.spec.minReplicas...policy.spec.maxReplicas
            case let policy as KEDAPolicy: Self.range(policy.spec)
            case let policy as KnativeKPA: Self.range(policy.spec)
            case let policy as GCPAutoscaler: policy.spec.minReplicas...policy.spec.maxReplicas
            case let policy as AzureAutoscale:
                (policy.spec.profiles.map(\.minimum).min() ?? 0)...(policy.spec.profiles.map(\.maximum).max() ?? 0)
            case let policy as AWSAutoScaling: Self.range(policy.group)
            case let policy as StaticPolicy: policy.replicas...policy.replicas
            case let policy as SquareRootPolicy: policy.bounds.minimum...policy.bounds.maximum
            case let policy as HoltWintersPolicy: policy.bounds.minimum...policy.bounds.maximum
            default: preconditionFailure("the bounds of \(policy) are not known")
            }
    }

    /// Zero, the idle count and a pause have their own numbers.
    private static func range(_ spec: KEDASpec) -> ClosedRange<Int> {
        0...max(spec.maxReplicaCount, spec.annotations.pausedReplicas ?? 0, spec.fallback?.replicas ?? 0)
    }

    /// The initial and the activation scale may lie above the maximum; 0 stands for none.
    private static func range(_ spec: KPASpec) -> ClosedRange<Int> {
        0...(spec.maxScale == 0 ? Int(Int32.max) : max(spec.maxScale, spec.initialScale))
    }

    /// Scheduled actions may set others.
    private static func range(_ group: AWSGroup) -> ClosedRange<Int> {
        let least = [group.minSize] + group.actions.compactMap(\.minSize) + group.actions.compactMap(\.maxSize)
        let most = [group.maxSize] + group.actions.compactMap(\.maxSize)
        return (least.min() ?? 0)...(most.max() ?? 0)
    }
}
