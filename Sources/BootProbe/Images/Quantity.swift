/// Numbers that are written with their unit.
enum Quantity {
    /// Seconds of `500ms`, `30s`, `2min` or `1h`; nil for anything else, a number without unit included.
    static func seconds(_ text: String) -> Double? {
        parse(text, units: [("ms", 0.001), ("min", 60), ("s", 1), ("h", 3600)])
    }

    /// MiB of `512MiB` or `2GiB`; nil for anything else, and where it is no whole number of MiB.
    static func mebibytes(_ text: String) -> Int? {
        parse(text, units: [("MiB", 1), ("GiB", 1024)]).flatMap { Int(exactly: $0) }
    }

    /// A longer unit comes before one that it ends with.
    private static func parse(_ text: String, units: [(suffix: String, factor: Double)]) -> Double? {
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        guard let first = digits.first, first.isASCII, first.isNumber, digits.allSatisfy({ $0.isNumber || $0 == "." }),
            let value = Double(digits)
        else { return nil }
        return value * unit.factor
    }
}
