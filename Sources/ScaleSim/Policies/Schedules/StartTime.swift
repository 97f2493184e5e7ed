import Foundation

/// When a run begins by the calendar, which the schedules of policies go by: its time 0.
public struct StartTime: Sendable, Equatable, CustomStringConvertible {
    /// Since 1970-01-01T00:00:00Z.
    public let seconds: Double

    /// What messages call the format.
    public static let expectation = "a time with its zone, such as 2026-01-05T08:00:00Z"

    public init(seconds: Double) { self.seconds = seconds }

    /// Reads RFC 3339 (`2026-01-05T08:00:00Z`, `2026-01-05T09:00:00.5+01:00`), from 1970 on; nil for other texts. A time
    /// without its zone is none: it is another instant in each.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard text.dropFirst(19).contains(where: { "Z+-".contains($0) }),
            let time = CalendarTime.nanoseconds(bytes.span, bytes.indices)
        else { return nil }
        // Apart, as all nanoseconds since 1970 are more than a Double can tell.
        seconds = Double(time / 1_000_000_000) + Double(time % 1_000_000_000) / 1e9
    }

    /// In UTC, to the second.
    public var description: String { Date(timeIntervalSince1970: seconds.rounded(.down)).formatted(.iso8601) }
}
