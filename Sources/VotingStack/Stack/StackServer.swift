import BootProbe
import Foundation
import Glibc
import Profiles
import ScaleSim

/// A stack with a fixed number of vote replicas that runs until its session is told to end.
package struct StackServer {
    private let plan: StackPlan
    private let technology: Technology
    private let replicas: Int
    /// Where the host's browsers find the pages, as URLs.
    private let pages: [String]
    /// The process that the host knows; inside a lab numbers are others.
    private let process: pid_t

    package init(plan: StackPlan, technology: Technology, replicas: Int, pages: [String], process: pid_t) {
        self.plan = plan
        self.process = process
        self.technology = technology
        self.replicas = replicas
        self.pages = pages
    }

    /// Serves on the calling thread, inside a lab, until it is told to end or `cancellation` is set.
    ///
    /// - Throws: `unavailable` where this host cannot launch replicas as wanted, `failed` where a service did not come
    ///   up or the folder has a stack already; nothing is left running.
    package func run(cancellation: Cancellation) throws(BootProbeError) {
        guard let session = try StackSession.begin(in: plan.folder) else {
            throw BootProbeError(.failed, "\(plan.folder): a stack runs here already; scalesim stack status shows it")
        }
        let launchers = try LauncherSet.open(
            for: [plan.replica], technologies: [.process, technology], run: try Lab.runDirectory())
        defer { launchers.shutDown() }
        let launcher = try launchers.launcher(for: technology)
        let services = try launchers.launcher(for: .process)
        let stack = Stack(plan, launcher: services)
        try stack.up()
        defer { stack.down() }
        let autoscaler = autoscaler(launcher, stack)
        defer { _ = autoscaler.end() }
        try autoscaler.startInitialReplicas()
        let startedAt = Date.now
        let restarts = ServiceRestarts(of: stack)
        defer { restarts.wait() }
        let upkeep = StackUpkeep(restarts, autoscaler)
        defer { upkeep.end() }
        session.serve(until: { cancellation.isCancelled }, restart: { restarts.begin($0, afterSeconds: $1) }) {
            let counts = autoscaler.counts
            return StackStatus(
                process: process, startedAt: startedAt, pages: pages,
                metrics: plan.metricsPaths + autoscaler.readyReplicas.map { "vote/\($0)" },
                services: stack.services.map { StackStatus.Service(name: $0.name, failure: $0.failure) },
                restarting: restarts.underWay,
                bootingReplicas: counts.booting, readyReplicas: counts.ready)
        }
    }

    private func autoscaler(_ launcher: any Launcher, _ stack: Stack) -> LiveAutoscaler {
        let settings = LiveAutoscaler.Settings(
            image: plan.replica, initialReplicas: replicas, metrics: MetricsPipeline(), cpuRequestMilli: 1000)
        return LiveAutoscaler(
            settings, policy: StaticPolicy(replicas: replicas), launcher: launcher, routing: stack.haproxy)
    }
}
