/// A metric by what observations call it: a value that is there under one of its names, else one of the instances' own.
package struct AWSMetric: Sendable, Equatable {
    /// `ASGAverageCPUUtilization`, `CPUUtilization` or the name of a custom metric, the one that messages use first.
    package var names: [String]
    /// What is averaged over instances where there is no ready-made value; nil for other metrics.
    package var resource: Resource?

    package enum Resource: String, Sendable, Equatable {
        case cpu, memory
    }

    package init(names: [String], resource: Resource? = nil) {
        self.names = names
        self.resource = resource
    }

    /// A load balancer's requests to each of its targets in a minute.
    static let requestsPerTarget = "ALBRequestCountPerTarget"

    package var name: String { names.first ?? "" }

    /// The value in its unit, or why there is none.
    ///
    /// - Parameter instances: places of those in service that have warmed up.
    func value(_ observation: Observation, over instances: [Int]) -> Result<Double, Missing> {
        if let failed = observation.metricErrors.first(where: { names.contains($0) || $0 == resource?.rawValue }) {
            return .failure(Missing(reason: "\(failed) could not be had"))
        }
        for name in names {
            if let value = observation.serviceMetric(name) {
                return .success(value)
            }
            if let values = observation.podMetrics[name] { return mean(of: values, observation, over: instances) }
        }
        guard let resource else { return .failure(Missing(reason: "\(name) has no data point")) }
        var sum = 0.0
        var count = 0
        for index in instances {
            guard let used = observation.pods[index].used(resource) else { continue }
            guard let request = observation.pods[index].requested(resource), request > 0 else {
                let name = observation.pods[index].name
                return .failure(Missing(reason: "instance \(name) has no \(resource.rawValue) request"))
            }
            sum += 100 * Double(used) / Double(request)
            count += 1
        }
        return mean(sum, count)
    }

    struct Missing: Error {
        var reason: String
    }

    private func mean(
        of values: [String: Double], _ observation: Observation, over instances: [Int]
    ) -> Result<Double, Missing> {
        var sum = 0.0
        var count = 0
        for index in instances {
            guard let value = values[observation.pods[index].name] else { continue }
            sum += value
            count += 1
        }
        return mean(sum, count)
    }

    /// Without the noise of binary fractions: values equal to a threshold must not lie beyond it.
    private func mean(_ sum: Double, _ count: Int) -> Result<Double, Missing> {
        guard count > 0 else { return .failure(Missing(reason: "\(name) has no data point")) }
        return .success((sum / Double(count) * 1e6).rounded() / 1e6)
    }
}

extension PodObservation {
    fileprivate func used(_ resource: AWSMetric.Resource) -> Int? { resource == .cpu ? cpuUsed : memoryUsed }
    fileprivate func requested(_ resource: AWSMetric.Resource) -> Int? {
        resource == .cpu ? cpuRequested : memoryRequested
    }
}
