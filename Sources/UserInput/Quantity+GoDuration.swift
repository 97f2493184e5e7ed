extension Quantity {
    /// Nanoseconds of a duration as Go writes them: `1h30m`, `1.5s`, `-42s`, `0`; nil for anything else, and for what is
    /// longer than 292 years.
    ///
    /// Go, `time.ParseDuration`: a number without a unit is no duration, 0 excepted.
    package static func goDuration(_ text: String) -> Int64? {
        var rest = text[...]
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var sum: Int64 = 0
        while !rest.isEmpty {
            let number = rest.prefix { $0 == "." || isDigit($0) }
            rest.removeFirst(number.count)
            let word = rest.prefix { $0 != "." && !isDigit($0) }
            rest.removeFirst(word.count)
            guard let unit = goUnits.first(where: { $0.name == word })?.nanoseconds,
                let part = nanoseconds(number, unit: unit)
            else { return nil }
            let (total, overflows) = sum.addingReportingOverflow(part)
            if overflows { return nil }
            sum = total
        }
        return isNegative ? -sum : sum
    }

    private static let goUnits: [(name: String, nanoseconds: Int64)] = [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    /// Whole units exactly, the fraction cut to nanoseconds.
    private static func nanoseconds(_ number: Substring, unit: Int64) -> Int64? {
        let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let digits = parts.first, number.contains(where: isDigit) else { return nil }
        let fraction = parts.count == 2 ? parts[1].prefix(15) : ""
        guard let whole = digits.isEmpty ? 0 : Int64(digits),
            let numerator = fraction.isEmpty ? 0 : Int64(fraction)
        else { return nil }
        let (product, overflows) = whole.multipliedReportingOverflow(by: unit)
        let scale = fraction.reduce(1.0) { scale, _ in scale * 10 }
        let (sum, exceeds) = product.addingReportingOverflow(Int64(Double(numerator) * (Double(unit) / scale)))
        return overflows || exceeds ? nil : sum
    }
}
