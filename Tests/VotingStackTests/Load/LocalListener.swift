import Foundation
import Glibc
import Synchronization

/// A trivial HTTP server on a loopback port of its own, on one thread: it answers every request with the same bytes.
final class LocalListener: Sendable {
    enum Behaviour: Sendable {
        case answer(status: Int, afterSeconds: Double)
        case hangUp
        case silent
    }

    let port: UInt16
    private let descriptor: Int32
    private let behaviour: Behaviour
    private let seen = Mutex<[String]>([])

    init(_ behaviour: Behaviour) {
        self.behaviour = behaviour
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe bind(descriptor, $0, length)
                _ = unsafe getsockname(descriptor, $0, &length)
            }
        }
        listen(descriptor, 1024)
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
        let thread = Thread { [self] in serve() }
        thread.start()
    }

    /// Whole requests received so far.
    var requests: [String] { seen.withLock { $0 } }

    /// Ends the thread, which closes the listener: its number must not be reused while the thread accepts.
    func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private func serve() {
        defer { close(descriptor) }
        while true {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { return }
            handle(connection)
        }
    }

    private func handle(_ connection: Int32) {
        if case .silent = behaviour { return }
        defer { close(connection) }
        if case .hangUp = behaviour { return }
        guard case .answer(let status, let seconds) = behaviour else { return }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(connection, &buffer, buffer.count)
        seen.withLock { $0.append(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)) }
        if seconds > 0 { Thread.sleep(forTimeInterval: seconds) }
        let answer = "HTTP/1.1 \(status) X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
        // A probe gives up connections that it needs no more.
        _ = unsafe answer.withCString { unsafe send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
    }
}
