import BootProbe
import CLinux
import Foundation
import Glibc

/// Measures the probe's own error: how long after the known opening of a listener on loopback its first answer is
/// seen, over `<trials>` openings.
struct ProbeBias {
    private let trials: Int

    init(_ arguments: [String]) throws(BootProbeError) {
        guard let trials = arguments.first.flatMap({ Int($0) }), trials > 1 else {
            throw BootProbeError(.usage, "expected a number of trials")
        }
        self.trials = trials
    }

    func run() throws(BootProbeError) {
        var errors: [Double] = []
        var covered = 0
        for trial in 0..<trials {
            let openedAt = Listener.open(afterSeconds: 0.02 + Double(trial % 97) * 0.0000731)
            let endpoint = Endpoint(address: "127.0.0.1", port: Listener.port)
            let probe = try ReadinessProbe(
                endpoint: endpoint, readiness: .http(path: "/", status: 200, contains: ["Cats", "Dogs"]))
            let start = HostInstant.now
            let result = probe.run(launchedAt: start, deadline: start.advanced(bySeconds: 10)) { nil }
            let opened = openedAt()
            guard let answer = result.firstAnswer, let earliest = result.earliestAnswerAt else {
                throw BootProbeError(.failed, "no answer: \(result)")
            }
            errors.append(answer.lastByteAt.seconds(since: opened))
            let exchange = answer.lastByteAt.seconds(since: answer.sentAt)
            if earliest <= opened.advanced(bySeconds: exchange), opened <= answer.lastByteAt { covered += 1 }
        }
        errors.sort()
        func quantile(_ share: Double) -> Double { errors[Int(share * Double(errors.count - 1))] * 1e3 }
        Fixture.say(
            "error in ms: median \(quantile(0.5)), p90 \(quantile(0.9)), p99 \(quantile(0.99)), max \(quantile(1)); "
                + "interval held the opening in \(covered) of \(trials)", to: .standardOutput)
    }
}

/// A listener that opens at a known instant and answers one connection.
private enum Listener {
    static let port: UInt16 = 18099

    /// Opens on a thread of its own; the result waits for that, and returns its instant.
    static func open(afterSeconds seconds: Double) -> () -> HostInstant {
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var opened = HostInstant(nanoseconds: 0)
        Thread.detachNewThread {
            usleep(UInt32(seconds * 1e6))
            let descriptor = bs_open_listener(UInt32(0x7f00_0001).bigEndian, port, 64)
            unsafe opened = .now
            answer(descriptor)
            close(descriptor)
            done.signal()
        }
        return {
            done.wait()
            return unsafe opened
        }
    }

    /// The first answer, and the second that the probe asks for.
    private static func answer(_ descriptor: Int32) {
        for _ in 0..<2 {
            let connection = accept(descriptor, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 4096)
            _ = unsafe recv(connection, &buffer, buffer.count, 0)
            let text = Array("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nCats or Dogs".utf8)
            _ = unsafe send(connection, text, text.count, Int32(MSG_NOSIGNAL))
            close(connection)
        }
    }
}
