/// A value of a metric, as Kubernetes' controllers hold it.
enum HPASample {
    /// To the nearest thousandth, as `%.3f` writes it, and within what upstream's integers hold.
    static func milli(_ value: Double) -> Int {
        let product = value * 1000
        var nearest = product.rounded(.toNearestOrEven)
        if abs(product - product.rounded(.down)) == 0.5 {
            // The product may have been rounded to the half, which the number itself lies above or below: 300.0005.
            let beyond = (-product).addingProduct(value, 1000)
            if beyond != 0 { nearest = product.rounded(beyond > 0 ? .up : .down) }
        }
        return Int(exactly: nearest) ?? (value > 0 ? .max : .min)
    }
}

/// What the metrics APIs and the pods' specifications say of one pod, in thousandths, as all of the controller's numbers
/// are: `pkg/controller/podautoscaler/metrics/client.go` and `calculateRequests` of `replica_calculator.go`.
///
/// By position: a pod that is handed on is copied with its name.
extension [PodObservation] {
    /// What the pod, or one of its containers, was seen to use; nil without a sample.
    @inline(__always)
    func used(at index: Int, _ resource: HPASpec.Resource, _ container: String?) -> Int? {
        if let container { return self[index].containers[container]?.used(resource) }
        if resource == .cpu, let whole = self[index].cpuUsageMilli { return whole }
        if resource == .memory, let whole = self[index].memoryUsageBytes { return whole &* 1000 }
        return sum(at: index) { $0.used(resource) }
    }

    /// The pod's own request where it has one, else those of its containers together, or that of one; nil where one is
    /// missing.
    @inline(__always)
    package func requested(at index: Int, _ resource: HPASpec.Resource, _ container: String?) -> Int? {
        if let container { return self[index].containers[container]?.requested(resource) }
        if resource == .cpu, let whole = self[index].cpuRequestMilli { return whole }
        if resource == .memory, let whole = self[index].memoryRequestBytes { return whole &* 1000 }
        return sum(at: index) { $0.requested(resource) }
    }

    /// Over all containers of the pod; nil where it has none, or where one has no value.
    private func sum(at index: Int, of value: (ContainerObservation) -> Int?) -> Int? {
        var sum: Int?
        for container in self[index].containers.values {
            guard let value = value(container) else { return nil }
            sum = (sum ?? 0) &+ value
        }
        return sum
    }
}

extension PodObservation {
    /// Why a request is nil.
    func withoutRequest(
        _ resource: HPASpec.Resource, _ container: String?
    ) -> HPAReplicaCalculator.MetricError {
        if let container, containers[container] == nil {
            return .init(message: "container \(container) not found in Pod \(name)")
        }
        let without = containers.keys.sorted().first { containers[$0]?.requested(resource) == nil }
        let place = (container ?? without).map { "container \($0) of " } ?? ""
        return .init(message: "missing request for \(resource.rawValue) in \(place)Pod \(name)")
    }
}

extension ContainerObservation {
    fileprivate func used(_ resource: HPASpec.Resource) -> Int? {
        resource == .cpu ? cpuUsageMilli : memoryUsageBytes.map { $0 &* 1000 }
    }

    fileprivate func requested(_ resource: HPASpec.Resource) -> Int? {
        resource == .cpu ? cpuRequestMilli : memoryRequestBytes.map { $0 &* 1000 }
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

    /// Whether it can be had without pods.
    var outlivesPods: Bool {
        switch self {
        case .object, .external: true
        case .resource, .pods: false
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
