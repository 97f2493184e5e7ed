/// How late the probe sees answers on one network path, in milliseconds.
package struct CalibrationResult: Codable, Sendable, Equatable {
    package var path: CalibrationPath
    /// After how long the stub listened, or the guest answered; the mean over the trials.
    package var knownDelayMs: Double
    package var trials: Int
    /// Last byte of the answer as the probe stamped it, less the instant at which the stub began to listen: what
    /// polling, the path, the exchange itself and late wake-ups add. For a guest, less the instant at which the guest had
    /// sent it: the exchange is the guest's own time then. Quantiles over the trials.
    package var biasMsMedian: Double
    package var biasMsP99: Double
    package var biasMsMax: Double
    /// The share of the trials whose censoring interval holds the truth.
    package var intervalCoverage: Double

    package init(path: CalibrationPath, delays: [Double], biases: [Double], covered: Int) {
        let sorted = biases.sorted()
        self.path = path
        knownDelayMs = delays.reduce(0, +) / Double(delays.count) * 1e3
        trials = biases.count
        biasMsMedian = OrderStatistics.quantile(0.5, of: sorted) * 1e3
        biasMsP99 = OrderStatistics.quantile(0.99, of: sorted) * 1e3
        biasMsMax = (sorted.last ?? 0) * 1e3
        intervalCoverage = Double(covered) / Double(biases.count)
    }
}
