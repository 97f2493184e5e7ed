import Foundation

/// The mean of a metric over the last seconds, in buckets of one second: `TimedFloat64Buckets` and
/// `WeightedFloat64Buckets` of `pkg/autoscaler/aggregation/bucketing.go`, for a time that never goes back.
package struct KPAWindow: Sendable {
    /// Of second `s` in `s` modulo their number, which is the window in seconds.
    private var buckets: [Double]
    /// Since when nothing was missing for a whole window.
    private var first = 0
    /// The second last recorded in; nil before the first.
    private var last: Int?
    private var total = 0.0
    /// By what part the weight falls from each second to the one before; nil where all weigh the same.
    private let decay: Double?

    /// - Parameter seconds: whole, at least 1.
    package init(seconds: Int, isWeighted: Bool = false) {
        buckets = Array(repeating: 0, count: seconds)
        decay = isWeighted ? Self.decay(seconds: seconds) : nil
    }

    /// So that the weights of all seconds sum up to at least 0.9999; at least a fifth, whatever the window.
    package static func decay(seconds: Int) -> Double { max(1 - pow(0.0001, 1 / Double(seconds)), 0.2) }

    /// Whether nothing was recorded within the window, its far end included.
    package func isEmpty(at second: Int) -> Bool { last.map { second - $0 > buckets.count } ?? true }

    /// Adds to what was recorded in the same second; seconds passed over count as 0.
    package mutating func record(_ value: Double, in second: Int) {
        precondition(second >= last ?? second, "time never goes back")
        if let last, second - last < buckets.count {
            // Subtracted one by one, so that the sum is upstream's to the last bit.
            for passed in last..<second {
                total -= buckets[slot(passed + 1)]
                buckets[slot(passed + 1)] = 0
            }
        } else {
            for slot in buckets.indices { buckets[slot] = 0 }
            total = 0
            first = second
        }
        last = second
        buckets[slot(second)] += value
        total += value
    }

    /// Over the whole window once it is full, over what has been recorded until then. The seconds since the last record
    /// are left out of a plain mean and are 0 in a weighted one.
    package func average(at second: Int) -> Double {
        guard let last else { return 0 }
        let idle = max(0, second - last)
        if let decay { return weightedAverage(decay, last: last, idle: idle) }
        guard idle < buckets.count else { return 0 }
        var sum = total
        for passed in last..<last + idle { sum -= buckets[slot(passed + 1)] }
        let count = min(last - first + 1, buckets.count - idle)
        return ((sum / Double(count)) * 1e6).rounded() / 1e6
    }

    private func weightedAverage(_ decay: Double, last: Int, idle: Int) -> Double {
        guard idle <= buckets.count else { return 0 }
        var weight = decay * pow(1 - decay, Double(idle))
        var sum = 0.0
        for age in 0..<buckets.count - idle {
            sum += buckets[slot(last - age)] * weight
            weight *= 1 - decay
        }
        return sum
    }

    /// Seconds before the start of the run are negative.
    private func slot(_ second: Int) -> Int {
        let remainder = second % buckets.count
        return remainder < 0 ? remainder + buckets.count : remainder
    }
}
