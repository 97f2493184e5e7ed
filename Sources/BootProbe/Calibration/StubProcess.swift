import CLinux
import Foundation
import Glibc
import Synchronization

/// A running `bootprobe-stub`, whose readiness this process commands.
package final class StubProcess: Sendable {
    static let port: UInt16 = 8080
    static let page = Readiness.http(path: "/", status: 200, contains: ["bootscale is here"])

    private let process: pid_t
    private let commands: FileDescriptor
    private let answers: Mutex<LineReader>

    /// Two taps between which a stub carries packets: one of the lab's, and one in a namespace that `ip netns` knows.
    struct TapPair {
        let near: String
        let namespace: String
        let far: String
    }

    /// Starts the stub, which is built beside this program, so that it will listen at `address`.
    ///
    /// - Parameters:
    ///   - namespace: A network namespace that `ip netns` knows; nil for this process's own.
    ///   - taps: What it listens behind, in the namespace of the second one.
    convenience init(address: String, namespace: String? = nil, behind taps: TapPair? = nil) throws(BootProbeError) {
        var command = [try Self.program(), address, "\(Self.port)"]
        if let taps { command += ["behind", taps.near, "/run/netns/\(taps.namespace)", taps.far] }
        try self.init(command: (namespace.map { ["ip", "netns", "exec", $0] } ?? []) + command)
        guard try line() == "ready" else { throw BootProbeError(.internalFault, "the calibration stub is not ready") }
    }

    private init(command: [String]) throws(BootProbeError) {
        let input = try PipeEnds()
        let output = try PipeEnds()
        var plan = SpawnPlan(command: command, environment: SpawnPlan.ownEnvironment)
        plan.standard = (input.read.number, output.write.number, 2)
        process = try plan.spawn()
        commands = input.write
        answers = Mutex(LineReader(output.read))
    }

    deinit {
        endChild(process)
    }

    /// Lets it listen at `instant`.
    ///
    /// - Parameter awake: Whether it spends a CPU on seeing the next requests at once.
    func open(at instant: HostInstant, awake: Bool) throws(BootProbeError) {
        try say("open \(instant.nanoseconds)" + (awake ? " awake" : ""))
    }

    /// Waits until it listens, and returns since when.
    func opened() throws(BootProbeError) -> HostInstant {
        let line = try line()
        guard line.hasPrefix("opened "), let nanoseconds = Int64(line.dropFirst("opened ".count)) else {
            throw BootProbeError(.internalFault, "the calibration stub said \(line.debugDescription)")
        }
        return HostInstant(nanoseconds: nanoseconds)
    }

    func close() throws(BootProbeError) {
        try say("close")
        _ = try line()
    }

    /// The program, which is built beside this one.
    package static func program() throws(BootProbeError) -> String {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = own.deletingLastPathComponent().appending(path: "bootprobe-stub").path
        if FileSystem.exists(path) { return path }
        throw BootProbeError(
            .unavailable, "\(path) is missing; it is built together with this program and must lie beside it")
    }

    private func say(_ command: String) throws(BootProbeError) {
        do throws(BootProbeError) {
            try commands.write(Array("\(command)\n".utf8))
        } catch {
            throw BootProbeError(
                error.code, "the calibration stub does not listen to commands", underlying: error.underlying)
        }
    }

    private func line() throws(BootProbeError) -> String {
        guard let line = answers.withLock({ $0.next() }) else {
            throw BootProbeError(.failed, "the calibration stub ended; is its address in use?")
        }
        return line
    }
}
