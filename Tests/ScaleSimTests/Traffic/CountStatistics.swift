import ScaleSim

/// Numbers of instants in equal bins, and what can be said of them.
struct CountStatistics {
    let counts: [Double]

    /// - Parameter instants: nanoseconds, ascending.
    init(_ instants: [Int64], bin seconds: Double, until end: Double) {
        var counts = [Double](repeating: 0, count: Int(end / seconds))
        for instant in instants {
            let bin = Int(Double(instant) / 1e9 / seconds)
            if bin < counts.count { counts[bin] += 1 }
        }
        self.counts = counts
    }

    private init(counts: [Double]) { self.counts = counts }

    /// The counts of bins that are `factor` times as long.
    func grouped(by factor: Int) -> CountStatistics {
        CountStatistics(
            counts: stride(from: 0, through: counts.count - factor, by: factor).map { start in
                counts[start..<start + factor].reduce(0, +)
            })
    }

    var mean: Double { counts.reduce(0, +) / Double(counts.count) }

    var variance: Double {
        let mean = mean
        return counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(counts.count - 1)
    }

    /// Variance over mean: 1 for a Poisson process.
    var dispersion: Double { variance / mean }
}

extension TrafficModel {
    /// The instants of the first `seconds`, in nanoseconds.
    func instants(seed: UInt64, until seconds: Double) -> [Int64] {
        arrivals(seed: seed, to: ArrivalList(before: SimTime(seconds: seconds)))
    }
}
