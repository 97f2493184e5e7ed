import ScaleSim

/// ScaledObjects and observations that the tests share.
enum KEDASample {
    /// A Redis trigger called `queue`, five items a replica.
    static let queue = "{type: redis, name: queue, metadata: {address: 'r:6379', listName: l}}"

    /// - Parameters:
    ///   - spec: further fields in braces' notation, such as `minReplicaCount: 2`.
    ///   - annotations: of `autoscaling.keda.sh/`, without that.
    static func text(_ spec: String = "", triggers: [String] = [queue], annotations: [String: String] = [:]) -> String {
        let annotations = annotations.sorted { $0.key < $1.key }
            .map { "'autoscaling.keda.sh/\($0.key)': '\($0.value)'" }
        return """
            apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata: {name: so, annotations: {\(annotations.joined(separator: ", "))}}
            spec: {scaleTargetRef: {name: worker}, triggers: [\(triggers.joined(separator: ", "))], \(spec)}
            """
    }

    static func policy(
        _ spec: String = "", triggers: [String] = [queue], annotations: [String: String] = [:],
        everyLine: Bool = true, startTime: Double = 0
    ) throws -> KEDAPolicy {
        var options = KEDAPolicy.Options()
        options.evaluatesBothAlways = everyLine
        options.startTime = startTime
        return KEDAPolicy(
            spec: try KEDASpec.parse(text(spec, triggers: triggers, annotations: annotations), file: "so.yaml"),
            options: options)
    }

    static func pods(_ count: Int) -> [PodObservation] { (0..<count).map { PodObservation(name: "p\($0)") } }

    /// The queue's length; nil where it cannot be had.
    static func observation(_ time: Double, _ replicas: Int, queue: Double?) -> Observation {
        Observation(
            time: time, currentReplicas: replicas, pods: pods(replicas),
            externalMetrics: queue.map { ["queue": $0] } ?? [:], metricErrors: queue == nil ? ["queue"] : [])
    }
}
