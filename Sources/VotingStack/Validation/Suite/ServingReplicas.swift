import BootProbe
import Profiles

/// Replicas behind a stack's balancer that serve paced requests: a live run starts its replicas beside others that work, and
/// what these do to the caches costs a boot a tenth more CPU time.
struct ServingReplicas {
    let image: ImageManifest
    let launcher: any Launcher
    let stack: Stack

    private static let count = 2
    /// Apart from the instances of a campaign, which count from 0, and from the stack's services.
    private static let firstInstance = 700

    /// Calls `body` while they serve, as many requests each as in the fastest paced run of the manifest; without them where it has
    /// none.
    ///
    /// - Throws: `failed` where one did not come up, and what `body` throws; nothing is left running.
    func during<Value>(
        _ cancellation: Cancellation, _ body: () throws(BootProbeError) -> Value
    ) throws(BootProbeError) -> Value {
        guard var plan = image.throughput.filter({ $0.tool == .paced }).max(by: { $0.rate < $1.rate }) else {
            return try body()
        }
        plan.rate *= Double(Self.count)
        plan.requests = Int(plan.rate * Self.longestSeconds)
        var instances: [any Instance] = []
        let value: Value
        do throws(BootProbeError) {
            try launcher.prepare(image)
            for number in 0..<Self.count {
                let launch = try launcher.timedLaunch(
                    image, as: InstanceID(number: Self.firstInstance + number), pacing: ProbePacing(asksTwice: false),
                    cancellation: cancellation)
                instances.append(launch.instance)
                try launch.requireAnswer(of: image, on: launcher.technology)
                try stack.haproxy.add("serving-\(number)", at: launch.instance.endpoint)
            }
            value = try whileSending(plan, body)
        } catch {
            // The first failure is the one to tell; the lab's end removes what this could not.
            try? endAll(instances)
            throw error
        }
        try endAll(instances)
        return value
    }

    /// Longer than any campaign.
    private static let longestSeconds = 86_400.0

    private func whileSending<Value>(
        _ plan: ThroughputPlan, _ body: () throws(BootProbeError) -> Value
    ) throws(BootProbeError) -> Value {
        let end = Cancellation()
        let frontend = stack.plan.frontend
        let load = DedicatedThread(name: "paced requests") { () throws(BootProbeError) in
            _ = try PacedRequests(plan).run(against: frontend, cancellation: end)
        }
        let outcome = Result(catching: body)
        end.cancel()
        try load.wait()
        return try outcome.get()
    }
}
