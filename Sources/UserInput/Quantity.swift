import Foundation

/// Numbers that are written with their unit.
package enum Quantity {
    /// A number of at least 0 in decimal digits, with an exponent or without; nil for anything else (`nan`, `0x1p3`).
    package static func decimal(_ text: some StringProtocol) -> Double? {
        let isPlain = text.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) }
        guard isPlain, let value = Double(text) else { return nil }
        return value.isFinite && value >= 0 ? value : nil
    }

    /// Seconds of `10us`, `250ms`, `30s`, `2min`, `1h` or `1d`; nil for anything else, a bare number included.
    package static func seconds(_ text: String) -> Double? {
        parse(text, units: [("us", 1e-6), ("ms", 1e-3), ("min", 60), ("s", 1), ("h", 3600), ("d", 86_400)])
    }

    /// Events per second of `40/s`, `90/min` or `1.5/h`; nil for anything else, a bare number included.
    package static func rate(_ text: String) -> Double? {
        parse(text, units: [("/s", 1), ("/min", 1.0 / 60), ("/h", 1.0 / 3600)])
    }

    /// MiB of `512MiB` or `2GiB`; nil for anything else, and where it is no whole number of MiB.
    package static func mebibytes(_ text: String) -> Int? {
        parse(text, units: [("MiB", 1), ("GiB", 1024)]).flatMap { Int(exactly: $0) }
    }

    /// A longer unit comes before one that it ends with.
    private static func parse(_ text: String, units: [(suffix: String, factor: Double)]) -> Double? {
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        guard let first = digits.first, first.isASCII, first.isNumber else { return nil }
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let value = Double(digits) else {
            return nil
        }
        return value * unit.factor
    }

    /// The value of a Kubernetes quantity; nil for what is none.
    ///
    /// Kubernetes, `apimachinery/pkg/api/resource/quantity.go`: decimal digits, then a decimal or binary suffix or an
    /// exponent.
    package static func kubernetes(_ text: String) -> Decimal? {
        let pattern = /([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))([a-zA-Z]*|[eE][+-]?[0-9]+)/
        guard let match = text.wholeMatch(of: pattern) else { return nil }
        guard let digits = Decimal(string: String(match.1)), let factor = factor(of: String(match.2)) else {
            return nil
        }
        return digits * factor
    }

    /// Whole thousandths, rounded up as upstream's `MilliValue` does; nil beyond what Int holds.
    package static func milli(_ quantity: Decimal) -> Int? {
        guard abs(quantity) <= Decimal(Int.max / 1000) else { return nil }
        var exact = quantity * 1000
        var rounded = Decimal()
        unsafe NSDecimalRound(&rounded, &exact, 0, .up)
        return NSDecimalNumber(decimal: rounded).intValue
    }

    /// The nearest that upstream's `AsApproximateFloat64` comes to it: the whole number before the suffix of its shortest
    /// spelling (`164m`), times the suffix's factor. That is not always the number nearest to it.
    package static func double(_ quantity: Decimal) -> Double {
        for (exponent, factor) in [(0, 1), (3, 1e-3), (6, 1e-6), (9, 1e-9)] {
            var exact = quantity * power(10, exponent)
            var whole = Decimal()
            unsafe NSDecimalRound(&whole, &exact, 0, .up)
            // What is smaller than a billionth is rounded up to one.
            guard whole == exact || exponent == 9 else { continue }
            if whole.magnitude < Decimal(1 << 53) { return Double(NSDecimalNumber(decimal: whole).int64Value) * factor }
        }
        return NSDecimalNumber(decimal: quantity).doubleValue
    }

    private static func factor(of suffix: String) -> Decimal? {
        let decimal = ["n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18]
        if let exponent = decimal[suffix] { return power(10, exponent) }
        let binary = ["Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60]
        if let exponent = binary[suffix] { return power(2, exponent) }
        guard let first = suffix.first, "eE".contains(first), let exponent = Int(suffix.dropFirst()) else { return nil }
        return abs(exponent) <= 18 ? power(10, exponent) : nil
    }

    private static func power(_ base: Decimal, _ exponent: Int) -> Decimal {
        exponent < 0 ? 1 / pow(base, -exponent) : pow(base, exponent)
    }
}
