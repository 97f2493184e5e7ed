import Foundation

/// Numbers as reports print them.
package enum Decimals {
    /// With three digits after the point.
    package static func three(_ value: Double) -> String { fixed(value, digits: 3) }

    package static func two(_ value: Double) -> String { fixed(value, digits: 2) }

    package static func whole(_ value: Double) -> String { fixed(value, digits: 0) }

    package static func one(_ value: Double) -> String { fixed(value, digits: 1) }

    /// Seconds in the unit that suits them, with at least three significant digits: `2.13 ms`, `347 ms`, `12.35 s`.
    package static func time(_ seconds: Double) -> String {
        let milliseconds = seconds * 1000
        if milliseconds < 9.995 { return "\(fixed(milliseconds, digits: 2)) ms" }
        if milliseconds < 99.95 { return "\(fixed(milliseconds, digits: 1)) ms" }
        if milliseconds < 999.5 { return "\(fixed(milliseconds, digits: 0)) ms" }
        return "\(fixed(seconds, digits: 2)) s"
    }

    private static func fixed(_ value: Double, digits: Int) -> String { String(format: "%.\(digits)f", value) }
}

/// Probabilities as reports print them.
enum Probability {
    /// `p = 0.012`.
    static func text(_ p: Double) -> String { p < 0.001 ? "p < 0.001" : "p = \(Decimals.three(p))" }
}
