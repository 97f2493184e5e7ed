extension BenchmarkCase {
    /// What decides over what; nil for cases that simulate requests.
    package var decision: (policy: any ScalingPolicy, observation: Observation)? {
        switch self {
        case .hpa1000: (Self.autoscaler(by: .cpuUtilization(percent: 50)), Self.observation)
        case .hpaPods1000: (Self.autoscaler(by: .pods(name: "qps", .average(milli: 10_000))), Self.observation)
        case .keda1000: (Self.scaledObject, Self.observation)
        default: nil
        }
    }

    private static func autoscaler(by metric: HPASpec.Metric) -> KubernetesHPA {
        KubernetesHPA(spec: HPASpec(maxReplicas: 2_000, metrics: [metric], behavior: HPASpec.Behavior()))
    }

    /// The length of a Redis list and CPU; every decision is one of both loops.
    private static var scaledObject: KEDAPolicy {
        let list = KEDATrigger(
            type: "redis", name: "jobs", kind: .redis, metricName: KEDATrigger.metricName(index: 0, "redis-jobs"),
            target: .average(milli: 5_000))
        let cpu = KEDATrigger(
            type: "cpu", kind: .resource(.cpu, container: nil), metricName: "cpu", target: .utilization(50))
        var spec = KEDASpec(triggers: [list, cpu])
        spec.maxReplicaCount = 2_000
        var options = KEDAPolicy.Options()
        options.evaluatesBothAlways = true
        return KEDAPolicy(spec: spec, options: options)
    }

    /// A thousand pods, of which all metrics ask for as many.
    private static var observation: Observation {
        // As long as a ReplicaSet's: too long for a string to hold without a heap.
        let pods = (0..<1_000).map { number in
            PodObservation(
                name: "frontend-7d4b9c6f5-\(number)", startTime: -7_200, readyTransition: -7_190,
                cpuRequestMilli: 1_000,
                cpuUsageMilli: 450 + number % 100, metricWindow: 15)
        }
        var values: [String: Double] = [:]
        for (number, pod) in pods.enumerated() { values[pod.name] = 9 + Double(number % 20) / 10 }
        return Observation(
            time: 0, currentReplicas: 1_000, pods: pods, podMetrics: ["qps": values],
            externalMetrics: ["jobs": 5_000])
    }
}
