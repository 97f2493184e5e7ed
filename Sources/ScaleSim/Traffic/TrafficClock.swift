/// Adds up many short times without losing digits: whole seconds and the rest apart.
struct TrafficClock: Sendable {
    private var wholeSeconds: Int64 = 0
    /// In [0, 1).
    private var fraction = 0.0

    /// Instants beyond do not fit into nanoseconds; 285 years.
    private static var end: Double { 9e9 }

    /// The instant in nanoseconds.
    @inline(__always)
    var nanoseconds: Int64 { wholeSeconds * 1_000_000_000 + Int64(fraction * 1e9 + 0.5) }

    /// Moves on by `seconds`, at least 0; false where that is beyond all time.
    @inline(__always)
    mutating func advance(by seconds: Double) -> Bool {
        let sum = fraction + seconds
        // Not `>=`: what is no number is no time either.
        guard sum < Self.end, wholeSeconds < Int64(Self.end) else { return false }
        let whole = Int64(sum)
        wholeSeconds += whole
        fraction = sum - Double(whole)
        return true
    }
}
