import CLinux
import Foundation
import Glibc

/// A program of the host, run to its end with its arguments as they are, never through a shell.
package struct HostTool: Sendable {
    /// A path, or a name that is searched on `PATH` and then where administrators' programs are, which is not on the
    /// `PATH` of ordinary users.
    package var program: String
    package var arguments: [String]
    /// Added to this process's own environment.
    package var environment: [String: String] = [:]
    /// File that standard output goes to; nil joins it to the lines of standard error.
    package var outputPath: String?

    package init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], outputPath: String? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.outputPath = outputPath
    }

    /// Runs the program, hands each line that it prints to `onLine` and returns all of them.
    ///
    /// Blocks the calling thread. Throws `unavailable` where the program cannot be started, `failed` with the last
    /// lines where it does not exit with status 0.
    @discardableResult
    package func run(onLine: (String) -> Void = { _ in }) throws(BootProbeError) -> [String] {
        var ends: [Int32] = [0, 0]
        let opened = unsafe bs_pipe(&ends)
        guard opened == 0 else { throw .operatingSystem("a pipe", -opened) }
        let child: pid_t
        do throws(BootProbeError) {
            child = try spawn(writingTo: ends[1])
        } catch {
            ends.forEach { close($0) }
            throw error
        }
        close(ends[1])
        let lines = Self.readLines(ends[0], onLine)
        close(ends[0])
        let status = Self.wait(child)
        guard status == 0 else {
            throw BootProbeError(
                .failed, "\(program) ended with wait status \(status)",
                underlying: lines.suffix(12).joined(separator: "\n"))
        }
        return lines
    }

    private func spawn(writingTo descriptor: Int32) throws(BootProbeError) -> pid_t {
        guard let location = Self.location(of: program) else {
            throw BootProbeError(
                .unavailable, "cannot run \(program): install the package that holds it, or put it on PATH")
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, 2)
        if let outputPath {
            unsafe posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        } else {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
        }
        var variables = ProcessInfo.processInfo.environment
        variables.merge(environment) { _, ours in ours }
        var argv = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var envp = unsafe variables.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (argv + envp).forEach { unsafe free($0) } }
        var child: pid_t = 0
        let result = unsafe posix_spawn(&child, location, &actions, nil, &argv, &envp)
        guard result == 0 else {
            throw .operatingSystem("starting \(location)", result)
        }
        return child
    }

    /// Whether the program can be found.
    package static func isInstalled(_ program: String) -> Bool { location(of: program) != nil }

    private static func location(of program: String) -> String? {
        if program.contains("/") { return program }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let directories = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        return directories.map { "\($0)/\(program)" }.first { unsafe access($0, X_OK) == 0 }
    }

    private static func readLines(_ descriptor: Int32, _ onLine: (String) -> Void) -> [String] {
        var lines: [String] = []
        var partial: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            partial += buffer[..<count]
            while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
                lines.append(String(decoding: partial[..<end], as: UTF8.self))
                onLine(lines[lines.count - 1])
                partial.removeFirst(end + 1)
            }
        }
        if !partial.isEmpty {
            lines.append(String(decoding: partial, as: UTF8.self))
            onLine(lines[lines.count - 1])
        }
        return lines
    }

    private static func wait(_ child: pid_t) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 && errno == EINTR {}
        return status
    }
}

extension BootProbeError {
    /// The failure of the call `name`, with `errno` as it stands.
    static func operatingSystem(_ name: String, _ code: Int32 = errno) -> BootProbeError {
        BootProbeError(
            .operatingSystem, "the operating system refused \(name)",
            underlying: unsafe String(cString: strerror(code)))
    }
}
