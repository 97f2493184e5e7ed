/// What a pod uses and requests: its own value, or the sum over its containers, nil where one of them has none.
extension PodObservation {
    var cpuUsed: Int? { cpuUsageMilli ?? containerSum(\.cpuUsageMilli) }
    var cpuRequested: Int? { cpuRequestMilli ?? containerSum(\.cpuRequestMilli) }
    var memoryUsed: Int? { memoryUsageBytes ?? containerSum(\.memoryUsageBytes) }
    var memoryRequested: Int? { memoryRequestBytes ?? containerSum(\.memoryRequestBytes) }

    private func containerSum(_ value: KeyPath<ContainerObservation, Int?>) -> Int? {
        let parts = containers.values.map { $0[keyPath: value] }
        return parts.isEmpty || parts.contains(nil) ? nil : parts.reduce(0) { $0 + ($1 ?? 0) }
    }
}
