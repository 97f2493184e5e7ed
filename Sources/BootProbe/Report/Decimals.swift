/// Numbers as reports print them.
enum Decimals {
    /// With three digits after the point.
    static func three(_ value: Double) -> String { text(value, digits: 3) }

    /// With two digits after the point.
    static func two(_ value: Double) -> String { text(value, digits: 2) }

    private static func text(_ value: Double, digits: Int) -> String {
        let unit = (0..<digits).reduce(1) { unit, _ in 10 * unit }
        let parts = Int((value * Double(unit)).rounded())
        let fraction = String(parts.magnitude % unit.magnitude)
        let sign = parts < 0 ? "-" : ""
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(sign)\(parts.magnitude / unit.magnitude).\(zeros)\(fraction)"
    }
}

/// Probabilities as reports print them.
enum Probability {
    /// `p = 0.012`.
    static func text(_ p: Double) -> String { p < 0.001 ? "p < 0.001" : "p = \(Decimals.three(p))" }
}
