/// When a target has been measured often enough: as soon as the confidence interval of a quantile is narrow.
///
/// Looking at the interval after every trial and stopping at the first narrow one makes it a little too narrow: with
/// `leastTrials` of 30 it covers 93 % in place of 95 % (Anscombe, Proc. Camb. Phil. Soc. 48, 1952, has the reason why
/// it is no worse for narrow intervals).
package struct StoppingRule: Codable, Sendable, Equatable {
    /// In (0, 1).
    package var quantile: Double
    /// Half of the interval's width, as a share of the quantile.
    package var relativeHalfWidth: Double
    /// Trials that are made in any case.
    package var leastTrials: Int

    package init(quantile: Double = 0.5, relativeHalfWidth: Double, leastTrials: Int = 30) {
        precondition(quantile > 0 && quantile < 1 && relativeHalfWidth > 0 && leastTrials > 0)
        self.quantile = quantile
        self.relativeHalfWidth = relativeHalfWidth
        self.leastTrials = leastTrials
    }

    /// Whether `samples` are enough.
    package func isMet(by samples: [IntervalSample]) -> Bool {
        guard samples.count >= leastTrials else { return false }
        let ranks = OrderStatistics.confidenceRanks(of: quantile, count: samples.count, confidence: 0.95)
        guard let lower = ranks.lower, let upper = ranks.upper else { return false }
        let ends = samples.map(\.upper).sorted()
        let width = ends[upper - 1] - samples.map(\.lower).sorted()[lower - 1]
        let estimate = OrderStatistics.quantile(quantile, of: ends)
        return estimate.isFinite && width / 2 <= relativeHalfWidth * estimate
    }
}
