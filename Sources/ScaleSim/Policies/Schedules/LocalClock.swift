import Foundation

/// The wall clock of a time zone, in whole seconds: a local time is the seconds since 1970 that the same reading of the
/// clock would be in UTC.
struct LocalClock: Sendable, Equatable {
    private let zone: TimeZone

    static let utc = LocalClock(zone: .gmt)

    init(zone: TimeZone) { self.zone = zone }

    /// - Parameter identifier: a name of the IANA time zone database; nil for a name that is not in it.
    init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.zone = zone
    }

    /// - Parameter instant: seconds since 1970.
    func local(at instant: Int) -> Int { instant + offset(at: instant) }

    /// When the clock shows `local` for the first time; a time that is skipped when the clock is put forward comes as
    /// much later.
    func instant(ofLocal local: Int) -> Int {
        // Clocks are put forward or back at most once in two days, so one of both holds.
        let before = offset(at: local - Self.day)
        let after = offset(at: local + Self.day)
        let early = local - before
        if before == after || offset(at: early) == before { return early }
        let late = local - after
        return offset(at: late) == after ? late : early
    }

    /// From UTC, for all times of the day that begins at the local time `midnight`; nil where the clock changes about then.
    func steadyOffset(onDayFrom midnight: Int) -> Int? {
        let before = offset(at: midnight - Self.day)
        return before == offset(at: midnight + 2 * Self.day) ? before : nil
    }

    /// From UTC.
    func offset(at instant: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
    }

    static let day = 86_400

    /// Days since 1970-01-01, of an instant or a local time.
    static func day(of time: Int) -> Int { Int((Double(time) / Double(day)).rounded(.down)) }
}
