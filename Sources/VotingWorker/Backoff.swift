/// Pauses between attempts to reach a database that is away: doubling, with jitter so that several workers do not
/// return in step.
package struct Backoff {
    private static let firstSeconds = 0.05
    private static let longestSeconds = 2.0

    private var ceiling = Backoff.firstSeconds

    /// Seconds to wait before the next attempt, between half of the current ceiling and all of it.
    package init() {}

    package mutating func next() -> Double {
        defer { ceiling = min(ceiling * 2, Backoff.longestSeconds) }
        return Double.random(in: ceiling / 2...ceiling)
    }

    package mutating func reset() { ceiling = Backoff.firstSeconds }
}
