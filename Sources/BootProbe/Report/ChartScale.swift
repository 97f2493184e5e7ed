import Foundation

/// An axis of times: logarithmic where they lie orders of magnitude apart, since technologies do.
package struct ChartScale {
    let isLogarithmic: Bool
    package let domain: ClosedRange<Double>

    init(_ seconds: [Double]) {
        let least = seconds.min() ?? 0
        let most = max(seconds.max() ?? 1, .leastNormalMagnitude)
        isLogarithmic = least > 0 && most / least > 20
        domain = isLogarithmic ? (least / 1.25)...(most * 1.25) : 0...(most * 1.04)
    }

    /// Logarithmic however near the values, which are above 0, lie.
    package init(logarithmic values: [Double]) {
        isLogarithmic = true
        let least = max(values.min() ?? 1, .leastNormalMagnitude)
        domain = (least / 1.15)...(max(values.max() ?? 10, least) * 1.15)
    }

    package var specification: JSONValue {
        [
            "type": isLogarithmic ? "log" : "linear", "nice": false,
            "domain": [.number(domain.lowerBound), .number(domain.upperBound)],
        ]
    }

    /// On a logarithmic axis at few multiples of the powers of ten, elsewhere as Vega chooses.
    package var axis: JSONValue {
        guard isLogarithmic else { return ["format": "~g", "tickCount": 6, "grid": true] }
        let powers = Int(log10(domain.lowerBound).rounded(.down))...Int(log10(domain.upperBound).rounded(.up))
        let ticks = powers.flatMap { power in multiples.map { $0 * pow(10, Double(power)) } }
        return [
            "format": "~g", "grid": true, "labelFlush": false,
            "values": .array(ticks.filter(domain.contains).map { .number($0) }),
        ]
    }

    /// More of them where the axis spans less than a power of ten, fewer where it spans many.
    private var multiples: [Double] {
        switch domain.upperBound / domain.lowerBound {
        case ..<6: [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]
        case ..<500: [1, 2, 5]
        case ..<50_000: [1, 3]
        default: [1]
        }
    }

    /// Where the axis begins.
    var floor: Double { domain.lowerBound }

    func clamped(_ seconds: Double) -> Double { min(max(seconds, domain.lowerBound), domain.upperBound) }
}
