/// Bounds of a figure; an infinite one, or 0 for what is positive, is none.
package struct ConfidenceInterval: Sendable, Equatable {
    package var lower: Double
    package var upper: Double

    package init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    package func holds(_ value: Double) -> Bool { lower <= value && value <= upper }
}
