import CLinux
import Glibc

/// A process to start; nothing passes through a shell.
package struct SpawnPlan: Sendable {
    /// Program and arguments. A program without `/` is searched in the `PATH` of `environment`.
    package var command: [String]
    /// The program, where it is not the command's first word.
    package var program: String?
    package var environment: [EnvironmentVariable]
    /// Directory that becomes the process's root, nil keeps the caller's.
    package var root: String?
    /// As seen from `root`.
    package var workingDirectory = "/"
    /// nil keeps the caller's user and groups.
    package var user: UserIdentity?
    /// Starts a session, and a process group, of its own.
    package var ownSession = false
    /// Has the kernel kill the process when the thread that started it ends, by whatever means; for programs that run
    /// outside a lab, and only while that thread waits for them.
    package var endsWithCaller = false
    /// Descriptors that become standard input, output and error.
    package var standard: (input: Int32, output: Int32, error: Int32) = (0, 1, 2)
    /// Descriptors that the process keeps under their number.
    package var inherited: [Int32] = []
    /// The open file `cgroup.procs` of the control group that the process begins in; nil keeps the caller's.
    var controlGroup: Int32?

    package init(command: [String], environment: [EnvironmentVariable]) {
        precondition(!command.isEmpty)
        self.command = command
        self.environment = environment
    }

    /// The environment of this process.
    package static var ownEnvironment: [EnvironmentVariable] {
        var result: [EnvironmentVariable] = []
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let parts = unsafe String(cString: entry).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { result.append(EnvironmentVariable(name: String(parts[0]), value: String(parts[1]))) }
            unsafe next += 1
        }
        return result
    }

    /// Starts the process and returns once its program has been executed.
    ///
    /// - Throws: `unavailable` where the program does not exist, else the operating system's reason.
    package func spawn() throws(BootProbeError) -> pid_t {
        let programs = CStringArray(candidates)
        let arguments = CStringArray(command)
        let variables = CStringArray(environment.map { "\($0.name)=\($0.value)" })
        let groups = user?.groups ?? []
        let result = unsafe programs.withPointers { programs in
            unsafe arguments.withPointers { arguments in
                unsafe variables.withPointers { variables in
                    unsafe groups.withUnsafeBufferPointer { groups in
                        unsafe inherited.withUnsafeBufferPointer { inherited in
                            unsafe spawn(programs, arguments, variables, groups, inherited)
                        }
                    }
                }
            }
        }
        guard result >= 0 else {
            let place = root.map { " in \($0)" } ?? ""
            throw .system(
                "cannot start \(command[0])\(place)", result, code: result == -ENOENT ? .unavailable : .operatingSystem)
        }
        return result
    }

    /// Spawns, within `group` where there is one.
    func start(in group: QuotaGroup?) throws(BootProbeError) -> StartedProcess {
        guard let group else { return try timedSpawn() }
        return try group.spawn(self)
    }

    /// Spawns, and stamps the instants around the call.
    func timedSpawn() throws(BootProbeError) -> StartedProcess {
        let launchedAt = HostInstant.now
        let process = try spawn()
        return StartedProcess(pid: process, launchedAt: launchedAt, launchReturnedAt: .now)
    }

    private typealias Strings = UnsafePointer<UnsafeMutablePointer<CChar>?>

    private func spawn(
        _ programs: Strings, _ arguments: Strings, _ variables: Strings, _ groups: UnsafeBufferPointer<gid_t>,
        _ inherited: UnsafeBufferPointer<Int32>
    ) -> pid_t {
        unsafe workingDirectory.withCString { directory in
            unsafe Self.withOptionalCString(root) { root in
                var plan = unsafe bs_spawn_plan(
                    programs: programs, arguments: arguments, environment: variables, root: root,
                    directory: directory, new_session: ownSession ? 1 : 0,
                    end_with_parent: endsWithCaller ? 1 : 0, user: user.map { Int64($0.user) } ?? -1,
                    group: user.map { Int64($0.group) } ?? -1, groups: groups.baseAddress, group_count: groups.count,
                    standard: (standard.input, standard.output, standard.error), inherited: inherited.baseAddress,
                    inherited_count: inherited.count, control_group: controlGroup ?? -1)
                return unsafe bs_spawn(&plan)
            }
        }
    }

    private static func withOptionalCString<Result>(
        _ text: String?, _ body: (UnsafePointer<CChar>?) -> Result
    ) -> Result {
        guard let text else { return body(nil) }
        return unsafe text.withCString { unsafe body($0) }
    }

    /// Where the program is, for one that starts in the caller's root; nil where it is not installed.
    var location: String? { candidates.first { unsafe access($0, X_OK) == 0 } }

    /// Where the program may be. The system's own directories come last, since `sbin` is missing in the `PATH` of
    /// ordinary users.
    private var candidates: [String] {
        let program = program ?? command[0]
        if program.contains("/") { return [program] }
        let path = environment.last { $0.name == "PATH" }?.value ?? ""
        let directories = path.split(separator: ":").map(String.init) + Self.systemDirectories
        return directories.map { "\($0)/\(program)" }
    }

    package static let systemDirectories = [
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
    ]
}

/// A process that has been started, with the instants around its start.
struct StartedProcess: Sendable {
    var pid: pid_t
    var launchedAt: HostInstant
    var launchReturnedAt: HostInstant
}

/// How a process ended.
package enum ExitStatus: Sendable, Equatable, CustomStringConvertible {
    case exited(Int32)
    case killed(signal: Int32)

    /// From the status word of waitpid(2).
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .killed(signal: signal)
    }

    /// As shells report it: 128 + the signal's number for a killed process.
    package var code: Int32 {
        switch self {
        case .exited(let code): code
        case .killed(let signal): 128 + signal
        }
    }

    package var description: String {
        switch self {
        case .exited(let code): "exited with status \(code)"
        case .killed(let signal): "was killed by signal \(signal)"
        }
    }
}

/// Kills `child` and waits for its end.
func endChild(_ child: pid_t) {
    kill(child, SIGKILL)
    _ = waitForChild(child)
}

/// Waits for `child`; nil where it is still running and `options` holds WNOHANG, or where it is no child of ours.
package func waitForChild(_ child: pid_t, options: Int32 = 0) -> (pid: pid_t, status: ExitStatus)? {
    while true {
        var status: Int32 = 0
        let ended = unsafe waitpid(child, &status, options)
        if ended > 0 { return (ended, ExitStatus(waitStatus: status)) }
        if ended == 0 || errno != EINTR { return nil }
    }
}
