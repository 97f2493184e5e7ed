/// When to send again what was not acknowledged (RFC 6298).
struct RetransmissionTimer {
    private static let initial: Nanoseconds = 1_000_000_000
    /// Linux's own: RFC 6298 asks for 1 s, which was chosen for clocks of 500 ms.
    private static let minimum: Nanoseconds = 200_000_000
    private static let maximum: Nanoseconds = 60_000_000_000

    /// When it expires; `.max` where nothing is awaited.
    private(set) var deadline = Nanoseconds.max
    /// How often it expired since the peer last acknowledged something.
    private(set) var attempts = 0

    private var smoothed: Nanoseconds = 0
    private var variation: Nanoseconds = 0
    private var timeout = Self.initial
    private var sampleBegin: Nanoseconds?
    private var sampleEnd = SequenceNumber(rawValue: 0)

    mutating func arm(at now: Nanoseconds) {
        if deadline == .max { deadline = now + min(timeout << Nanoseconds(min(attempts, 8)), Self.maximum) }
    }

    mutating func disarm() { deadline = .max }

    /// For what ends a connection that the peer has left, instead of sending again.
    mutating func expire(at instant: Nanoseconds) { deadline = instant }

    mutating func expired() {
        attempts += 1
        deadline = .max
        // Karn's algorithm: of what is sent twice nobody knows which was acknowledged.
        sampleBegin = nil
    }

    /// Times one segment at once, the one that ends before `end`.
    mutating func sent(upTo end: SequenceNumber, at now: Nanoseconds) {
        guard sampleBegin == nil else { return }
        sampleBegin = now
        sampleEnd = end
    }

    /// Something new was acknowledged.
    mutating func acknowledged(_ number: SequenceNumber, at now: Nanoseconds) {
        attempts = 0
        deadline = .max
        guard let begin = sampleBegin, sampleEnd <= number else { return }
        sampleBegin = nil
        let sample = max(now - begin, 1)
        if smoothed == 0 {
            smoothed = sample
            variation = sample / 2
        } else {
            variation = (3 * variation + abs(smoothed - sample)) / 4
            smoothed = (7 * smoothed + sample) / 8
        }
        timeout = min(max(smoothed + 4 * variation, Self.minimum), Self.maximum)
    }

    /// The peer is there, though it takes nothing.
    mutating func peerAnswered() { attempts = min(attempts, 4) }
}
