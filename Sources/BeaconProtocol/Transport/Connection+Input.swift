/// What the peer sends: bytes to their places, in whatever order they come (RFC 9293, 3.10.7.4, "Seventh" and "Eighth").
extension Connection {
    mutating func receive(_ segment: TCPSegment, into input: Bytes, at now: Nanoseconds) {
        guard segment.length > 0, !peerFinished else { return }
        owesAcknowledgement = true
        activeAt = now
        store(segment, into: input)
        guard segment.flags.contains(.end), segment.sequence + segment.payload.count == receiveNext else { return }
        receiveNext = receiveNext + 1
        peerFinished = true
        switch state {
        case .established: state = .closeWait
        case .finWait1: state = .closing
        case .finWait2: waitForLateSegments(at: now)
        default: break
        }
    }

    private mutating func store(_ segment: TCPSegment, into input: Bytes) {
        let offset = segment.sequence - receiveNext
        var payload = segment.payload
        if offset < 0 { payload = payload.from(min(-offset, payload.count)) }
        let gap = max(offset, 0)
        guard payload.count > 0 else { return }
        if closes {
            if gap == 0 { receiveNext = receiveNext + payload.count }
            return
        }
        let room = input.count - inputCount - gap
        guard room > 0 else { return }
        payload = payload.part(0, count: min(room, payload.count))
        let start = receiveNext + gap
        if gap > 0 {
            guard keepEarly(from: start, to: start + payload.count) else { return }
            input.copy(payload, to: inputCount + gap)
        } else {
            input.copy(payload, to: inputCount)
            advance(payload.count)
        }
    }

    /// Whether the stretch joins what came early before; one with a gap between is left for the peer to send again.
    private mutating func keepEarly(from start: SequenceNumber, to end: SequenceNumber) -> Bool {
        if earlyStart == earlyEnd {
            earlyStart = start
            earlyEnd = end
            return true
        }
        guard start <= earlyEnd, earlyStart <= end else { return false }
        if start < earlyStart { earlyStart = start }
        if earlyEnd < end { earlyEnd = end }
        return true
    }

    private mutating func advance(_ count: Int) {
        inputCount += count
        receiveNext = receiveNext + count
        guard earlyStart != earlyEnd, earlyStart <= receiveNext else { return }
        let more = max(earlyEnd - receiveNext, 0)
        inputCount += more
        receiveNext = receiveNext + more
        earlyStart = earlyEnd
    }

    /// Forgets the first bytes of the input, and moves what is behind them, the early stretch included.
    mutating func consume(_ count: Int, of input: Bytes) {
        precondition(count <= inputCount)
        let early = earlyStart == earlyEnd ? 0 : earlyEnd - receiveNext
        input.copy(input.part(count, count: inputCount - count + early), to: 0)
        inputCount -= count
        // Only a window that has become useful again is worth a segment (RFC 9293, 3.8.6.2.2).
        let gain = receiveNext + receiveWindow - advertisedEnd
        if gain >= ConnectionTable.inputSize / 2, advertisedEnd - receiveNext < ConnectionTable.inputSize / 2 {
            owesAcknowledgement = true
        }
    }
}
