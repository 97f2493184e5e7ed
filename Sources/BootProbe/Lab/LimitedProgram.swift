import CLinux
import Glibc

/// A program run for what it prints, within a limit of time; it is killed when its time is over, when its reader has
/// seen enough, and with this process.
struct LimitedProgram {
    enum Stream: Int32 {
        case output = 1
        case error = 2
    }

    /// How a run ended and what it printed.
    struct Result {
        /// Immediately before the launch call.
        var launchedAt: HostInstant
        /// nil where the program was killed because its time was over or its reader had seen enough.
        var status: ExitStatus?
        var output: [UInt8] = []
        var errors: [UInt8] = []

        /// The lines of both streams, those of standard error last.
        var lines: [String] {
            (String(decoding: output, as: UTF8.self) + "\n" + String(decoding: errors, as: UTF8.self))
                .split(separator: "\n").map(String.init)
        }
    }

    private let plan: SpawnPlan
    private let limitSeconds: Double

    /// `plan`'s standard streams are set by the run.
    init(_ plan: SpawnPlan, limitSeconds: Double) {
        self.plan = plan
        self.limitSeconds = limitSeconds
    }

    init(_ program: String, _ arguments: [String], limitSeconds: Double) {
        self.init(
            SpawnPlan(command: [program] + arguments, environment: SpawnPlan.ownEnvironment),
            limitSeconds: limitSeconds)
    }

    /// Runs the program on the calling thread.
    ///
    /// `until` is asked after each arrival, with all that has been printed so far, and ends the run with true.
    ///
    /// - Throws: `unavailable` where the program is not installed.
    func run(
        until isEnough: (Result, HostInstant) -> Bool = { _, _ in false }
    ) throws(BootProbeError) -> Result {
        let input = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        var output = try ReadablePipe()
        var errors = try ReadablePipe()
        var plan = plan
        plan.standard = (input.number, output.writer, errors.writer)
        plan.endsWithCaller = true
        var result = Result(launchedAt: .now)
        let child = try plan.spawn()
        output.closeWriter()
        errors.closeWriter()
        let deadline = result.launchedAt.advanced(bySeconds: limitSeconds)
        while output.isOpen || errors.isOpen {
            let left = deadline.nanoseconds - HostInstant.now.nanoseconds
            if left <= 0 { break }
            var watched = [output.pollRequest, errors.pollRequest]
            guard unsafe bs_poll(&watched, watched.count, left) > 0 else { continue }
            let instant = HostInstant.now
            if watched[0].revents != 0 { output.read(into: &result.output) }
            if watched[1].revents != 0 { errors.read(into: &result.errors) }
            if isEnough(result, instant) { break }
        }
        result.status = end(child, mayEnd: !output.isOpen && !errors.isOpen, by: deadline)
        return result
    }

    /// Reaps the child; one that closed its streams is given until the deadline to end by itself.
    private func end(_ child: pid_t, mayEnd: Bool, by deadline: HostInstant) -> ExitStatus? {
        while mayEnd, HostInstant.now < deadline {
            if let ended = waitForChild(child, options: WNOHANG) { return ended.status }
            usleep(500)
        }
        if let ended = waitForChild(child, options: WNOHANG) { return ended.status }
        kill(child, SIGKILL)
        _ = waitForChild(child)
        return nil
    }
}

/// A pipe whose reading end is ours; an end that is closed is -1.
private struct ReadablePipe: ~Copyable {
    private var reader: Int32
    /// To be given to the program.
    private(set) var writer: Int32

    init() throws(BootProbeError) {
        var ends: [Int32] = [-1, -1]
        _ = try checked(unsafe bs_pipe(&ends), "cannot make a pipe")
        reader = ends[0]
        writer = ends[1]
    }

    deinit {
        if reader >= 0 { close(reader) }
        if writer >= 0 { close(writer) }
    }

    var isOpen: Bool { reader >= 0 }

    /// poll(2) passes over negative descriptors.
    var pollRequest: pollfd { pollfd(fd: reader, events: Int16(POLLIN), revents: 0) }

    mutating func closeWriter() {
        close(writer)
        writer = -1
    }

    /// Appends what has arrived, and closes the pipe at its end.
    mutating func read(into bytes: inout [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe Glibc.read(reader, &buffer, buffer.count)
        if count > 0 {
            bytes += buffer[..<count]
        } else if count == 0 || errno != EINTR {
            close(reader)
            reader = -1
        }
    }
}
