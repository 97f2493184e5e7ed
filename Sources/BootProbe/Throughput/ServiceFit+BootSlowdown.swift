import Profiles

extension ServiceFit {
    /// How much more CPU time a request costs for each replica that boots meanwhile, as a share of what it costs while none does: by
    /// least squares through the runs without boots. Nil without both.
    ///
    /// - Parameter runs: sound ones at one pace; those that are about boots count, which have one load.
    static func bootSlowdown(of runs: [ThroughputResult]) -> Double? {
        let known = runs.compactMap { run in
            run.boots.flatMap { boots in
                run.cpuSecondsPerRequest.map { (boots: boots, work: $0, requests: Double(run.requests)) }
            }
        }
        let quiet = known.filter { $0.boots == 0 }
        let requests = quiet.reduce(0) { $0 + $1.requests }
        let squares = known.reduce(0) { $0 + $1.boots * $1.boots }
        guard requests > 0, squares > 0 else { return nil }
        let alone = quiet.reduce(0) { $0 + $1.work * $1.requests } / requests
        return max(0, known.reduce(0) { $0 + $1.boots * ($1.work / alone - 1) } / squares)
    }
}
