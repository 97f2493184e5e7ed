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
    func during(
        _ cancellation: Cancellation, _ body: () throws(BootProbeError) -> Void
    ) throws(BootProbeError) {
        guard var plan = image.throughput.filter({ $0.tool == .paced }).max(by: { $0.rate < $1.rate }) else {
            return try body()
        }
        plan.rate *= Double(Self.count)
        plan.requests = Int(plan.rate * Self.longestSeconds)
        var instances: [any Instance] = []
        let outcome = Result { () throws(BootProbeError) in
            try launcher.prepare(image)
            for number in 0..<Self.count { instances.append(try start(number, cancellation)) }
            try whileSending(plan, body)
        }
        let ends = instances.map { instance in Result { () throws(BootProbeError) in try instance.destroy() } }
        // The first failure is the one to tell.
        try outcome.get()
        for end in ends { try end.get() }
    }

    /// Longer than any campaign.
    private static let longestSeconds = 86_400.0

    private func start(_ number: Int, _ cancellation: Cancellation) throws(BootProbeError) -> any Instance {
        let launch = try launcher.timedLaunch(
            image, as: InstanceID(number: Self.firstInstance + number), pacing: ProbePacing(asksTwice: false),
            cancellation: cancellation)
        do throws(BootProbeError) {
            guard launch.result.firstAnswer != nil else {
                throw BootProbeError(
                    .failed, "\(image.name) did not become ready: \(launch.result.outcome)",
                    underlying: launch.instance.consoleTail())
            }
            try stack.haproxy.add("serving-\(number)", at: launch.instance.endpoint)
        } catch {
            try launch.instance.destroy()
            throw error
        }
        return launch.instance
    }

    private func whileSending(
        _ plan: ThroughputPlan, _ body: () throws(BootProbeError) -> Void
    ) throws(BootProbeError) {
        let end = Cancellation()
        let frontend = stack.plan.frontend
        let load = DedicatedThread(name: "paced requests") { () throws(BootProbeError) in
            _ = try PacedRequests(plan).run(against: frontend, cancellation: end)
        }
        let outcome = Result(catching: body)
        end.cancel()
        try load.wait()
        try outcome.get()
    }
}
