import Foundation
import Glibc

/// Answers every HTTP request with the metrics, one connection at a time: a scraper asks now and then.
struct MetricsServer {
    private let descriptor: Int32
    private let metrics: WorkerMetrics

    /// Listens.
    ///
    /// - Throws: the system's reason.
    init(on address: SocketAddress, _ metrics: WorkerMetrics) throws(WorkerError) {
        self.metrics = metrics
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var reuse: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = address.port.bigEndian
        guard unsafe inet_pton(AF_INET, address.host, &name.sin_addr) == 1 else {
            throw .metrics("\(address.host) is no IPv4 address")
        }
        let isBound = unsafe withUnsafePointer(to: name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isBound, listen(descriptor, 16) == 0 else {
            throw unsafe .metrics("cannot listen at \(address): \(String(cString: strerror(errno)))")
        }
    }

    /// Serves on a thread of its own, until the process ends.
    func start() {
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                if connection >= 0 {
                    answer(connection)
                    close(connection)
                } else if errno != EINTR, errno != ECONNABORTED {
                    // Too few descriptors, for example; not for long.
                    sleep(1)
                }
            }
        }
    }

    private static let timeoutSeconds = 2

    private func answer(_ connection: Int32) {
        var limit = timeval(tv_sec: Self.timeoutSeconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(connection, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        // Whatever is asked for: but read, or the peer's kernel would reset the connection under the answer.
        var request = [UInt8](repeating: 0, count: 4096)
        guard unsafe recv(connection, &request, request.count, 0) > 0 else { return }
        let body = metrics.text
        let head =
            "HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        var rest = Array((head + body).utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
