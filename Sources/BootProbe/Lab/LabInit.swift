import CLinux
import Foundation
import Glibc

/// Process 1 of a lab: sets it up, runs the command, reaps, and takes everything down.
struct LabInit {
    /// How long the command may take to end after a signal asked it to.
    private static let patienceSeconds = 10.0

    private let lifeline: Int32

    init(lifeline: Int32) { self.lifeline = lifeline }

    /// Runs the command and returns the exit status to end with; what still runs then is killed and what the run left
    /// in files is removed.
    func run() throws(BootProbeError) -> Int32 {
        var signals = ForwardedSignals()
        try dieWithHost()
        try LabMounts.setUp()
        try LabNetwork.setUp()
        for sentence in try HeldRunDirectory.sweepLeftovers() { say(sentence) }
        let held = try HeldRunDirectory.create()
        let command = try startCommand(run: held.directory)
        let status = wait(for: command, &signals)
        killAll()
        try LabMounts.detach(below: held.directory.path)
        try held.remove()
        return status.code
    }

    /// The kernel kills this process with its host; what remains is a host that died before the kernel was asked to.
    private func dieWithHost() throws(BootProbeError) {
        _ = try checked(bs_die_with_parent(SIGKILL), "cannot tie the lab to its host process")
        _ = fcntl(lifeline, F_SETFD, FD_CLOEXEC)
        var watched = [pollfd(fd: lifeline, events: 0, revents: 0)]
        if unsafe bs_poll(&watched, 1, 0) > 0 { exit(128 + SIGKILL) }
    }

    private func startCommand(run: RunDirectory) throws(BootProbeError) -> pid_t {
        let descriptors = LabStage.passedDescriptors
        var plan = SpawnPlan(
            command: CommandLine.arguments,
            environment: LabStage.environment(for: .command, run: run.path, descriptors: descriptors))
        plan.program = "/proc/self/exe"
        plan.workingDirectory = FileManager.default.currentDirectoryPath
        plan.inherited = descriptors.values.sorted()
        return try plan.spawn()
    }

    /// How the command ended; for one that outlasted the patience, the signal that it did not heed.
    private func wait(for command: pid_t, _ signals: inout ForwardedSignals) -> ExitStatus {
        var unheeded: (signal: Int32, deadline: HostInstant)?
        while true {
            switch signals.next(deadline: unheeded?.deadline) {
            case .childEnded: if let status = reap(command) { return status }
            case .ending(let signal, let fromTerminal):
                if !fromTerminal { kill(command, signal) }
                unheeded = unheeded ?? (signal, HostInstant.now.advanced(bySeconds: Self.patienceSeconds))
            case .deadline: if let unheeded { return .killed(signal: unheeded.signal) }
            }
        }
    }

    /// Reaps all that has ended; returns how the command did, if it is among them.
    private func reap(_ command: pid_t) -> ExitStatus? {
        var result: ExitStatus?
        while let ended = waitForChild(-1, options: WNOHANG) {
            if ended.pid == command { result = ended.status }
        }
        return result
    }

    /// Kills every other process of the lab and waits until the last is gone.
    private func killAll() {
        kill(-1, SIGKILL)
        while waitForChild(-1) != nil {}
    }

    private func say(_ sentence: String) {
        FileHandle.standardError.write(Data("\(sentence)\n".utf8))
    }
}
