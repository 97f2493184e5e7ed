import BootProbe
import Foundation
import Glibc
import ScaleSim
import VotingStack

/// A stack in the background that answers for itself until it is told to end.
struct Serve {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() throws(BootProbeError) {
        guard let session = try StackSession.begin(in: bench.plan.folder) else {
            print("already up")
            return
        }
        try bench.stack.up()
        defer { bench.stack.down() }
        let replicas = LiveAutoscaler(
            LiveAutoscaler.Settings(
                image: bench.plan.replica, initialReplicas: 1, metrics: MetricsPipeline(), cpuRequestMilli: 1000),
            policy: StaticPolicy(replicas: 1), launcher: bench.launcher, routing: bench.stack.haproxy)
        defer { _ = replicas.end() }
        try replicas.startInitialReplicas()
        let pages = ProcessInfo.processInfo.environment["FIXTURE_PAGES"] ?? ""
        session.serve {
            StackStatus(
                process: getpid(), startedAt: .now, pages: pages.split(separator: " ").map(String.init),
                services: bench.stack.services.map { StackStatus.Service(name: $0.name, failure: $0.failure) },
                bootingReplicas: replicas.counts.booting, readyReplicas: replicas.counts.ready)
        }
        print("ended")
    }
}
