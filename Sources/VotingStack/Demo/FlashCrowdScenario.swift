import BootProbe
import Foundation
import Profiles
import ScaleSim

/// The demonstration's scenario as files that a user can run again: traffic scaled to what a replica can carry, so
/// that the crowd needs several of them on any machine.
struct FlashCrowdScenario {
    /// Peak rate, in units of what one replica can carry.
    private static let peakInReplicas = 2.4
    /// Fixed numbers of replicas are chosen so that the mean, or the peak, rate makes them this busy.
    private static let staticUtilization = 0.6

    let trace: RateTrace
    let replica: Profile
    let settings: DemoSettings

    /// Requests per second that one replica can carry.
    ///
    /// A replica without a CPU limit of its own could take the whole machine; it counts as one with the CPU that it
    /// requests.
    func capacity(cpuRequest: Double) throws(BootProbeError) -> Double {
        guard let service = replica.service else {
            throw BootProbeError(
                .failed, "\(replica.name): no load run of the replica was sound, so there is no capacity")
        }
        let hostCPUs = Double(ProcessInfo.processInfo.activeProcessorCount)
        return service.cpuLimit == nil ? service.capacity * min(1, cpuRequest / hostCPUs) : service.capacity
    }

    /// Writes scenario, trace and policy into `folder`, beside the profiles, and returns the scenario's path.
    func write(to folder: String, cpuRequest: Double) throws(BootProbeError) -> String {
        let scale = try capacity(cpuRequest: cpuRequest) * Self.peakInReplicas / trace.peakRate
        let text = """
            # A flash crowd of voters, scaled to this machine: its peak needs \(Self.peakInReplicas) replicas.
            name: flash-crowd
            traffic:
              trace: flash-crowd.csv
              scale: \(Self.decimal(scale))
            service:
              profile: ../profiles/\(replica.name).json
              replicas: 1
              balancing: leastconn
              request_timeout: 10s
              cpu_request: \(Int((cpuRequest * 1000).rounded()))m
            policy:
              hpa: hpa.yaml
              # Kubernetes' own defaults are made for hours; these for minutes. Within the initialisation period a
              # sample counts only if its whole window lies after the replica became ready: booting uses CPU too.
              controller: \(Self.controller)
            objective: {latency: 250ms}
            metrics: {scrape_interval: 3s}
            \(replica.hostSection)run: {seed: \(settings.seed), replications: \(settings.replications)}

            """
        try FileSystem.createDirectory(folder)
        try FileSystem.write(Array(text.utf8), to: "\(folder)/flash-crowd.yaml")
        try FileSystem.write(try FileSystem.read(settings.trace), to: "\(folder)/flash-crowd.csv")
        try FileSystem.write(
            try FileSystem.read(StackResources.path("policies/vote-hpa.yaml")), to: "\(folder)/hpa.yaml")
        return "\(folder)/flash-crowd.yaml"
    }

    /// The same scenario under fixed numbers of replicas: enough for its mean rate, and for its peak.
    static func withFixedReplicas(_ scenario: Scenario, capacity: Double) -> [Scenario] {
        guard case .rates(let trace) = scenario.traffic else { return [] }
        return [trace.expectedRequests / trace.duration, trace.peakRate].map { rate in
            let replicas = max(1, Int((rate / (capacity * staticUtilization)).rounded(.up)))
            var fixed = scenario
            fixed.policy = StaticPolicy(replicas: replicas)
            fixed.policyName = "static \(replicas)"
            fixed.service.initialReplicas = replicas
            return fixed
        }
    }

    /// Flags of the autoscaler's controller.
    static let controller = "{sync_period: 3s, cpu_initialization_period: 30s, initial_readiness_delay: 3s}"

    private static func decimal(_ value: Double) -> String { String(format: "%.4f", value) }
}
