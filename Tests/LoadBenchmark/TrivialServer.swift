import BootProbe
import Foundation
import Glibc

/// A web server on a loopback port and a CPU of its own, with as little to do for a request as there can be.
final class TrivialServer: Sendable {
    let endpoint: Endpoint
    private let listener: Int32

    private static let backlog: Int32 = 4096
    private static let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".utf8)

    /// Serves until the process ends.
    init(cpu: Int) throws(BootProbeError) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // A connection is accepted with its request: no thread waits for one that is still on its way.
        var seconds: Int32 = 5
        unsafe setsockopt(
            listener, Int32(IPPROTO_TCP), TCP_DEFER_ACCEPT, &seconds, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound, listen(listener, Self.backlog) == 0 else {
            throw BootProbeError(.operatingSystem, "the benchmark's server cannot listen")
        }
        endpoint = Endpoint(address: "127.0.0.1", port: UInt16(bigEndian: address.sin_port))
        let thread = Thread { [self] in
            do throws(BootProbeError) {
                try CPUAffinity.pinThread(to: cpu)
                serve()
            } catch {
                FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
                exit(error.code.rawValue)
            }
        }
        thread.start()
    }

    private func serve() {
        var request = [UInt8](repeating: 0, count: 4096)
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { continue }
            _ = unsafe recv(connection, &request, request.count, 0)
            _ = unsafe send(connection, Self.answer, Self.answer.count, Int32(MSG_NOSIGNAL))
            close(connection)
        }
    }
}
