extension BenchmarkCase {
    /// What decides over what; nil for cases that simulate requests.
    package var decision: (policy: KubernetesHPA, observation: Observation)? {
        switch self {
        case .hpa1000: Self.decision(by: .cpuUtilization(percent: 50))
        case .hpaPods1000: Self.decision(by: .pods(name: "qps", .average(milli: 10_000)))
        default: nil
        }
    }

    private static func decision(
        by metric: HPASpec.Metric
    ) -> (policy: KubernetesHPA, observation: Observation) {
        let behavior = HPASpec.Behavior()
        let policy = KubernetesHPA(spec: HPASpec(maxReplicas: 2_000, metrics: [metric], behavior: behavior))
        // As long as a ReplicaSet's: too long for a string to hold without a heap.
        let pods = (0..<1_000).map { number in
            PodObservation(
                name: "frontend-7d4b9c6f5-\(number)", startTime: -7_200, readyTransition: -7_190,
                cpuRequestMilli: 1_000,
                cpuUsageMilli: 450 + number % 100, metricWindow: 15)
        }
        var values: [String: Double] = [:]
        for (number, pod) in pods.enumerated() { values[pod.name] = 9 + Double(number % 20) / 10 }
        return (policy, Observation(time: 0, currentReplicas: 1_000, pods: pods, podMetrics: ["qps": values]))
    }
}
