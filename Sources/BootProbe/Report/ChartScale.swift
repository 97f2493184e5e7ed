import Foundation

/// An axis of times: logarithmic where they lie orders of magnitude apart, since technologies do.
struct ChartScale {
    let isLogarithmic: Bool
    private let domain: ClosedRange<Double>

    init(_ seconds: [Double]) {
        let least = seconds.min() ?? 0
        let most = max(seconds.max() ?? 1, .leastNormalMagnitude)
        isLogarithmic = least > 0 && most / least > 20
        domain = isLogarithmic ? (least / 1.25)...(most * 1.25) : 0...(most * 1.04)
    }

    var specification: JSONValue {
        [
            "type": isLogarithmic ? "log" : "linear", "nice": false,
            "domain": [.number(domain.lowerBound), .number(domain.upperBound)],
        ]
    }

    /// On a logarithmic axis at 1, 2 and 5 times the powers of ten, elsewhere as Vega chooses.
    var axis: JSONValue {
        guard isLogarithmic else { return ["format": "~g", "tickCount": 6, "grid": true] }
        let powers = Int(log10(domain.lowerBound).rounded(.down))...Int(log10(domain.upperBound).rounded(.up))
        let ticks = powers.flatMap { power in [1.0, 2, 5].map { $0 * pow(10, Double(power)) } }
        return ["format": "~g", "grid": true, "values": .array(ticks.filter(domain.contains).map { .number($0) })]
    }

    /// Where the axis begins.
    var floor: Double { domain.lowerBound }

    func clamped(_ seconds: Double) -> Double { min(max(seconds, domain.lowerBound), domain.upperBound) }
}
