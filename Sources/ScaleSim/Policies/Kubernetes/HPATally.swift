/// The samples of one metric, added up by the groups of their pods; values are thousandths of the metric's unit.
///
/// Sums wrap at 64 bits, as upstream's do.
struct HPATally {
    /// Pods taken together.
    struct Sum {
        var pods = 0
        var used = 0
        var requested = 0

        @inline(__always)
        mutating func add(used: Int, requested: Int = 0) {
            pods += 1
            self.used &+= used
            self.requested &+= requested
        }

        mutating func add(_ other: Sum, using used: Int) {
            pods += other.pods
            self.used &+= used
            requested &+= other.requested
        }
    }

    /// What the samples are of that count: ready pods and, for metrics by pod name, names that no pod has.
    var counted = Sum()
    var ready = 0
    var unready = Sum()
    var missing = Sum()
    /// What missing pods count with when scaling down.
    var missingAtMost = 0

    // MARK: Adding up

    /// - Parameters:
    ///   - container: nil for whole pods.
    ///   - target: requests are needed where it is a utilisation.
    init(
        _ resource: HPASpec.Resource, of container: String?, target: HPASpec.Target, _ observation: Observation,
        _ grouping: HPAPodGrouping
    ) throws(HPAReplicaCalculator.MetricError) {
        var fallbackPercent: Int?
        if case .utilization(let percent) = target { fallbackPercent = max(100, percent) }
        var isSampled = false
        var firstWithoutRequest: Int?
        let pods = observation.pods
        for index in pods.indices {
            let used = pods.used(at: index, resource, container)
            isSampled = isSampled || used != nil
            var requested = 0
            if fallbackPercent != nil {
                if let request = pods.requested(at: index, resource, container) {
                    requested = request
                } else {
                    firstWithoutRequest = firstWithoutRequest ?? index
                }
            }
            switch grouping.group(in: pods, at: index, isSampled: used != nil) {
            case .ignored: break
            case .unready: unready.add(used: 0, requested: requested)
            case .missing:
                missing.add(used: 0, requested: requested)
                missingAtMost &+= fallbackPercent.map { requested &* $0 / 100 } ?? target.number
            case .ready: counted.add(used: used ?? 0, requested: requested)
            }
        }
        ready = counted.pods
        try check(resource.rawValue, isSampled: isSampled, hasPods: !observation.pods.isEmpty)
        if let firstWithoutRequest {
            throw observation.pods[firstWithoutRequest].withoutRequest(resource, container)
        }
    }

    /// - Parameter target: what a missing pod counts with when scaling down.
    init(
        podMetric name: String, target: Int, _ observation: Observation, _ grouping: HPAPodGrouping
    ) throws(HPAReplicaCalculator.MetricError) {
        let values = observation.podMetrics[name] ?? [:]
        // In whatever order: the sum is the same.
        for value in values.values { counted.add(used: HPASample.milli(value)) }
        let pods = observation.pods
        for index in pods.indices {
            let value = values[pods[index].name]
            let group = grouping.group(in: pods, at: index, isSampled: value != nil)
            switch group {
            case .ready: ready += 1
            case .missing: missing.add(used: 0)
            case .unready: unready.add(used: 0)
            case .ignored: break
            }
            if let value, group == .ignored || group == .unready {
                counted.pods -= 1
                counted.used &-= HPASample.milli(value)
            }
        }
        missingAtMost = missing.pods &* target
        try check(name, isSampled: !values.isEmpty, hasPods: !observation.pods.isEmpty)
    }

    private func check(
        _ name: String, isSampled: Bool, hasPods: Bool
    ) throws(HPAReplicaCalculator.MetricError) {
        guard isSampled else { throw .init(message: "no samples of \(name)") }
        guard hasPods else { throw .init(message: "no pods") }
        guard counted.pods > 0 else {
            throw .init(message: "did not receive samples of \(name) for targeted pods (they may be unready)")
        }
    }
}
