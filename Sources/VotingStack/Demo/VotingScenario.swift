import BootProbe
import Foundation
import Profiles

/// The whole voting application as a scenario with the numbers of this machine, for a user to go on with.
///
/// Its parts and calls are those of examples/scenarios/voting.yaml. The worker and PostgreSQL are never loaded alone, so
/// theirs stay assumptions, and so does what could not be measured.
package struct VotingScenario {
    /// Peak rate, in units of what one replica of vote can carry.
    private static let peakInReplicas = 2.4
    /// Of the result page, by those who poll it.
    private static let utilization = 0.3
    private static let mostViewers = 200.0

    private let profiles: [Profile]
    private let replica: Profile
    private let capacity: Double
    private let cpuRequest: Double
    private let settings: DemoSettings

    /// - Parameters:
    ///   - profiles: All that were measured; their files lie in `../profiles`, seen from the scenario.
    ///   - replica: Of vote, with boot times and service.
    ///   - capacity: Requests per second that such a replica can carry.
    ///   - cpuRequest: CPUs that it requests.
    package init(
        profiles: [Profile], replica: Profile, capacity: Double, cpuRequest: Double, settings: DemoSettings
    ) {
        self.profiles = profiles
        self.replica = replica
        self.capacity = capacity
        self.cpuRequest = cpuRequest
        self.settings = settings
    }

    /// Writes the file, beside which `hpa.yaml` lies.
    package func write() throws(BootProbeError) {
        try FileSystem.createDirectory(settings.scenarioFolder)
        try FileSystem.write(Array((heading + services + ending).utf8), to: settings.votingScenario)
    }

    /// What to do with the file, a command a line.
    static func commands(_ path: String, program: String) -> [String] {
        ["check \(path)", "run \(path)", "compare \(path) --vary services.vote.replicas=1,2,4"]
            .map { "\(program) \($0)" }
    }

    // MARK: The text

    private var heading: String {
        """
        # The voting application on this machine: vote puts each ballot into Redis, from where the worker takes it to
        # PostgreSQL; the result page reads PostgreSQL. Profiles are those that `scalesim demo` measured; times that are
        # written out are assumed. Change what you like, and see what happens, in this folder:
        #
        \(Self.commands("voting.yaml", program: "scalesim").map { "#   \($0)" }.joined(separator: "\n"))
        name: voting

        """
    }

    private var services: String {
        """
        services:
          vote:
            profile: ../profiles/\(replica.name).json
            # The peak needs \(Self.peakInReplicas) replicas.
            traffic:
              flash_crowd: {base: \(rate(0.3)), peak: \(rate(Self.peakInReplicas)), start: 60s, ramp_up: 5s, hold: 60s, decay: 20s}
              duration: 5min
            replicas: 1
            balancing: leastconn
            request_timeout: 10s
            cpu_request: \(Int((cpuRequest * 1000).rounded()))m
            policy:
              hpa: hpa.yaml
              controller: \(FlashCrowdScenario.controller)
            calls:
              - {service: redis, wait: blocking}
              - {service: worker, wait: none}
          redis:
        \(source("redis", work: "{family: exponential, mean: 20us}"))
            policy: {static: 1}
          worker:
            # Takes votes off the list one by one.
            work: {family: exponential, mean: 100us}
            boot: {family: deterministic, value: 1s}
            concurrency_limit: 1
            request_timeout: none
            policy: {static: 1}
            calls: [{service: postgres, wait: blocking}]
          postgres:
            work: {family: gamma, shape: 2, scale: 150us}
            servers: 4
            boot: {family: deterministic, value: 2s}
            policy: {static: 1}
          result:
        \(source("result", work: "{family: exponential, mean: 400us}"))
            # Each open page polls once a second.
            users: {count: \(viewers), think: {family: deterministic, value: 1s}}
            policy: {static: 1}
            calls: [{service: postgres, wait: awaiting}]

        """
    }

    private var ending: String {
        """
        objective: {latency: 250ms}
        metrics: {scrape_interval: 3s}
        run: {seed: \(settings.seed), replications: \(settings.replications)}

        """
    }

    private func rate(_ replicas: Double) -> String { String(format: "%.2f/s", max(0.01, capacity * replicas)) }

    private var viewers: Int {
        let capacity = profile(of: "result")?.service?.capacity ?? 1000
        return max(1, Int(min(Self.mostViewers, capacity * Self.utilization)))
    }

    // MARK: Profiles

    /// On the replicas' technology, if it was loaded there.
    private func profile(of image: String) -> Profile? {
        let loaded = profiles.filter { $0.image == image && $0.service != nil }
        return loaded.first { $0.technology == replica.technology } ?? loaded.first
    }

    /// What a service is made of: its profile, or assumed times.
    private func source(_ image: String, work: String) -> String {
        let assumedBoot = "    boot: {family: deterministic, value: 1s}"
        guard let profile = profile(of: image) else {
            return "    work: \(work)\n\(assumedBoot)"
        }
        let line = "    profile: ../profiles/\(profile.name).json"
        return profile.boot == nil ? "\(line)\n\(assumedBoot)" : line
    }
}
