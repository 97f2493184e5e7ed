import BootProbe
import CLinux
import Glibc

/// One connection through a relay: its two sockets, and what is on its way between them.
struct RelayedConnection {
    private let client: Int32
    private let service: Int32
    private var up: Flow
    private var down: Flow

    /// - Parameters:
    ///   - client: The socket of who connected.
    ///   - service: A connected one; neither blocks.
    init(client: Int32, service: Int32) {
        self.client = client
        self.service = service
        up = Flow(source: client, sink: service)
        down = Flow(source: service, sink: client)
    }

    /// What is waited for: from the client, and from the service.
    var interests: [pollfd] { [up.interest, down.interest] }

    /// Takes in what came and passes on what is due.
    ///
    /// - Returns: false where the connection is over, and its sockets are closed.
    mutating func advance(
        hasInput: (client: Bool, service: Bool), delaySeconds: Double, at now: HostInstant
    ) -> Bool {
        let due = now.advanced(bySeconds: delaySeconds)
        let isWhole =
            (!hasInput.client || up.receive(due: due)) && (!hasInput.service || down.receive(due: due))
            && up.send(at: now) && down.send(at: now)
        guard isWhole else {
            abort()
            return false
        }
        guard up.isOver, down.isOver else { return true }
        close(client)
        close(service)
        return false
    }

    /// Resets both sides.
    func abort() {
        bs_abort_connection(client)
        bs_abort_connection(service)
    }
}

/// One direction of a connection.
private struct Flow {
    let source: Int32
    let sink: Int32
    /// Pieces in order, each with the instant before which it does not go on.
    private var pieces: [(due: HostInstant, bytes: [UInt8])] = []
    private var hasEnded = false
    /// Whether the end was passed on, too.
    private(set) var isOver = false

    /// Beyond this many pieces the source has to wait, as for a full socket buffer.
    private static let piecesMax = 64

    init(source: Int32, sink: Int32) {
        self.source = source
        self.sink = sink
    }

    var interest: pollfd {
        // poll(2) leaves negative descriptors out.
        pollfd(fd: hasEnded || pieces.count >= Self.piecesMax ? -1 : source, events: Int16(POLLIN), revents: 0)
    }

    /// False where the source is broken.
    mutating func receive(due: HostInstant) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        let count = unsafe recv(source, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 { pieces.append((max(due, pieces.last?.due ?? due), Array(buffer.prefix(count)))) }
        if count == 0 { hasEnded = true }
        return count >= 0 || errno == EAGAIN || errno == EINTR
    }

    /// False where the sink is broken.
    mutating func send(at now: HostInstant) -> Bool {
        while let first = pieces.first, first.due <= now {
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
            let count = unsafe Glibc.send(sink, first.bytes, first.bytes.count, flags)
            guard count >= 0 else { return errno == EAGAIN || errno == EINTR }
            if count == first.bytes.count { pieces.removeFirst() } else { pieces[0].bytes.removeFirst(count) }
        }
        if hasEnded, pieces.isEmpty, !isOver {
            shutdown(sink, Int32(SHUT_WR))
            isOver = true
        }
        return true
    }
}
