/// A change of a group's sizes at a time, once or repeatedly: "Scheduled scaling for Amazon EC2 Auto Scaling".
package struct AWSScheduledAction: Sendable, Equatable {
    package var name: String
    /// Seconds since 1970; nil where only the recurrence says.
    package var start: Double?
    package var end: Double?
    var recurrence: CalendarSchedule?
    /// What the recurrence is told by; start and end are in UTC.
    var clock = LocalClock.utc
    package var minSize: Int?
    package var maxSize: Int?
    package var desiredCapacity: Int?

    /// When it runs first after `time`, seconds since 1970; nil where it does not run again.
    ///
    /// "If you specify a start time, Amazon EC2 Auto Scaling performs the action at this time, and then performs the
    /// action based on the specified recurrence." "If a recurrence time exactly matches the end time, Amazon EC2 Auto
    /// Scaling will not perform the scheduled action at the end time."
    package func next(after time: Double) -> Double? {
        let next = start.flatMap { $0 > time ? $0 : nil } ?? recurs(after: time)
        return next.flatMap { next in end.map { next < $0 } ?? true ? next : nil }
    }
}

extension AWSScheduledAction {
    /// When it runs for the last time up to `now`; it runs at `time`.
    func last(upTo now: Double, from time: Double) -> Double {
        let latest = end.map { min(now, $0.nextDown) } ?? now
        let recurring = recurrence?.latest(
            upTo: Int(latest.rounded(.down)), after: Int(time.rounded(.down)), on: clock)
        return recurring.map(Double.init) ?? time
    }

    private func recurs(after time: Double) -> Double? {
        recurrence?.first(after: Int(time.rounded(.down)), on: clock).map(Double.init)
    }
}

/// Which scheduled actions are due.
struct AWSSchedule: Sendable {
    private let actions: [AWSScheduledAction]
    /// Of each action, seconds since 1970.
    private var next: [Double?] = []
    private var isStarted = false

    /// A longer time between two evaluations is taken for this long, seconds.
    private static let longestGap = 31 * 86_400.0

    init(_ actions: [AWSScheduledAction]) { self.actions = actions }

    /// What has become due since the last evaluation, in the order of the times, then of the files; what became so more
    /// than once, at its last time only, after which it is as if it had run each time.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - first: at the first evaluation, the earliest time that counts.
    mutating func due(at now: Double, first: Double) -> [AWSScheduledAction] {
        if !isStarted { next = actions.map { $0.next(after: first.nextDown) } }
        isStarted = true
        var due: [(time: Double, number: Int)] = []
        for (number, action) in actions.enumerated() {
            if let time = next[number], time < now - Self.longestGap {
                next[number] = action.next(after: now - Self.longestGap)
            }
            guard let time = next[number], time <= now else { continue }
            let last = action.last(upTo: now, from: time)
            due.append((last, number))
            next[number] = action.next(after: last)
        }
        return due.sorted { ($0.time, $0.number) < ($1.time, $1.number) }.map { actions[$0.number] }
    }
}
