import BootProbe
import CLinux
import Foundation
import Glibc
import Synchronization

/// A listener on loopback that treats each connection as a test wants it.
final class StubServer: Sendable {
    /// What to do with one accepted connection; the server closes it afterwards.
    typealias Handler = @Sendable (_ connection: Int32, _ number: Int) -> Void

    let endpoint: Endpoint
    private let listener: Int32
    private let isStopped = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    /// Listens on 127.0.0.1; port 0 takes a free one.
    init(port: UInt16 = 0, handler: @escaping Handler) {
        let loopback = UInt32(0x7f00_0001).bigEndian
        listener = bs_open_listener(loopback, port, 512)
        precondition(listener >= 0, "cannot listen on 127.0.0.1:\(port): errno \(-listener)")
        endpoint = Endpoint(address: "127.0.0.1", port: UInt16(bs_local_port(listener)))
        Thread.detachNewThread { [self] in
            serve(handler)
            ended.signal()
        }
    }

    /// Stops listening; connections not yet accepted are reset.
    func stop() {
        isStopped.withLock { $0 = true }
        shutdown(listener, Int32(SHUT_RDWR))
        ended.wait()
        close(listener)
    }

    private func serve(_ handler: @escaping Handler) {
        var number = 0
        while true {
            let connection = accept(listener, nil, nil)
            if isStopped.withLock({ $0 }) { return }
            if connection < 0 { continue }
            number += 1
            let current = number
            Thread.detachNewThread {
                handler(connection, current)
                close(connection)
            }
        }
    }

    /// A port on which nothing listens.
    static func unusedPort() -> UInt16 {
        let server = StubServer { _, _ in }
        server.stop()
        return server.endpoint.port
    }

    static func write(_ text: String, to connection: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    static func readRequest(from connection: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        _ = unsafe recv(connection, &buffer, buffer.count, 0)
    }

    static func response(_ body: String, status: String = "200 OK") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    }
}
