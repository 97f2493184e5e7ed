/// Where the warm-up of a run ends: what is left after the cut has the mean that is known best.
///
/// White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69 (1997); on means of
/// five values as in White, Cobb and Spratt, "A comparison of five steady-state truncation heuristics for simulation",
/// WSC 2000; that no more than half is cut, and that a cut there shows a run that is too short: White and Robinson, "The
/// problem of the initial transient (again), or why MSER works", Journal of Simulation 4 (2010). O(n).
package struct MSER5: Sendable, Equatable {
    /// Values to leave out, from the start.
    package let truncation: Int
    /// Whether the best cut is the last that was allowed, or there are too few values to tell.
    package let isTooShort: Bool
    /// Of the values that are kept, but for an incomplete batch at the end.
    package let mean: Double

    /// - Parameters:
    ///   - series: in the order of time, at least one value.
    ///   - batch: values that are averaged before the search; 1 for a series that consists of means already.
    package init(_ series: [Double], batch: Int = 5) {
        precondition(batch >= 1 && !series.isEmpty, "there are values, in batches of at least one")
        let means = stride(from: 0, through: series.count - batch, by: batch).map { start in
            series[start..<start + batch].reduce(0, +) / Double(batch)
        }
        guard means.count >= 2 else {
            truncation = 0
            isTooShort = true
            mean = series.reduce(0, +) / Double(series.count)
            return
        }
        let best = Self.cut(means)
        truncation = best.cut * batch
        isTooShort = best.cut == means.count / 2
        mean = best.mean
    }

    /// The cut whose squared standard error is least, the earliest of equal ones, and the mean behind it.
    private static func cut(_ means: [Double]) -> (cut: Int, mean: Double) {
        var best = (cut: 0, mean: 0.0)
        var least = Double.infinity
        // From the end on, so that mean and squares grow by one value at a time (Welford's method).
        var mean = 0.0
        var squares = 0.0
        for index in means.indices.reversed() {
            let count = Double(means.count - index)
            let distance = means[index] - mean
            mean += distance / count
            squares += distance * (means[index] - mean)
            let error = squares / (count * count)
            if index <= means.count / 2, error <= least {
                least = error
                best = (index, mean)
            }
        }
        return best
    }
}
