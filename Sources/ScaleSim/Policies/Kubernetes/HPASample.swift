/// One pod's value of a metric, as the metrics APIs give it: `pkg/controller/podautoscaler/metrics/client.go`.
struct HPASample {
    /// In thousandths of the metric's unit, as all of the controller's numbers are.
    var milli: Int
    /// End of its window, seconds since the start of the run.
    var time: Double
    /// Seconds.
    var window: Double

    /// A minute: what the controller assumes where the metrics server does not say.
    private static let usualWindow = 60.0

    /// - Parameter container: nil for whole pods.
    static func resource(
        _ resource: HPASpec.Resource, _ container: String?, _ observation: Observation
    ) throws(HPAReplicaCalculator.MetricError) -> [String: HPASample] {
        var samples: [String: HPASample] = [:]
        for pod in observation.pods {
            guard let milli = try pod.used(resource, container) else { continue }
            samples[pod.name] = HPASample(
                milli: milli, time: pod.metricTime ?? observation.time, window: pod.metricWindow ?? usualWindow)
        }
        return samples
    }

    static func podMetric(_ name: String, _ observation: Observation) -> [String: HPASample] {
        (observation.podMetrics[name] ?? [:]).mapValues { value in
            HPASample(milli: milli(value), time: observation.time, window: 0)
        }
    }

    /// To the nearest thousandth, and within what upstream's integers hold.
    static func milli(_ value: Double) -> Int { Int(exactly: (value * 1000).rounded()) ?? (value > 0 ? .max : .min) }
}

extension PodObservation {
    /// What the pod, or one of its containers, was seen to use; nil without a sample.
    func used(_ resource: HPASpec.Resource, _ container: String?) throws(HPAReplicaCalculator.MetricError) -> Int? {
        guard let container else {
            if let whole = ContainerObservation(self).used(resource) { return whole }
            let parts = containers.values.map { $0.used(resource) }
            // A pod of which one container has no sample has none.
            return parts.isEmpty || parts.contains(nil) ? nil : parts.reduce(0) { $0 + ($1 ?? 0) }
        }
        if let part = containers[container] { return part.used(resource) }
        let isSampled =
            ContainerObservation(self).used(resource) != nil || containers.values.contains { $0.used(resource) != nil }
        guard !isSampled else {
            throw .init(message: "container \(container) not present in metrics for pod \(name)")
        }
        return nil
    }

    func requested(_ resource: HPASpec.Resource, _ container: String?) throws(HPAReplicaCalculator.MetricError) -> Int {
        if let container {
            guard let part = containers[container] else {
                throw .init(message: "container \(container) not found in Pod \(name)")
            }
            guard let request = part.requested(resource) else {
                throw .init(
                    message: "missing request for \(resource.rawValue) in container \(container) of Pod \(name)")
            }
            return request
        }
        if let whole = ContainerObservation(self).requested(resource) { return whole }
        let parts = containers.sorted { $0.key < $1.key }
        guard !parts.isEmpty else { throw .init(message: "missing request for \(resource.rawValue) in Pod \(name)") }
        var sum = 0
        for part in parts {
            guard let request = part.value.requested(resource) else {
                throw .init(message: "missing request for \(resource.rawValue) in container \(part.key) of Pod \(name)")
            }
            sum += request
        }
        return sum
    }
}

extension ContainerObservation {
    fileprivate init(_ pod: PodObservation) {
        self.init(
            cpuRequestMilli: pod.cpuRequestMilli, cpuUsageMilli: pod.cpuUsageMilli,
            memoryRequestBytes: pod.memoryRequestBytes, memoryUsageBytes: pod.memoryUsageBytes)
    }

    fileprivate func used(_ resource: HPASpec.Resource) -> Int? {
        resource == .cpu ? cpuUsageMilli : memoryUsageBytes.map { $0 * 1000 }
    }

    fileprivate func requested(_ resource: HPASpec.Resource) -> Int? {
        resource == .cpu ? cpuRequestMilli : memoryRequestBytes.map { $0 * 1000 }
    }
}

extension HPASpec.Metric {
    /// As observations call it.
    var name: String {
        switch self {
        case .resource(let resource, _, _): resource.rawValue
        case .pods(let name, _), .object(let name, _), .external(let name, _): name
        }
    }

    /// The reason of the condition `ScalingActive` where it cannot be had.
    var failureCondition: String {
        switch self {
        case .resource(_, nil, _): "FailedGetResourceMetric"
        case .resource: "FailedGetContainerResourceMetric"
        case .pods: "FailedGetPodsMetric"
        case .object: "FailedGetObjectMetric"
        case .external: "FailedGetExternalMetric"
        }
    }
}

extension HPASpec.Target {
    /// Percent, or thousandths of the metric's unit.
    var number: Int {
        switch self {
        case .utilization(let number), .average(milli: let number), .value(milli: let number): number
        }
    }
}
