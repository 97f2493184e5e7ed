import Foundation

/// Looks for what makes a sample's figures doubtful.
package enum SampleWarnings {
    /// Each of the four tests warns below this, so that they raise a false alarm together in 5 % of samples at most
    /// (Bonferroni). Among 10,000 simulated samples of 10, 20 and 50 trials of one mode they did in 2.7 to 3.1 %.
    package static let level = 0.0125
    /// Fewer trials show nothing of this kind.
    package static let leastTrials = 8

    /// The warnings of trials in the order in which they ran, the most certain first.
    ///
    /// Time-outs count as longer than any answer where the order is looked at, and are left out where modes are. The
    /// same samples give the same warnings.
    package static func of(samplesInRunOrder samples: [IntervalSample]) -> [SampleWarning] {
        guard samples.count >= leastTrials else { return [] }
        let values = samples.map(\.upper)
        var warnings: [SampleWarning] = []
        if let order = RunOrderTest(values) { warnings += of(order, values) }
        // Slower modes are as a rule wider too, which on this scale hides fewer of them.
        let modes = DipTest.pValue(values.filter(\.isFinite).map { log(max($0, .leastNormalMagnitude)) })
        if modes <= level {
            warnings.append(
                SampleWarning(
                    kind: .multimodality, p: modes, position: nil,
                    sentence:
                        "times fall into more than one group (\(Probability.text(modes))), which no single figure "
                        + "shows; find what slow trials have in common, such as a cold cache, and measure each case on its own"
                ))
        }
        return warnings.filter { $0.p <= level }.sorted { $0.p < $1.p }
    }

    private static func of(_ order: RunOrderTest, _ values: [Double]) -> [SampleWarning] {
        [drift(order.drift), autocorrelation(order.autocorrelation), change(order, values)]
    }

    private static func drift(_ finding: RunOrderTest.Finding) -> SampleWarning {
        SampleWarning(
            kind: .drift, p: finding.p, position: nil,
            sentence: "later trials take \(finding.value > 0 ? "longer" : "less long") (rank correlation "
                + "\(Decimals.two(finding.value)), \(Probability.text(finding.p))): the host changed while it measured; "
                + "look for heat, caches that fill or other load, and measure again")
    }

    private static func autocorrelation(_ finding: RunOrderTest.Finding) -> SampleWarning {
        SampleWarning(
            kind: .autocorrelation, p: finding.p, position: nil,
            sentence: "trials \(finding.value > 0 ? "resemble" : "are the opposite of") the ones before (correlation "
                + "\(Decimals.two(finding.value)), \(Probability.text(finding.p))), so intervals are not to be trusted; "
                + "let the host come to rest between trials")
    }

    private static func change(_ order: RunOrderTest, _ values: [Double]) -> SampleWarning {
        let medians = [values[..<order.changeIndex], values[order.changeIndex...]].map { part in
            let median = GSL.median(Array(part))
            return median.isFinite ? "\(Decimals.three(median)) s" : "timed out"
        }
        return SampleWarning(
            kind: .changePoint, p: order.change.p, position: order.changeIndex,
            sentence:
                "from trial \(order.changeIndex + 1) of \(values.count) on times differ (median \(medians[0]) before, "
                + "\(medians[1]) after, \(Probability.text(order.change.p))); find what happened to the host or the image "
                + "then, and measure again")
    }
}
