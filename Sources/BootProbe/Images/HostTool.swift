import Glibc

/// A program of the host, run to its end with its arguments as they are, never through a shell.
package struct HostTool: Sendable {
    /// A path, or a name that is searched on `PATH` and then where administrators' programs are, which is not on the
    /// `PATH` of ordinary users.
    package var program: String
    package var arguments: [String]
    /// Added to this process's own environment.
    package var environment: [EnvironmentVariable]

    package init(_ program: String, _ arguments: [String], environment: [EnvironmentVariable] = []) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }

    /// Runs the program, hands each line that it prints to `onLine` and returns all of them, those of standard output
    /// and of standard error as they come.
    ///
    /// Blocks the calling thread. Throws `unavailable` where the program is not installed, `failed` with the last
    /// lines where it does not exit with status 0.
    @discardableResult
    package func run(onLine: (String) -> Void = { _ in }) throws(BootProbeError) -> [String] {
        let pipe = try PipeEnds()
        let child = try spawn(writingTo: pipe.write)
        var reader = LineReader(pipe.read)
        var lines: [String] = []
        while let line = reader.next() {
            lines.append(line)
            onLine(line)
        }
        guard let (_, status) = waitForChild(child) else {
            throw BootProbeError(.internalFault, "\(program) ended unseen")
        }
        guard status == .exited(0) else {
            throw BootProbeError(
                .failed, "\(program) \(status)", underlying: lines.suffix(12).joined(separator: "\n"))
        }
        return lines
    }

    /// The writing end is closed on return, so that the program's is the last.
    private func spawn(writingTo end: consuming FileDescriptor) throws(BootProbeError) -> pid_t {
        let nothing = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        let own = SpawnPlan.ownEnvironment.filter { variable in !environment.contains { $0.name == variable.name } }
        var plan = SpawnPlan(command: [program] + arguments, environment: own + environment)
        plan.workingDirectory = "/"
        plan.standard = (nothing.number, end.number, end.number)
        do throws(BootProbeError) {
            return try plan.spawn()
        } catch  where error.code == .unavailable {
            throw BootProbeError(
                .unavailable, "cannot run \(program): install the package that holds it, or put it on PATH",
                underlying: error.underlying)
        }
    }

    /// Whether the program can be found.
    package static func isInstalled(_ program: String) -> Bool { location(of: program) != nil }

    /// Where the program is, for a tool that runs another one and searches `PATH` alone.
    static func location(of program: String) -> String? {
        let path = SpawnPlan.ownEnvironment.last { $0.name == "PATH" }?.value ?? ""
        let directories = path.split(separator: ":").map(String.init) + SpawnPlan.systemDirectories
        return directories.map { "\($0)/\(program)" }.first { unsafe access($0, X_OK) == 0 }
    }
}
