/// Counts of values by bounds, as Prometheus has them: cumulative, and a sum.
package struct PrometheusHistogram: Sendable, Equatable {
    package let bounds: [Double]
    /// Values up to each bound and above the one before; the last above all.
    private var counts: [Int]
    private(set) package var sum = 0.0

    /// - Parameter bounds: ascending.
    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    package mutating func record(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }

    package var count: Int { counts.reduce(0, +) }

    /// Values up to each bound.
    package var cumulative: [Int] {
        var total = 0
        return bounds.indices.map { index in
            total += counts[index]
            return total
        }
    }
}

/// Prometheus's text format: https://prometheus.io/docs/instrumenting/exposition_formats/
package struct PrometheusText {
    package private(set) var text = ""

    package init() {}

    private mutating func begin(_ name: String, _ help: String, _ type: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    package mutating func counter(_ name: String, _ help: String, _ value: Int) {
        begin(name, help, "counter")
        text += "\(name) \(value)\n"
    }

    package mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        begin(name, help, "gauge")
        text += "\(name) \(value)\n"
    }

    /// One counter by the values of a label.
    package mutating func counters(_ name: String, _ help: String, label: String, _ values: [String: Int]) {
        begin(name, help, "counter")
        for (value, count) in values.sorted(by: { $0.key < $1.key }) {
            text += "\(name){\(label)=\"\(value)\"} \(count)\n"
        }
    }

    package mutating func histogram(_ name: String, _ help: String, _ histogram: PrometheusHistogram) {
        begin(name, help, "histogram")
        for (bound, count) in zip(histogram.bounds, histogram.cumulative) {
            text += "\(name)_bucket{le=\"\(bound)\"} \(count)\n"
        }
        text += "\(name)_bucket{le=\"+Inf\"} \(histogram.count)\n"
        text += "\(name)_sum \(histogram.sum)\n\(name)_count \(histogram.count)\n"
    }
}
