import BootProbe
import CLinux
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
        let address = Endpoint(address: "127.0.0.1", port: 0)
        listener = unsafe bs_open_listener(inet_addr(address.address), address.port, Self.backlog)
        let port = bs_local_port(listener)
        guard listener >= 0, port > 0 else {
            throw BootProbeError(.operatingSystem, "the benchmark's server cannot listen")
        }
        endpoint = Endpoint(address: address.address, port: UInt16(port))
        // A connection is accepted with its request: no thread waits for one that is still on its way.
        var seconds: Int32 = 5
        unsafe setsockopt(
            listener, Int32(IPPROTO_TCP), TCP_DEFER_ACCEPT, &seconds, socklen_t(MemoryLayout<Int32>.size))
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
