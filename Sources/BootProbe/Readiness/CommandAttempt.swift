import CLinux
import Glibc

/// An attempt by the user's own command, whose exit status 0 is the right answer.
final class CommandAttempt: ProbeAttempt {
    var isPatient = false
    private let command: [String]
    private(set) var sentAt = HostInstant(nanoseconds: 0)
    private(set) var deadline = HostInstant(nanoseconds: 0)
    /// Becomes readable when the command ends.
    private(set) var descriptor: Int32 = -1
    let events = Int16(POLLIN)
    private var process: pid_t = -1
    /// Takes what the command prints.
    private var output: Int32 = -1

    init(_ command: [String]) { self.command = command }

    deinit { close() }

    /// A running command is one more load on the service, like a connection that waits.
    var isWaiting: Bool { process > 0 }

    func start(pacing: ProbePacing) -> AttemptProgress {
        precondition(process < 0)
        sentAt = .now
        do throws(BootProbeError) {
            process = try spawn()
            descriptor = try checked(bs_open_process(process), "cannot watch \(command[0])")
        } catch {
            close()
            return .failed(.hostFault, wrongAnswer: "\(error)")
        }
        deadline = sentAt.advanced(bySeconds: pacing.answerTimeout)
        return .pending
    }

    func advance(pacing: ProbePacing, chunk: inout [UInt8]) -> AttemptProgress {
        let now = HostInstant.now
        guard let ended = waitForChild(process, options: WNOHANG) else { return .pending }
        process = -1
        guard ended.status != .exited(0) else {
            return .answered(FirstAnswer(sentAt: sentAt, connectedAt: sentAt, firstByteAt: now, lastByteAt: now))
        }
        let said = lastLine().map { ", saying \"\($0)\"" } ?? ""
        return .failed(.wrongAnswer, wrongAnswer: "\(command[0]) \(ended.status)\(said)")
    }

    var givenUp: AttemptFailure { .silent }

    func close() {
        if process > 0 {
            // With what it started, which is in its session.
            kill(-process, SIGKILL)
            kill(process, SIGKILL)
            _ = waitForChild(process)
        }
        for number in [descriptor, output] where number >= 0 { Glibc.close(number) }
        process = -1
        descriptor = -1
        output = -1
    }

    private func spawn() throws(BootProbeError) -> pid_t {
        output = try checked(unsafe bs_memory_file("check"), "cannot keep the output of \(command[0])")
        let input = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        var plan = SpawnPlan(command: command, environment: SpawnPlan.ownEnvironment)
        plan.ownSession = true
        plan.standard = (input.number, output, output)
        return try plan.spawn()
    }

    private func lastLine() -> String? {
        let file = FileDescriptor(owning: dup(output))
        let text = String(decoding: file.contents(from: max(0, file.size - 200)), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).last.map(String.init)
    }
}
