import CLinux
import Glibc

/// Requests over TCP from a thread to itself: what the kernel does for a service's request, without anybody to wait for.
struct LoopbackExchange: ~Copyable {
    private static let address = UInt32(INADDR_LOOPBACK).bigEndian
    /// About a small request's with its headers, and its answer's.
    private static let messageBytes = 300

    private let listener: FileDescriptor
    private let port: UInt16

    /// Nil where this network namespace has no loopback device.
    init?() {
        let number = bs_open_listener(Self.address, 0, 8)
        guard number >= 0 else { return nil }
        listener = FileDescriptor(owning: number)
        port = UInt16(bs_local_port(number))
    }

    /// Connects, accepts, sends there and back, and leaves no connection behind that would keep its port.
    func run() {
        let client = bs_start_connection(Self.address, port)
        guard client >= 0 else { return }
        defer { bs_abort_connection(client) }
        // On this device a connection is there before connect(2) returns.
        guard bs_socket_error(client) == 0 else { return }
        let server = accept(listener.number, nil, nil)
        guard server >= 0 else { return }
        defer { bs_abort_connection(server) }
        _ = unsafe withUnsafeTemporaryAllocation(byteCount: Self.messageBytes, alignment: 1) { message in
            for (from, to) in [(client, server), (server, client)] {
                _ = unsafe send(from, message.baseAddress, message.count, Int32(MSG_NOSIGNAL))
                _ = unsafe recv(to, message.baseAddress, message.count, Int32(MSG_DONTWAIT))
            }
        }
    }
}
