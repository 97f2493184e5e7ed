import CLinux
import Foundation
import Glibc
import Synchronization

/// A running `bootprobe-stub`, whose readiness this process commands.
package final class StubProcess: Sendable {
    static let port: UInt16 = 8080
    static let page = Readiness.http(path: "/", status: 200, contains: ["bootscale is here"])

    private let process: pid_t
    private let commands: Int32
    private let answers: Mutex<LineReader>

    /// Starts the stub, which is built beside this program, so that it will listen at `address`.
    ///
    /// - Parameter namespace: A network namespace that `ip netns` knows; nil for this process's own.
    init(address: String, namespace: String? = nil) throws(BootProbeError) {
        let program = try Self.program()
        let input = try PipeEnds()
        let output = try PipeEnds()
        let command = [program, address, "\(Self.port)"]
        var plan = SpawnPlan(
            command: namespace.map { ["ip", "netns", "exec", $0] + command } ?? command,
            environment: SpawnPlan.ownEnvironment)
        plan.standard = (input.read.number, output.write.number, 2)
        process = try plan.spawn()
        commands = dup(input.write.number)
        _ = fcntl(commands, F_SETFD, FD_CLOEXEC)
        answers = Mutex(LineReader(descriptor: dup(output.read.number)))
    }

    deinit {
        Glibc.close(commands)
        kill(process, SIGKILL)
        _ = waitForChild(process)
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
        let bytes = Array("\(command)\n".utf8)
        guard unsafe write(commands, bytes, bytes.count) == bytes.count else {
            throw .system("the calibration stub does not listen to commands", errno)
        }
    }

    private func line() throws(BootProbeError) -> String {
        guard let line = answers.withLock({ $0.next() }) else {
            throw BootProbeError(.failed, "the calibration stub ended; is its address in use?")
        }
        return line
    }
}

/// Both ends of a pipe, closed on exec.
struct PipeEnds: ~Copyable {
    let read: FileDescriptor
    let write: FileDescriptor

    init() throws(BootProbeError) {
        var ends: [Int32] = [-1, -1]
        _ = try checked(unsafe bs_pipe(&ends), "cannot create a pipe")
        read = FileDescriptor(owning: ends[0])
        write = FileDescriptor(owning: ends[1])
    }
}

/// Reads a descriptor line by line.
struct LineReader: ~Copyable {
    private let descriptor: FileDescriptor
    private var bytes: [UInt8] = []

    init(descriptor: Int32) { self.descriptor = FileDescriptor(owning: descriptor) }

    /// The next line, without its end; nil at the end of what is read.
    mutating func next() -> String? {
        while true {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                defer { bytes.removeFirst(end + 1) }
                return String(decoding: bytes[..<end], as: UTF8.self)
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = unsafe read(descriptor.number, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }
}
