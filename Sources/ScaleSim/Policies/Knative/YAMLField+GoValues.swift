import UserInput

/// Values of annotations and ConfigMaps, which are texts that Go's `strconv` and `time` read.
extension YAMLField {
    /// `strconv.ParseFloat`, without infinities and what is no number.
    func goNumber() throws(ScaleSimError) -> Double {
        let text = try string()
        let isPlain = text.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) }
        guard isPlain, let value = Double(text), value.isFinite else { throw expected("a number") }
        return value
    }

    func goNumber(in range: ClosedRange<Double>) throws(ScaleSimError) -> Double {
        let value = try goNumber()
        guard range.contains(value) else { throw expected("a number from \(range.lowerBound) to \(range.upperBound)") }
        return value
    }

    /// A whole number of 32 bits.
    func goInteger(atLeast least: Int = 0) throws(ScaleSimError) -> Int {
        guard let value = Int(try string()), least...Int(Int32.max) ~= value else {
            throw expected("a whole number from \(least) to \(Int32.max)")
        }
        return value
    }

    /// `strconv.ParseBool`
    func goBoolean() throws(ScaleSimError) -> Bool {
        switch try string() {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: throw expected("true or false")
        }
    }

    /// `time.ParseDuration`
    ///
    /// - Parameter isWhole: whether fractions of seconds are refused.
    func goDuration(in range: ClosedRange<SimTime>, isWhole: Bool = false) throws(ScaleSimError) -> SimTime {
        guard let nanoseconds = Quantity.goDuration(try string()) else {
            throw expected("a duration such as 90s or 1m30s")
        }
        let duration = SimTime(nanoseconds: nanoseconds)
        guard range.contains(duration) else {
            throw expected("a duration from \(range.lowerBound.seconds) to \(range.upperBound.seconds) seconds")
        }
        guard !isWhole || nanoseconds % 1_000_000_000 == 0 else { throw expected("whole seconds") }
        return duration
    }

    /// -1, for unlimited, or at least 0.
    func burstCapacity() throws(ScaleSimError) -> Double {
        let value = try goNumber()
        guard value >= 0 || value == -1 else { throw expected("a number of at least 0, or -1 for unlimited") }
        return value
    }
}
