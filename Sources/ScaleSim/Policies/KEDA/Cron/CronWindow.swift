import Foundation

/// Between a recurring start and a recurring end: the interval of KEDA's cron trigger, in which its target has as many
/// replicas as it asks for. Instants are whole seconds since 1970-01-01T00:00:00Z.
public struct CronWindow: Sendable, Equatable {
    let start: CronSchedule
    let end: CronSchedule
    let timeZone: TimeZone

    /// What is known of an instant, and until when it stays so.
    struct State: Sendable {
        var isOpen: Bool
        /// From when to before when the answer is the same.
        var validity: Range<Int>
    }

    /// Whether the window is open, as upstream decides it: open if the next end comes no later than the next start. So
    /// it is open from the start itself to just before the end. A schedule without a next time counts as one long past:
    /// a start that never comes leaves the window open, an end that never comes leaves it closed.
    func state(at now: Int) -> State {
        let nextStart = next(start, after: now)
        let nextEnd = next(end, after: now)
        guard let nextStart, let nextEnd else {
            // The search reaches five years ahead: what it did not find now, it may find the next time.
            return State(isOpen: nextStart == nil, validity: now..<now + 1)
        }
        return State(isOpen: nextEnd <= nextStart, validity: now..<min(nextStart, nextEnd))
    }

    /// The first instant after `now` at which the local clock shows a time of the schedule; nil where there is none up
    /// to the end of the fifth year from now.
    ///
    /// An hour that the clock skips has no such times, one that it repeats has them twice: `SpecSchedule.Next` of
    /// github.com/robfig/cron/v3.
    func next(_ schedule: CronSchedule, after now: Int) -> Int? {
        let earliest = now + 1
        let today = LocalClock.day(of: clock.local(at: earliest))
        let lastYear = CalendarTime.date(ofDay: Int64(today)).year + 5
        // A clock that was set back may show yesterday's date again.
        var day = today - 1
        while true {
            let date = CalendarTime.date(ofDay: Int64(day))
            if date.year > lastYear { return nil }
            if schedule.includes(date, day: day), let instant = next(schedule, onDay: day, from: earliest) {
                return instant
            }
            day += 1
        }
    }

    private func next(_ schedule: CronSchedule, onDay day: Int, from earliest: Int) -> Int? {
        let midnight = day * LocalClock.day
        if let offset = clock.steadyOffset(onDayFrom: midnight) {
            let local = earliest + offset - midnight
            return schedule.second(from: max(0, local)).map { midnight + $0 - offset }
        }
        // The clock changes about then: each time of the day may come once, twice or never.
        var first: Int?
        var second = 0
        let offsets = [clock.offset(at: midnight - LocalClock.day), clock.offset(at: midnight + 2 * LocalClock.day)]
        while let time = schedule.second(from: second) {
            for offset in offsets {
                let instant = midnight + time - offset
                if instant >= earliest, clock.offset(at: instant) == offset { first = min(first ?? instant, instant) }
            }
            second = time + 1
        }
        return first
    }

    private var clock: LocalClock { LocalClock(zone: timeZone) }

    /// The zone of an identifier of the tz database; nil for anything else, such as `GMT+3` or `PST`, which Foundation
    /// would take.
    static func timeZone(_ identifier: String) -> TimeZone? {
        let legacy = ["UTC", "GMT", "EST", "MST", "HST", "CET", "EET", "MET", "WET"]
        let isAbbreviation = TimeZone.abbreviationDictionary[identifier] != nil && !legacy.contains(identifier)
        guard !isAbbreviation, !identifier.hasPrefix("GMT+"), !identifier.hasPrefix("GMT-") else { return nil }
        return TimeZone(identifier: identifier)
    }
}
