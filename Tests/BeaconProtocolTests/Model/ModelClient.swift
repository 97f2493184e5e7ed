/// A plain TCP client, written apart from the stack under test: it sends a stream in pieces, sends again what is not
/// acknowledged, and takes what comes in order.
final class ModelClient {
    enum State { case opening, open, closed, reset }

    let address: [UInt8]
    let port: UInt16
    private(set) var state = State.opening
    private(set) var received: [UInt8] = []
    private(set) var nextTimeout: Int64 = 0

    private let stream: [UInt8]
    private let pieceSize: Int
    /// Ends its side right behind the requests, instead of after the guest has ended its own.
    private let closesEarly: Bool
    private let initial: UInt32
    private var acknowledged = 0
    private var guestNext: UInt32 = 0
    private var guestHasEnded = false
    private var attempts = 0

    init(address: [UInt8], port: UInt16, stream: [UInt8], pieceSize: Int, closesEarly: Bool, initial: UInt32) {
        self.address = address
        self.port = port
        self.stream = stream
        self.pieceSize = pieceSize
        self.closesEarly = closesEarly
        self.initial = initial
    }

    private var ends: Bool { closesEarly || guestHasEnded }

    /// Position 0 is the opening, the stream begins at 1, the end is behind it.
    private func sequence(_ position: Int) -> UInt32 { initial &+ UInt32(position) }

    private func segment(_ flags: UInt8, at position: Int, _ payload: [UInt8] = []) -> [UInt8] {
        WireSegment(
            source: port, sequence: sequence(position), acknowledgement: flags & WireSegment.ack == 0 ? 0 : guestNext,
            flags: flags, window: 4096, options: flags & WireSegment.syn == 0 ? [] : [2, 4, 5, 0xb4], payload: payload
        ).frame(from: address)
    }

    /// All that is not acknowledged; the first time, and whenever its timer expires.
    func send(at now: Int64) -> [[UInt8]] {
        guard state == .opening || state == .open else { return [] }
        nextTimeout = now + 300_000_000 << Int64(min(attempts, 5))
        attempts += 1
        if state == .opening { return [segment(WireSegment.syn, at: 0)] }
        var frames: [[UInt8]] = []
        var offset = acknowledged - 1
        while offset < stream.count {
            let end = min(offset + pieceSize, stream.count)
            frames.append(segment(WireSegment.ack, at: offset + 1, Array(stream[offset..<end])))
            offset = end
        }
        if ends, acknowledged <= stream.count + 1 {
            frames.append(segment(WireSegment.ack | WireSegment.fin, at: stream.count + 1))
        }
        return frames
    }

    func receive(_ arrived: WireSegment, at now: Int64) -> [[UInt8]] {
        guard state == .opening || state == .open else {
            // Late news after the end get the last acknowledgement again.
            return arrived.flags & WireSegment.fin != 0 ? [segment(WireSegment.ack, at: stream.count + 2)] : []
        }
        if arrived.flags & WireSegment.rst != 0 {
            state = .reset
            return []
        }
        if state == .opening {
            guard arrived.flags & WireSegment.syn != 0, arrived.acknowledgement == sequence(1) else { return [] }
            state = .open
            guestNext = arrived.sequence &+ 1
            progress(to: 1)
            return send(at: now)
        }
        let position = Int(Int32(bitPattern: arrived.acknowledgement &- initial))
        precondition(position <= stream.count + 2, "acknowledges what was never sent")
        if position > acknowledged { progress(to: position) }
        return take(arrived, at: now)
    }

    private func progress(to position: Int) {
        acknowledged = position
        attempts = 0
    }

    private func take(_ arrived: WireSegment, at now: Int64) -> [[UInt8]] {
        let offset = Int(Int32(bitPattern: guestNext &- arrived.sequence))
        let endFlag = arrived.flags & WireSegment.fin != 0
        var replies: [[UInt8]] = []
        if !arrived.payload.isEmpty || endFlag || arrived.flags & WireSegment.syn != 0 {
            if offset >= 0, offset <= arrived.payload.count {
                received += arrived.payload[offset...]
                guestNext = guestNext &+ UInt32(arrived.payload.count - offset)
                if endFlag, !guestHasEnded {
                    guestNext = guestNext &+ 1
                    guestHasEnded = true
                    replies += send(at: now)
                }
            }
            replies.append(segment(WireSegment.ack, at: min(acknowledged, stream.count + 1)))
        }
        if guestHasEnded, acknowledged == stream.count + 2 { state = .closed }
        return replies
    }
}
