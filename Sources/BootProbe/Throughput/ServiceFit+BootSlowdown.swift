import Profiles

extension ServiceFit {
    /// How much more CPU time a request costs for each replica that boots meanwhile, as a share of what it costs while none does: by
    /// least squares through the runs without boots. Nil without both.
    ///
    /// - Parameter runs: sound ones of one load, with and without boots, at one pace.
    static func bootSlowdown(of runs: [ThroughputResult]) -> Double? {
        let known = runs.filter { $0.cpuSecondsPerRequest != nil }
        let quiet = known.filter { $0.boots == 0 }
        let requests = quiet.reduce(0) { $0 + $1.requests }
        let squares = known.reduce(0) { $0 + ($1.boots ?? 0) * ($1.boots ?? 0) }
        guard requests > 0, squares > 0 else { return nil }
        let seconds = quiet.reduce(0) { $0 + ($1.cpuSecondsPerRequest ?? 0) * Double($1.requests) }
        let alone = seconds / Double(requests)
        let more = known.reduce(0) { $0 + ($1.boots ?? 0) * (($1.cpuSecondsPerRequest ?? 0) / alone - 1) }
        return max(0, more / squares)
    }
}
