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
            return try whileSending(plan, to: stack.plan.frontend, body).value
        }
    }

    private static let servingCount = 2
    /// Longer than any campaign.
    private static let longestSeconds = 86_400.0

    /// What `body` returns while requests are sent, which end with it, and what these measured.
    static func whileSending<Value>(
        _ plan: ThroughputPlan, turn: Int = 0, to frontend: Endpoint, _ body: () throws(BootProbeError) -> Value
    ) throws(BootProbeError) -> (value: Value, load: ThroughputResult) {
        let end = Cancellation()
        let load = DedicatedThread(name: "paced requests") { () throws(BootProbeError) in
            try PacedRequests(plan, turn: turn).run(against: frontend, cancellation: end)
        }
        let outcome = Result(catching: body)
        end.cancel()
        let measured = try load.wait()
        return (try outcome.get(), measured)
    }

    /// What `body` measures, with the CPU time that `loaded` used for it and the host's pace.
    static func accounted(
        for loaded: some Collection<any Instance>, _ body: () throws(BootProbeError) -> ThroughputResult
    ) throws(BootProbeError) -> ThroughputResult {
        func cpuSeconds() -> Double? { loaded.eachKnown { $0.cpuSeconds() }?.reduce(0, +) }
        let before = cpuSeconds()
        var (result, pace) = try HostPace.during(body)
        result.account(cpuSecondsBefore: before, after: cpuSeconds(), pace)
        return result
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
