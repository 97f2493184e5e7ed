/// An instant of the simulated (or live) run, in nanoseconds since its start.
public struct SimTime: Sendable, Hashable, Comparable, Codable {
    public var nanoseconds: Int64

    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The nearest nanosecond to `seconds`.
    @inlinable public init(seconds: Double) { nanoseconds = Int64((seconds * 1e9).rounded()) }

    public static let zero = SimTime(nanoseconds: 0)

    @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }

    @inlinable public static func < (left: SimTime, right: SimTime) -> Bool { left.nanoseconds < right.nanoseconds }
}
