import BootProbe
import Foundation
import Profiles
import ScaleSim

/// A scenario of the validation suite, scaled to what a replica carries on this machine.
package struct SuiteScenario: Sendable {
    package var name: String
    /// What it is to show.
    package var purpose: String
    private var traffic: Traffic
    private var replicas: Int
    private var policy: String
    private var metrics: String
    /// Entries of the scenario's `faults`.
    private var faults = "[]"
    /// On which technologies it makes sense; nil for all.
    private var technologies: Set<Technology>?
    /// Whether the worker's replicas are scaled, by the length of its queue.
    var scalesWorker = false

    /// Rates are in units of what a replica carries.
    private enum Traffic: Sendable {
        case steady(rate: Double, duration: String)
        case crowd(base: Double, peak: Double)
        /// Straight lines between points of seconds and rates.
        case lines([(second: Int, rate: Double)])
        /// The same, with rates per second.
        case votes([(second: Int, rate: Double)])
    }

    private static let hpa = "{hpa: hpa.yaml, controller: \(FlashCrowdScenario.controller)}"
    private static let keda = "{file: keda.yaml, controller: \(FlashCrowdScenario.controller)}"

    /// Those that make sense with replicas on `technology`.
    package static func all(on technology: Technology) -> [SuiteScenario] {
        all.filter { $0.technologies?.contains(technology) ?? true }
    }

    package static let all: [SuiteScenario] = [
        steady(share: 0.3), steady(share: 0.6), steady(share: 0.85),
        SuiteScenario(
            name: "ramp", purpose: "a rate that grows slowly to what four replicas carry, under an HPA on CPU",
            traffic: .lines([(0, 0.3), (15, 0.3), (75, 2.4), (90, 2.4)]), replicas: 1, policy: hpa,
            metrics: "{scrape_interval: 3s}"),
        crowd(name: "crowd-hpa", "an HPA on CPU", policy: hpa, metrics: "{scrape_interval: 3s}"),
        crowd(name: "crowd-kpa", "Knative's autoscaler on concurrency", policy: "{file: kpa.yaml}", metrics: "{}"),
        crowd(
            name: "crowd-keda", "KEDA on the rate of requests", policy: keda,
            metrics: "{scrape_interval: 3s, external_metrics: {rate: request_rate}}"),
        SuiteScenario(
            name: "crash", purpose: "three half busy replicas, of which one crashes after 25 s, and one after 50 s",
            traffic: .steady(rate: 1.5, duration: "80s"), replicas: 3, policy: "{static: 3}",
            metrics: "{scrape_interval: 3s}",
            faults: "[{at: 25s, crash: {replicas: 1}}, {at: 50s, crash: {replicas: 1}}]"),
        SuiteScenario(
            name: "zero",
            purpose:
                "voters who find no replica, pause and come again, under Knative's autoscaler, which scales to zero",
            traffic: .lines([(0, 0.5), (20, 0.5), (20, 0), (100, 0), (100, 0.5), (120, 0.5)]), replicas: 0,
            policy: "{file: kpa-zero.yaml}", metrics: "{}"),
        SuiteScenario(
            name: "workers",
            purpose: "workers of ten votes a second, from none to five and back, under KEDA on their queue",
            // So many that no decision hangs on a single vote: the queue is long until shortly before the votes end.
            traffic: .votes([(0, 0), (5, 0), (5, 42), (35, 42), (35, 0), (85, 0)]), replicas: 2,
            policy: "{static: 2}",
            metrics: "{external_metrics: {votes: {quantity: queue_length, service: worker, direct: true}}}",
            technologies: [.process, .container, .vm, .microvm], scalesWorker: true),
        SuiteScenario(
            name: "many", purpose: "a crowd that needs fifteen unikernels, under an HPA on CPU",
            // So slowly that the autoscaler follows: a guest has places for 512 connections, and refuses more.
            traffic: .lines([(0, 0.3), (15, 0.3), (75, 9), (95, 9)]), replicas: 1,
            policy: "{hpa: hpa-many.yaml, controller: \(FlashCrowdScenario.controller)}",
            metrics: "{scrape_interval: 3s}", technologies: [.unikernel]),
    ]

    private static func steady(share: Double) -> SuiteScenario {
        let percent = Int((share * 100).rounded())
        return SuiteScenario(
            name: "steady-\(percent)", purpose: "two replicas, busy for \(percent) % of their capacity",
            traffic: .steady(rate: 2 * share, duration: "1min"), replicas: 2,
            policy: "{static: 2}", metrics: "{scrape_interval: 3s}")
    }

    private static func crowd(name: String, _ by: String, policy: String, metrics: String) -> SuiteScenario {
        SuiteScenario(
            name: name, purpose: "a flash crowd that needs several replicas, under \(by)",
            traffic: .crowd(base: 0.3, peak: 2.4), replicas: 1, policy: policy, metrics: metrics)
    }

    // MARK: As files

    /// Writes the scenario to `path`, and its trace beside it.
    ///
    /// - Parameters:
    ///   - profile: of a replica, and the name of its file in the same folder.
    ///   - capacity: requests per second, at random instants, that one replica carries.
    ///   - cpuRequest: in CPUs.
    func write(
        to path: String, profile: (name: String, value: Profile), capacity: Double, cpuRequest: Double, seed: UInt64
    ) throws(BootProbeError) {
        let table = path.replacing(/\.yaml$/, with: ".csv")
        switch traffic {
        case .lines(let points): try Self.writeTable(points, capacity, to: table)
        case .votes(let points): try Self.writeTable(points, 1, to: table)
        case .steady, .crowd: break
        }
        let service = """
            profile: \(profile.name)
            replicas: \(replicas)
            balancing: leastconn
            request_timeout: 10s
            cpu_request: \(Int((cpuRequest * 1000).rounded()))m
            """
        let text = """
            # \(purpose.prefix(1).uppercased() + purpose.dropFirst()).
            name: \(name)
            \(scalesWorker ? services(service, capacity) : oneService(service, capacity))
            objective: {latency: 250ms}
            metrics: \(metrics)
            faults: \(faults)
            \(profile.value.hostSection)run: {seed: \(seed), replications: 20}

            """
        try FileSystem.write(Array(text.utf8), to: path)
    }

    private func oneService(_ service: String, _ capacity: Double) -> String {
        """
        traffic: \(trafficText(capacity))
        service:
        \(service.indented(by: 2))
        policy: \(policy)
        """
    }

    private func services(_ service: String, _ capacity: Double) -> String {
        """
        services:
          vote:
            traffic: \(trafficText(capacity))
        \(service.indented(by: 4))
            policy: \(policy)
            calls: [{service: worker, wait: none}]
          worker:
            profile: \(SuiteFolder.workerProfile)
            replicas: 0
            concurrency_limit: 1
            request_timeout: none
            policy: {file: keda-worker.yaml, controller: \(FlashCrowdScenario.controller)}
        """
    }

    private func trafficText(_ capacity: Double) -> String {
        func perSecond(_ rate: Double) -> String { String(format: "%.2f/s", rate * capacity) }
        switch traffic {
        case .steady(let rate, let duration): return "{poisson: {rate: \(perSecond(rate))}, duration: \(duration)}"
        case .crowd(let base, let peak):
            return "{flash_crowd: {base: \(perSecond(base)), peak: \(perSecond(peak)), start: 15s, ramp_up: 5s, "
                + "hold: 45s, decay: 10s}, duration: 95s}"
        case .lines, .votes: return "{trace: \(name).csv}"
        }
    }

    /// A trace with a rate a second.
    private static func writeTable(
        _ points: [(second: Int, rate: Double)], _ capacity: Double, to path: String
    ) throws(BootProbeError) {
        var rows = ["seconds,requests_per_second"]
        for (from, to) in zip(points, points.dropFirst()) {
            for second in from.second..<to.second {
                let position = Double(second - from.second) / Double(to.second - from.second)
                let rate = (from.rate + position * (to.rate - from.rate)) * capacity
                rows.append("\(second),\(String(format: "%.3f", rate))")
            }
        }
        try FileSystem.write(Array((rows.joined(separator: "\n") + "\n").utf8), to: path)
    }

    /// Writes the policies that scenarios of the suite name.
    static func writePolicies(to folder: String, capacity: Double) throws(BootProbeError) {
        for name in ["hpa", "kpa", "kpa-zero", "keda", "keda-worker"] {
            let bytes = try FileSystem.read(StackResources.path("policies/vote-\(name).yaml"))
            let target = String(format: "%.1f", 0.6 * capacity)
            let text = String(decoding: bytes, as: UTF8.self).replacing("\"TARGET\"", with: "\"\(target)\"")
            try FileSystem.write(Array(text.utf8), to: "\(folder)/\(name).yaml")
            guard name == "hpa" else { continue }
            let many = text.replacing("maxReplicas: 6", with: "maxReplicas: 16")
            try FileSystem.write(Array(many.utf8), to: "\(folder)/hpa-many.yaml")
        }
    }
}

extension String {
    fileprivate func indented(by count: Int) -> String {
        split(separator: "\n").map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
    }
}
