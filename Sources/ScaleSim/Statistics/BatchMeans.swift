/// The mean of one long stationary run, with an interval from the means of a few long batches of it.
///
/// Law, "Simulation Modeling and Analysis", 5th ed. 2015, section 9.5.3; that the batches are long enough: von Neumann's
/// test as in Fishman, "Grouping observations in digital simulation", Management Science 24 (1978).
package struct BatchMeans: Sendable, Equatable {
    package let batches: Int
    package let batchSize: Int
    package let estimate: Estimate
    /// Correlation of each batch's mean with the next one's.
    package let lag1: Double
    /// Whether the batches are so alike to their neighbours that the interval is too narrow: longer ones are needed. A
    /// run of independent batches says so once in twenty times.
    package let areCorrelated: Bool

    /// - Parameters:
    ///   - values: in the order of time, without the warm-up; what does not fill a batch is left out at the start.
    ///   - batches: at least 3; between 10 and 30 for the interval, more of them for the check to see much.
    package init(_ values: [Double], batches: Int = 20, confidence: Double = 0.95) {
        precondition(batches >= 3, "fewer than three batches have no correlation")
        precondition(values.count >= batches, "every batch has a value")
        let size = values.count / batches
        let means = stride(from: values.count - batches * size, to: values.count, by: size).map { start in
            values[start..<start + size].reduce(0, +) / Double(size)
        }
        self.batches = batches
        batchSize = size
        estimate = Estimate(means, confidence: confidence)
        let center = estimate.mean
        let squares = means.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        guard squares > 0 else {
            lag1 = 0
            areCorrelated = false
            return
        }
        let pairs = zip(means, means.dropFirst())
        lag1 = pairs.reduce(0) { $0 + ($1.0 - center) * ($1.1 - center) } / squares
        let steps = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let count = Double(batches)
        let normal = (1 - steps / (2 * squares)) * ((count * count - 1) / (count - 2)).squareRoot()
        areCorrelated = normal > normalQuantile(0.95)
    }
}
