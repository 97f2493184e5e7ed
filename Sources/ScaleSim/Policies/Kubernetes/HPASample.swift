/// What the metrics APIs and the pods' specifications say of one pod, in thousandths, as all of the controller's numbers
/// are: `pkg/controller/podautoscaler/metrics/client.go` and `calculateRequests` of `replica_calculator.go`.
extension PodObservation {
    /// What the pod, or one of its containers, was seen to use; nil without a sample.
    @inline(__always)
    func used(_ resource: HPASpec.Resource, _ container: String?) -> Int? {
        if let container { return containers[container]?.used(resource) }
        if let whole = resource == .cpu ? cpuUsageMilli : memoryUsageBytes.map({ $0 * 1000 }) { return whole }
        return containers.isEmpty ? nil : containersUsed(resource)
    }

    /// Nil where one of the containers has no sample.
    private func containersUsed(_ resource: HPASpec.Resource) -> Int? {
        var sum = 0
        for part in containers.values {
            guard let used = part.used(resource) else { return nil }
            sum &+= used
        }
        return sum
    }

    /// The pod's own request where it has one, else those of its containers together, or that of one; nil where one is
    /// missing.
    @inline(__always)
    package func requested(_ resource: HPASpec.Resource, _ container: String?) -> Int? {
        if let container { return containers[container]?.requested(resource) }
        if let whole = resource == .cpu ? cpuRequestMilli : memoryRequestBytes.map({ $0 * 1000 }) { return whole }
        return containers.isEmpty ? nil : containersRequested(resource)
    }

    private func containersRequested(_ resource: HPASpec.Resource) -> Int? {
        var sum = 0
        for part in containers.values {
            guard let request = part.requested(resource) else { return nil }
            sum &+= request
        }
        return sum
    }

    /// Why `requested` is nil.
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
