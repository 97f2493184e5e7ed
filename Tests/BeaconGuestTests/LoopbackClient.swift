import CLinux
import Glibc

/// A connection to this host, read with a limit of 20 s.
final class LoopbackClient {
    private static let address: UInt32 = 0x0100_007f

    private let descriptor: Int32
    /// What came since the last question.
    private var received: [UInt8] = []

    init(port: UInt16) {
        descriptor = bs_start_connection(Self.address, port)
        precondition(descriptor >= 0)
    }

    deinit { close(descriptor) }

    /// A port that nothing listened on a moment ago.
    static func freePort() throws -> UInt16 {
        let listener = bs_bind_listener(address, 0)
        precondition(listener >= 0)
        defer { close(listener) }
        return UInt16(bs_local_port(listener))
    }

    var text: String { String(decoding: received, as: UTF8.self) }

    func send(_ text: String) {
        received = []
        let bytes = Array(text.utf8)
        _ = wait(for: Int16(POLLOUT))
        _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Until `end` has come, or the peer has ended the connection; false after 20 s.
    func receive(until end: String) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.hasSuffix(end) {
            guard wait(for: Int16(POLLIN)) else { return false }
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            received += buffer[0..<count]
        }
        return true
    }

    private func wait(for events: Int16) -> Bool {
        var poll = pollfd(fd: descriptor, events: events, revents: 0)
        return unsafe bs_poll(&poll, 1, 20_000_000_000) > 0
    }
}
