import ScaleSim

/// A short history that is as awkward as a reader of observations lets one be.
struct MadeUpObservations {
    /// Of the metrics that the policy reads.
    let names: [String]

    /// A run in which everything happens: times stand still, leap and come out of step.
    var all: [Observation] {
        let week = 604_800.0
        return [
            Observation(time: 0, currentReplicas: 0),
            service(0, replicas: 1, value: 0),
            instances(15, replicas: 3, value: 10),
            mixed(15.5),
            failing(30),
            instances(60, replicas: 3, value: 1e12),
            service(61, replicas: 5, value: -7.5),
            instances(120, replicas: 5, value: 0, request: 0),
            instances(180, replicas: 1, value: 0.001, request: nil),
            service(600, replicas: 2, value: 700),
            service(900, replicas: 40, value: 3),
            instances(1_200, replicas: 0, value: 80),
            instances(week, replicas: 7, value: 55),
            mixed(week + 60),
            service(week + 120, replicas: 1, value: 1e6),
            containers(5 * week),
        ]
    }

    /// The ends of what is accepted.
    var extremes: [Observation] {
        let end = Observation.longestSeconds
        return [
            instances(-end, replicas: Int(Int32.max), value: 1e308),
            instances(-end, replicas: 2, value: -1e308),
            service(-end + 1, replicas: Int(Int32.max), value: 1e308),
            service(-end + 60, replicas: 0, value: -1e308),
            failing(-end + 90),
            windows(0, stable: 1e308, panic: -1e308),
            mixed(1),
            service(end - 30, replicas: Int(Int32.max), value: 0.5),
            instances(end, replicas: Int(Int32.max), value: 100),
            failing(end),
        ]
    }

    // MARK: Observations

    private static let names = ["frontend-0", "frontend-1", "frontend-2"]

    /// Metrics of the service as a whole, under either of their kinds.
    private func service(_ time: Double, replicas: Int, value: Double) -> Observation {
        let values = Dictionary(names.map { ($0, value) }) { first, _ in first }
        return Observation(time: time, currentReplicas: replicas, objectMetrics: values, externalMetrics: values)
    }

    /// Pods that all have samples, by name and of their CPU and memory.
    private func instances(
        _ time: Double, replicas: Int, value: Double, request: Int? = 1_000
    ) -> Observation {
        let used = Int(min(max(value * 10, 0), Double(1 << 46)))
        let pods = Self.names.map {
            PodObservation(
                name: $0, startTime: -3_600, cpuRequestMilli: request, cpuUsageMilli: used,
                memoryRequestBytes: request, memoryUsageBytes: used)
        }
        let values = Dictionary(Self.names.map { ($0, value) }) { first, _ in first }
        var observation = service(time, replicas: replicas, value: value)
        observation.pods = pods
        observation.podMetrics = Dictionary(names.map { ($0, values) }) { first, _ in first }
        return observation
    }

    /// Pods in all states, few of them with a sample, and a sample of no pod.
    private func mixed(_ time: Double) -> Observation {
        let pods = [
            PodObservation(name: "ready", startTime: -1e9, cpuRequestMilli: 500, cpuUsageMilli: 450),
            PodObservation(name: "new", startTime: time - 1, cpuRequestMilli: 500, cpuUsageMilli: 900, metricWindow: 0),
            PodObservation(name: "dark", ready: false, startTime: time, readyTransition: time, cpuRequestMilli: 500),
            PodObservation(name: "pending", phase: .pending, ready: false, startTime: time),
            PodObservation(name: "failed", phase: .failed, cpuUsageMilli: 1),
            PodObservation(name: "done", phase: .succeeded, ready: false),
            PodObservation(name: "unknown", phase: .unknown, metricTime: time - 300),
            PodObservation(name: "going", deleted: true, cpuRequestMilli: 500, cpuUsageMilli: 450),
        ]
        let values = ["ready": 12.5, "failed": 99, "going": 3, "nobody": 1e-9, "activator": 4]
        return Observation(
            time: time, currentReplicas: 4, pods: pods,
            podMetrics: Dictionary(names.map { ($0, values) }) { first, _ in first })
    }

    private func failing(_ time: Double) -> Observation {
        var observation = instances(time, replicas: 3, value: 50)
        observation.metricErrors = names + ["cpu", "memory", "s0"]
        return observation
    }

    private func containers(_ time: Double) -> Observation {
        let most = ContainerObservation(
            cpuRequestMilli: 1 << 46, cpuUsageMilli: 1 << 46, memoryRequestBytes: 1 << 46, memoryUsageBytes: 1 << 46)
        let pods = Self.names.map {
            PodObservation(name: $0, containers: ["app": most, "log": ContainerObservation()])
        }
        return Observation(time: time, currentReplicas: 3, pods: pods)
    }

    /// Knative's means as given.
    private func windows(_ time: Double, stable: Double, panic: Double) -> Observation {
        var observation = instances(time, replicas: 2, value: 1)
        observation.stableValue = stable
        observation.panicValue = panic
        return observation
    }
}
