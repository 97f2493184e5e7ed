import Profiles

extension BenchmarkCase {
    /// The scenario, in which `requests` requests are expected in each replication.
    ///
    /// All times are exponential, and all the statistics of a run are on.
    package func scenario(requests: Int) -> Scenario {
        switch self {
        case .recursion, .billion: Self.multiServer(.recursion, requests: requests)
        case .events: Self.multiServer(.events, requests: requests)
        case .oneThread, .twoThreads: Self.multiServer(.recursion, requests: requests, replications: 2)
        case .day: Self.day(requests: requests)
        case .leastconn100: Self.fleet(of: 100, .leastConnections, requests: requests)
        case .leastconn10000: Self.fleet(of: 10_000, .leastConnections, requests: requests)
        case .roundrobin100: Self.fleet(of: 100, .roundRobin, requests: requests)
        case .roundrobin10000: Self.fleet(of: 10_000, .roundRobin, requests: requests)
        case .hpa1000, .hpaPods1000, .keda1000: preconditionFailure("decisions are measured without a scenario")
        }
    }

    private static let utilization = 0.8
    /// Mean service time where the number of requests does not decide it.
    private static let serviceSeconds = 0.1

    /// A replica with ten servers.
    private static func multiServer(
        _ algorithm: Scenario.Algorithm, requests: Int, replications: Int = 1
    ) -> Scenario {
        let service = service(servers: 10, meanSeconds: serviceSeconds, replicas: 1, .roundRobin)
        var scenario = steady(service, replicas: 1, requests: requests, replications: replications)
        scenario.algorithm = algorithm
        return scenario
    }

    /// Replicas of one server each.
    private static func fleet(of replicas: Int, _ balancing: Balancing, requests: Int) -> Scenario {
        let service = service(servers: 1, meanSeconds: serviceSeconds, replicas: replicas, balancing)
        return steady(service, replicas: replicas, requests: requests)
    }

    private static func steady(
        _ service: ServiceModel, replicas: Int, requests: Int, replications: Int = 1
    ) -> Scenario {
        let rate = utilization * Double(replicas) * service.profile.capacity
        let duration = SimTime(seconds: Double(requests) / rate)
        return scenario(
            .model(.poisson(rate: rate), duration: duration), service, StaticPolicy(replicas: replicas),
            named: "static", replications: replications)
    }

    /// From 20 to 180 replicas on average: fewer requests are longer ones, so that as many replicas are needed.
    private static func day(requests: Int) -> Scenario {
        let day = 86_400.0
        let target = 70
        let meanReplicas = 100.0
        let rate = Double(requests) / day
        let traffic = TrafficModel.diurnal(
            Diurnal(mean: rate, amplitude: 0.8 * rate, period: day, phase: day / 2))
        let busy = meanReplicas * Double(target) / 100
        let service = service(servers: 1, meanSeconds: busy / rate, replicas: 20, .leastConnections)
        let policy = KubernetesHPA(
            spec: HPASpec(minReplicas: 2, maxReplicas: 200, metrics: [.cpuUtilization(percent: target)]))
        return scenario(.model(traffic, duration: SimTime(seconds: day)), service, policy, named: "hpa")
    }

    private static func service(
        servers: Int, meanSeconds: Double, replicas: Int, _ balancing: Balancing
    ) -> ServiceModel {
        let profile = ServiceProfile(
            servers: servers, occupancy: .exponential(mean: meanSeconds), delay: .deterministic(value: 0),
            throughput: [])
        return ServiceModel(
            profile: profile, boot: .exponential(mean: 5), initialReplicas: replicas, balancing: balancing)
    }

    private static func scenario(
        _ traffic: Scenario.Traffic, _ service: ServiceModel, _ policy: some ScalingPolicy, named policyName: String,
        replications: Int = 1
    ) -> Scenario {
        let objective = SimTime(seconds: 4 * service.profile.occupancy.mean)
        // A thousand points are as many as a plot can show.
        let step = SimTime(nanoseconds: max(1, traffic.duration.nanoseconds / 1000))
        return Scenario(
            name: "benchmark", traffic: traffic, service: service, policy: policy, policyName: policyName,
            objective: objective, replications: replications, seriesStep: step)
    }
}
