import BootProbe
import Foundation
import Glibc
import TestSupport

/// How a command ended and what it printed.
struct CommandResult: Sendable {
    var status: Int32
    var output: String
    var errors: String
    var seconds: Double
}

/// A run of one of the product's commands, as it was built with these tests.
///
/// A command that still runs when this value goes is killed, and with it, because its lab ends too, all it launched.
final class ProductCommand {
    /// The process that a user would see.
    let process: pid_t
    private let words: [String]
    private let streams: TemporaryDirectory
    private let begin = HostInstant.now
    private var ended: ExitStatus?

    /// Starts `words`, whose first is `bootprobe` or `scalesim`, in `folder`.
    ///
    /// - Parameter cache: A cache folder of its own; nil takes the user's, in which the images are built already.
    init(_ words: [String], in folder: String, cache: String? = nil) throws {
        self.words = words
        streams = try TemporaryDirectory()
        let name = "BOOTSCALE_CACHE"
        var environment = SpawnPlan.ownEnvironment
        if let cache {
            environment.removeAll { $0.name == name }
            environment.append(EnvironmentVariable(name: name, value: cache))
        }
        var plan = try SpawnPlan(command: [Self.path(of: words[0])] + words.dropFirst(), environment: environment)
        plan.workingDirectory = folder
        let input = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        let output = try FileDescriptor(opening: streams.file("output"), flags: O_WRONLY | O_CREAT)
        let errors = try FileDescriptor(opening: streams.file("errors"), flags: O_WRONLY | O_CREAT)
        plan.standard = (input.number, output.number, errors.number)
        process = try plan.spawn()
    }

    deinit {
        if ended == nil { kill() }
    }

    /// Runs `words` to their end.
    static func run(
        _ words: [String], in folder: String, cache: String? = nil, seconds: Double = 60
    ) throws -> CommandResult {
        try ProductCommand(words, in: folder, cache: cache).wait(seconds: seconds)
    }

    /// Waits for the end; after `seconds` the command is killed and an error thrown that says what it printed.
    func wait(seconds: Double) throws -> CommandResult {
        guard eventually(seconds: seconds, { isOver }), let ended else {
            kill()
            throw BootProbeError(
                .failed, "\(words.joined(separator: " ")) did not end within \(seconds) s",
                underlying: "\(try streams.read("output"))\n\(try streams.read("errors"))")
        }
        return CommandResult(
            status: ended.code, output: try streams.read("output"), errors: try streams.read("errors"),
            seconds: HostInstant.now.seconds(since: begin))
    }

    /// Sends a signal to the process that a user would see.
    func send(_ signal: Int32) { _ = Glibc.kill(process, signal) }

    /// Waits until what the command launches would be found by `footprint`, and notes it.
    func footprint(within seconds: Double = 30) throws -> RunFootprint {
        var footprint: RunFootprint?
        let found = eventually(seconds: seconds) {
            footprint = RunFootprint(startedBy: process)
            return footprint != nil || isOver
        }
        guard found, let footprint else {
            throw BootProbeError(.failed, "\(words.joined(separator: " ")) entered no lab", underlying: try printed)
        }
        return footprint
    }

    private var printed: String { get throws { try streams.read("output") + streams.read("errors") } }

    private var isOver: Bool {
        if ended == nil { ended = waitForChild(process, options: WNOHANG)?.status }
        return ended != nil
    }

    private func kill() {
        send(SIGKILL)
        ended = waitForChild(process)?.status
    }

    /// Built beside the executable of the tests.
    private static func path(of command: String) throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(filePath: tests).deletingLastPathComponent().appending(path: command).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw BootProbeError(.unavailable, "\(path) is missing; swift build --build-tests makes it")
        }
        return path
    }
}
