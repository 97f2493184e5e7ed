/// How far a step is, and the line that says so.
package struct ProgressState: Sendable {
    /// Narrower than any usual terminal: a line that wraps cannot be redrawn.
    private static let width = 79

    private let label: String
    private let begunAt: HostInstant
    private var detail: String?
    private var counts: (done: Int, total: Int)?
    /// The estimated rest, and when it was estimated.
    private var estimate: (seconds: Double, at: HostInstant)?

    package init(label: String, begunAt: HostInstant, expectedSeconds: Double? = nil) {
        self.label = label
        self.begunAt = begunAt
        estimate = expectedSeconds.map { ($0, begunAt) }
    }

    package mutating func update(
        done: Int, of total: Int, remainingSeconds: Double?, detail: String?, at now: HostInstant
    ) {
        counts = (done, total)
        self.detail = detail
        if let remainingSeconds {
            estimate = (remainingSeconds, now)
        } else if done > 0 {
            estimate = (now.seconds(since: begunAt) * Double(total - done) / Double(done), now)
        }
    }

    package mutating func update(fraction: Double?, detail: String, at now: HostInstant) {
        self.detail = detail
        guard let fraction, fraction > 0 else { return }
        estimate = (now.seconds(since: begunAt) * (1 / fraction - 1), now)
    }

    /// `measuring 12/60, vote as vm, 3 min 20 s left`.
    package func line(at now: HostInstant) -> String {
        var text = label
        if let counts { text += " \(counts.done)/\(counts.total)" }
        if let detail { text += ", \(detail)" }
        if let estimate {
            let rest = estimate.seconds - now.seconds(since: estimate.at)
            text += rest > 0 ? ", \(Self.duration(rest)) left" : ", nearly done"
        } else {
            text += ", \(Self.duration(now.seconds(since: begunAt))) so far"
        }
        return String(text.prefix(Self.width))
    }

    /// `45 s`, `3 min 5 s` or `2 h 10 min`, rounded up.
    package static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
