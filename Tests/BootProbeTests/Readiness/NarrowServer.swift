import BootProbe
import CLinux
import Foundation
import Glibc

/// A listener whose queue of one connection is full for 70 ms from its first answer on: the kernel drops requests to
/// connect then.
final class NarrowServer: Sendable {
    let endpoint: Endpoint
    private let listener: Int32
    private let ended = DispatchSemaphore(value: 0)
    private static let loopback = UInt32(0x7f00_0001).bigEndian

    init(answer: String) {
        listener = bs_open_listener(Self.loopback, 0, 0)
        precondition(listener >= 0)
        endpoint = Endpoint(address: "127.0.0.1", port: UInt16(bs_local_port(listener)))
        Thread.detachNewThread { [self] in
            serve(answer)
            ended.signal()
        }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        ended.wait()
        close(listener)
    }

    private func serve(_ answer: String) {
        var fillers: [Int32] = []
        while true {
            let connection = accept(listener, nil, nil)
            if connection < 0 { break }
            if fillers.isEmpty {
                fillers = (0..<3).map { _ in bs_start_connection(Self.loopback, endpoint.port) }
                Self.reply(answer, to: connection)
                usleep(70_000)
                for filler in fillers { close(filler) }
            } else {
                Self.reply(answer, to: connection)
            }
        }
    }

    private static func reply(_ answer: String, to connection: Int32) {
        StubServer.readRequest(from: connection)
        StubServer.write(answer, to: connection)
        close(connection)
    }
}
