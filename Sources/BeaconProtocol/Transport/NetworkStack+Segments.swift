/// The arrival of segments (RFC 9293, 3.10.7).
extension NetworkStack {
    mutating func receiveTCP(_ bytes: Bytes, from peer: Station, on platform: inout some Platform) {
        guard let segment = TCPSegment(bytes, from: peer.address, to: address) else { return }
        if segment.targetPort == port, let slot = table.find(peer.address, segment.sourcePort) {
            receive(segment, at: slot, from: peer, on: &platform)
        } else if segment.flags.contains(.reset) {
            return
        } else if segment.targetPort == port, isListening, segment.flags.isOpening {
            open(segment, from: peer, on: &platform)
        } else {
            transmitReset(to: segment, of: peer, on: &platform)
        }
    }

    private mutating func receive(
        _ segment: TCPSegment, at slot: Int, from peer: Station, on platform: inout some Platform
    ) {
        if isReopening(segment, slot) {
            table.remove(slot)
            return open(segment, from: peer, on: &platform)
        }
        guard table.entries[slot].isAcceptable(segment) else {
            return refuse(segment, at: slot, on: &platform)
        }
        if segment.flags.contains(.reset) {
            // Only an exact hit ends the connection, all else is questioned (RFC 5961, 3.2).
            guard segment.sequence == table.entries[slot].receiveNext else {
                return transmitAcknowledgement(slot, on: &platform)
            }
            return table.remove(slot)
        }
        guard !segment.flags.contains(.synchronize) else {
            return transmitAcknowledgement(slot, on: &platform)
        }
        guard segment.flags.contains(.acknowledge), acknowledge(segment, at: slot, of: peer, on: &platform) else {
            return
        }
        table.entries[slot].peer = peer
        table.entries[slot].receive(segment, into: table.input(slot), at: platform.now)
        serve(slot, on: &platform)
        send(slot, on: &platform)
    }

    /// A new connection of the same ports as one that is over (RFC 9293, 3.6.1).
    private func isReopening(_ segment: TCPSegment, _ slot: Int) -> Bool {
        table.entries[slot].state == .timeWait && segment.flags.isOpening
            && table.entries[slot].receiveNext <= segment.sequence
    }

    /// Outside the window: late or repeated. The peer learns where the connection is.
    private mutating func refuse(_ segment: TCPSegment, at slot: Int, on platform: inout some Platform) {
        guard !segment.flags.contains(.reset) else { return }
        let isRepeatedOpening =
            table.entries[slot].state == .synReceived && segment.flags.isOpening
            && segment.sequence + 1 == table.entries[slot].receiveNext
        if isRepeatedOpening {
            transmitOpening(slot, on: &platform)
        } else {
            transmitAcknowledgement(slot, on: &platform)
        }
    }

    /// Whether the segment is to be read further.
    private mutating func acknowledge(
        _ segment: TCPSegment, at slot: Int, of peer: Station, on platform: inout some Platform
    ) -> Bool {
        if table.entries[slot].state == .synReceived {
            guard segment.acknowledgement == table.entries[slot].sendMaximum else {
                transmitReset(to: segment, of: peer, on: &platform)
                return false
            }
            table.entries[slot].state = .established
        }
        guard let done = table.entries[slot].acknowledge(segment, at: platform.now) else {
            transmitAcknowledgement(slot, on: &platform)
            return false
        }
        if table.entries[slot].state == .closed {
            table.remove(slot)
            return false
        }
        let output = table.output(slot)
        output.copy(output.part(done, count: table.entries[slot].outputCount), to: 0)
        table.note(deadline: table.entries[slot].timer.deadline)
        return true
    }

    private mutating func open(_ segment: TCPSegment, from peer: Station, on platform: inout some Platform) {
        let now = platform.now
        if table.isFull { reclaim(at: now) }
        // Still full: the peer asks again by itself, so that a burst costs it a second and not an error.
        guard let slot = table.insert(peer, segment.sourcePort) else { return }
        let first = firstSequenceNumber(for: peer.address, segment.sourcePort, at: now)
        table.entries[slot].state = .synReceived
        table.entries[slot].activeAt = now
        table.entries[slot].unacknowledged = first
        table.entries[slot].sendNext = first
        table.entries[slot].sendMaximum = first + 1
        table.entries[slot].sendWindow = segment.window
        table.entries[slot].windowSequence = segment.sequence
        table.entries[slot].windowAcknowledgement = first
        table.entries[slot].maximumSegment = min(max(segment.maximumSegment, 64), Self.maximumSegment)
        table.entries[slot].receiveNext = segment.sequence + 1
        table.entries[slot].earlyStart = segment.sequence
        table.entries[slot].earlyEnd = segment.sequence
        transmitOpening(slot, on: &platform)
        table.entries[slot].timer.sent(upTo: first + 1, at: now)
    }

    /// A tick each 4 µs and a hash of the peer (RFC 6528), so that the numbers of connections that
    /// follow each other grow.
    private func firstSequenceNumber(for address: IPv4Address, _ port: UInt16, at now: Nanoseconds) -> SequenceNumber {
        let hash = PeerHash.value(address, port, secret: ~secret)
        return SequenceNumber(rawValue: UInt32(truncatingIfNeeded: hash) &+ UInt32(truncatingIfNeeded: now / 4000))
    }
}

extension TCPSegment.Flags {
    var isOpening: Bool { contains(.synchronize) && !contains(.acknowledge) }
}
