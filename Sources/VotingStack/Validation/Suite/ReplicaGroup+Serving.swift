import BootProbe
import Profiles

extension ReplicaGroup {
    /// What `body` returns while two replicas serve: a live run starts its replicas beside others that work, and what these do to
    /// the caches costs a boot a tenth more CPU time.
    ///
    /// They serve as many requests each as in the fastest paced run of the manifest; there are none where it has none.
    ///
    /// - Throws: `failed` where one did not come up, and what `body` throws; nothing is left running.
    static func whileServing<Value>(
        _ image: ImageManifest, on launcher: any Launcher, of stack: Stack, _ cancellation: Cancellation,
        _ body: () throws(BootProbeError) -> Value
    ) throws(BootProbeError) -> Value {
        guard let paced = image.fastestPacedLoad else { return try body() }
        let plan = paced.shared(by: servingCount, requestsEach: Int(paced.rate * longestSeconds))
        return try with(image, on: launcher, of: stack) { group throws(BootProbeError) in
            try group.grow(to: servingCount, cancellation)
            return try whileSending(plan, to: stack.plan.frontend, body)
        }
    }

    private static let servingCount = 2
    /// Longer than any campaign.
    private static let longestSeconds = 86_400.0

    private static func whileSending<Value>(
        _ plan: ThroughputPlan, to frontend: Endpoint, _ body: () throws(BootProbeError) -> Value
    ) throws(BootProbeError) -> Value {
        let end = Cancellation()
        let load = DedicatedThread(name: "paced requests") { () throws(BootProbeError) in
            _ = try PacedRequests(plan).run(against: frontend, cancellation: end)
        }
        let outcome = Result(catching: body)
        end.cancel()
        try load.wait()
        return try outcome.get()
    }
}

extension ImageManifest {
    /// Of those that leave a replica idle most of the time; nil where there is none.
    var fastestPacedLoad: ThroughputPlan? {
        throughput.filter { $0.tool == .paced && $0.connections == 1 }.max { $0.rate < $1.rate }
    }
}

extension ThroughputPlan {
    /// The paced load of one replica for each of `replicas`, which serve side by side.
    func shared(by replicas: Int, requestsEach: Int) -> ThroughputPlan {
        var plan = self
        plan.connections = replicas
        plan.rate *= Double(replicas)
        plan.requests = requestsEach * replicas
        return plan
    }
}
