/// What goes out next.
extension Connection {
    /// A stretch of the output, counted from `unacknowledged`, and whether the end follows it.
    struct Part {
        var offset: Int
        var count: Int
        var isEnd: Bool
    }

    /// Nil where the window, or what there is to say, is exhausted. There is no congestion window: all that a connection
    /// may have under way fits the initial one (RFC 6928).
    ///
    /// - Parameter isForced: one byte, or the end, goes even into a closed window, to learn of its opening (RFC 9293,
    ///   3.8.6.1).
    func nextPart(isForced: Bool) -> Part? {
        // Nothing comes behind an end that was acknowledged.
        guard state != .finWait2, state != .timeWait, state != .closed else { return nil }
        let offset = sendNext - unacknowledged
        let window = max(sendWindow, isForced ? 1 : 0)
        guard offset <= outputCount else { return nil }
        let count = max(min(outputCount - offset, min(maximumSegment, window - offset)), 0)
        let isEnd = closes && offset + count == outputCount && offset + count < window
        return count > 0 || isEnd ? Part(offset: offset, count: count, isEnd: isEnd) : nil
    }

    mutating func sent(_ part: Part, at now: Nanoseconds) {
        sendNext = sendNext + part.count + (part.isEnd ? 1 : 0)
        guard sendMaximum < sendNext else { return }
        sendMaximum = sendNext
        timer.sent(upTo: sendNext, at: now)
    }

    /// Waits for the acknowledgement, or for the opening of the window.
    mutating func armTimer(at now: Nanoseconds) {
        switch state {
        case .closed, .finWait2, .timeWait: break
        default:
            if awaitsAcknowledgement || outputCount > 0 || closes { timer.arm(at: now) } else { timer.disarm() }
        }
    }
}
