import BootProbe
import VotingStack

/// Short measurements in two turns of how the votes of one and of two replicas hold each other up, made twice, and of how two boots
/// hold one up.
struct Crowds {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() throws(BootProbeError) -> String {
        try bench.stack.up()
        defer { bench.stack.down() }
        let measurement = InterferenceMeasurement(
            image: bench.plan.replica.paced, launcher: bench.launcher, counts: [1, 2], turns: 2, seconds: 0.5,
            leastRequests: 20)
        var results: [ThroughputResult] = []
        // The second finds nothing of the first: neither its replicas nor their places at the balancer.
        for _ in 0..<2 {
            results += try measurement.run(bench.stack, Cancellation(), progress: ProgressLine())
        }
        results += try BootInterferenceMeasurement(
            image: bench.plan.replica.paced, launcher: bench.launcher, boots: 2, turns: 2, seconds: 0.5
        ).run(bench.stack, Cancellation(), progress: ProgressLine())
        return try Bench.line(results)
    }
}

extension ImageManifest {
    fileprivate var paced: ImageManifest {
        var image = self
        image.throughput = [
            ThroughputPlan(tool: .paced, connections: 1, requests: 1, target: "/", body: "vote=a", rate: 40)
        ]
        return image
    }
}
