/// What the peer's acknowledgements say of what was sent (RFC 9293, 3.10.7.4, "Fifth, check the ACK field").
extension Connection {
    /// How long a connection that is over keeps its entry, so that late segments are not taken for those of a new one.
    /// Twice the life of a segment would be minutes (RFC 9293, 3.4.3); a laboratory's network holds none that long, and
    /// the entries are few.
    static let timeWait: Nanoseconds = 10_000_000_000

    /// How long the peer may take to end its side.
    static let halfClosedLimit: Nanoseconds = 30_000_000_000

    /// - Returns: how many bytes at the begin of the output are done with; nil for what acknowledges the unsent.
    mutating func acknowledge(_ segment: TCPSegment, at now: Nanoseconds) -> Int? {
        let number = segment.acknowledgement
        guard number <= sendMaximum else { return nil }
        var done = 0
        if unacknowledged < number {
            done = min(number - unacknowledged, outputCount)
            let isEndAcknowledged = closes && number - unacknowledged > outputCount
            outputCount -= done
            unacknowledged = number
            if sendNext < number { sendNext = number }
            timer.acknowledged(number, at: now)
            if isEndAcknowledged { endWasAcknowledged(at: now) }
        }
        if unacknowledged == number { updateWindow(segment) }
        return done
    }

    /// A late segment must not bring back an old window.
    private mutating func updateWindow(_ segment: TCPSegment) {
        let isNewer =
            windowSequence < segment.sequence
            || (windowSequence == segment.sequence && windowAcknowledgement <= segment.acknowledgement)
        guard isNewer else { return }
        // What went into a closed window was thrown away by the peer.
        if sendWindow == 0, segment.window > 0, sendNext != unacknowledged, outputCount > 0 {
            sendNext = unacknowledged
        }
        if segment.window == 0 { timer.peerAnswered() }
        sendWindow = segment.window
        windowSequence = segment.sequence
        windowAcknowledgement = segment.acknowledgement
    }

    private mutating func endWasAcknowledged(at now: Nanoseconds) {
        switch state {
        case .finWait1:
            state = .finWait2
            timer.expire(at: now + Self.halfClosedLimit)
        case .closing: waitForLateSegments(at: now)
        case .lastAcknowledgement: state = .closed
        default: break
        }
    }

    mutating func waitForLateSegments(at now: Nanoseconds) {
        state = .timeWait
        timer.expire(at: now + Self.timeWait)
    }
}
