extension TimeDistribution {
    /// `20`, `uniform:10:30`, `exponential:20` or `lognormal:20:0.5`; nil for all else.
    init?(_ text: Bytes) {
        let colon = text.firstIndex(of: UInt8(ascii: ":"))
        let name = text.part(0, count: colon ?? 0)
        let rest = colon.map { text.from($0 + 1) } ?? text
        let second = rest.firstIndex(of: UInt8(ascii: ":"))
        guard let one = Self.number(rest.part(0, count: second ?? rest.count)) else { return nil }
        let other = second.map { Self.number(rest.from($0 + 1)) }
        switch (colon == nil, other) {
        case (true, nil): self = .fixed(one)
        case (false, nil) where name.isEqual(to: "exponential"): self = .exponential(mean: one)
        case (false, .some(.some(let other))) where name.isEqual(to: "uniform") && one <= other:
            self = .uniform(low: one, high: other)
        case (false, .some(.some(let other))) where name.isEqual(to: "lognormal") && other <= 10:
            self = .lognormal(median: one, sigma: other)
        default: return nil
        }
    }

    /// Digits, with a point and more digits where wanted: at most 1e9.
    private static func number(_ text: Bytes) -> Double? {
        let point = text.firstIndex(of: UInt8(ascii: "."))
        guard let whole = text.part(0, count: point ?? text.count).decimal(limit: 1_000_000_000) else { return nil }
        guard let point else { return Double(whole) }
        let digits = text.from(point + 1)
        guard digits.count <= 9, let fraction = digits.decimal(limit: 999_999_999) else { return nil }
        var scale = 1.0
        for _ in 0..<digits.count { scale *= 10 }
        return Double(whole) + Double(fraction) / scale
    }
}
