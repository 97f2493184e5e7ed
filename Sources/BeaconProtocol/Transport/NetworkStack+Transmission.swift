/// The sending of segments.
extension NetworkStack {
    /// What an Ethernet frame holds beside the two headers.
    static var maximumSegment: Int { Ethernet.maximumFrameSize - IPv4.payloadOffset - TCPSegment.headerSize }

    /// Sends all that the window allows, and the acknowledgement that is owed if nothing carries it.
    mutating func send(_ slot: Int, isForced: Bool = false, on platform: inout some Platform) {
        var isForced = isForced
        while table.entries[slot].state != .synReceived, let part = table.entries[slot].nextPart(isForced: isForced) {
            transmit(part, of: slot, on: &platform)
            isForced = false
        }
        if table.entries[slot].owesAcknowledgement { transmitAcknowledgement(slot, on: &platform) }
        awaitAnswer(slot, at: platform.now)
    }

    private mutating func transmit(_ part: Connection.Part, of slot: Int, on platform: inout some Platform) {
        let bytes = table.output(slot).part(part.offset, count: part.count)
        frame.copy(bytes, to: IPv4.payloadOffset + TCPSegment.headerSize)
        var flags = TCPSegment.Flags.acknowledge
        if part.count > 0 { flags = flags.union(.push) }
        if part.isEnd { flags = flags.union(.end) }
        transmitSegment(
            slot, flags, sequence: table.entries[slot].sendNext, payloadCount: part.count, on: &platform)
        table.entries[slot].sent(part, at: platform.now)
        if !hasAnswered, part.count > 0, part.offset + part.count == table.entries[slot].outputCount {
            hasAnswered = true
            platform.reach(.firstAnswer)
        }
    }

    mutating func transmitAcknowledgement(_ slot: Int, on platform: inout some Platform) {
        let number =
            table.entries[slot].state == .synReceived
            ? table.entries[slot].sendMaximum : table.entries[slot].sendNext
        transmitSegment(slot, .acknowledge, sequence: number, payloadCount: 0, on: &platform)
    }

    /// The answer to the peer's opening, with the one option that is offered: the maximum segment size.
    mutating func transmitOpening(_ slot: Int, on platform: inout some Platform) {
        let options = frame.part(IPv4.payloadOffset + TCPSegment.headerSize, count: 4)
        options.set(UInt16(0x0204), at: 0)
        options.set(UInt16(Self.maximumSegment), at: 2)
        transmitSegment(
            slot, .synchronize.union(.acknowledge), sequence: table.entries[slot].unacknowledged, payloadCount: 0,
            optionsCount: 4, on: &platform)
        table.entries[slot].sendNext = table.entries[slot].sendMaximum
        awaitAnswer(slot, at: platform.now)
    }

    private mutating func awaitAnswer(_ slot: Int, at now: Nanoseconds) {
        table.entries[slot].armTimer(at: now)
        table.note(deadline: table.entries[slot].timer.deadline)
    }

    private mutating func transmitSegment(
        _ slot: Int, _ flags: TCPSegment.Flags, sequence: SequenceNumber, payloadCount: Int, optionsCount: Int = 0,
        on platform: inout some Platform
    ) {
        let window = table.entries[slot].receiveWindow
        table.entries[slot].owesAcknowledgement = false
        table.entries[slot].advertisedEnd = table.entries[slot].receiveNext + window
        writeSegment(
            port: table.entries[slot].peerPort, flags, sequence: sequence,
            acknowledgement: table.entries[slot].receiveNext, window: window, optionsCount: optionsCount,
            payloadCount: payloadCount, to: table.entries[slot].peer.address)
        transmitPacket(
            IPv4.tcp, payloadCount: TCPSegment.headerSize + optionsCount + payloadCount,
            to: table.entries[slot].peer, on: &platform)
    }

    /// For a segment that belongs to no connection (RFC 9293, 3.10.7.1).
    mutating func transmitReset(to segment: TCPSegment, of peer: Station, on platform: inout some Platform) {
        let isAnswer = segment.flags.contains(.acknowledge)
        writeSegment(
            from: segment.targetPort, port: segment.sourcePort, isAnswer ? .reset : .reset.union(.acknowledge),
            sequence: isAnswer ? segment.acknowledgement : SequenceNumber(rawValue: 0),
            acknowledgement: isAnswer ? SequenceNumber(rawValue: 0) : segment.sequence + segment.length, window: 0,
            optionsCount: 0, payloadCount: 0, to: peer.address)
        transmitPacket(IPv4.tcp, payloadCount: TCPSegment.headerSize, to: peer, on: &platform)
    }

    /// Gives a connection up.
    mutating func abort(_ slot: Int, on platform: inout some Platform) {
        transmitSegment(
            slot, .reset.union(.acknowledge), sequence: table.entries[slot].sendNext, payloadCount: 0, on: &platform)
        table.remove(slot)
    }

    /// The header, in front of options and payload that are already in the frame.
    private func writeSegment(
        from source: UInt16? = nil, port target: UInt16, _ flags: TCPSegment.Flags, sequence: SequenceNumber,
        acknowledgement: SequenceNumber, window: Int, optionsCount: Int, payloadCount: Int, to peer: IPv4Address
    ) {
        let headerSize = TCPSegment.headerSize + optionsCount
        let segment = frame.part(IPv4.payloadOffset, count: headerSize + payloadCount)
        segment.set(source ?? port, at: 0)
        segment.set(target, at: 2)
        segment.set(sequence.rawValue, at: 4)
        segment.set(acknowledgement.rawValue, at: 8)
        segment[12] = UInt8(headerSize / 4) << 4
        segment[13] = flags.rawValue
        segment.set(UInt16(window), at: 14)
        segment.set(UInt32(0), at: 16)
        segment.set(InternetChecksum.ofSegment(segment, between: address, and: peer), at: 16)
    }
}
