import BootProbe
import Foundation
import Glibc

/// A stack that outlives the command that started it.
package struct BackgroundStack {
    /// What the stack prints, beside its data.
    private static let logName = "stack.log"

    private let folder: String

    package init(folder: String) { self.folder = folder }

    /// Runs `command`, which must serve the stack of the folder, in a session of its own, and returns when it answers.
    ///
    /// - Throws: `failed` with what it printed where it ended, or did not answer within `seconds`.
    package func start(_ command: [String], within seconds: Double) throws(BootProbeError) -> StackStatus {
        try FileSystem.createDirectory(folder)
        let log = "\(folder)/\(Self.logName)"
        try FileSystem.remove(log)
        let output = try FileDescriptor(opening: log, flags: O_WRONLY | O_CREAT | O_APPEND)
        let input = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        var plan = SpawnPlan(command: command, environment: SpawnPlan.ownEnvironment)
        plan.program = "/proc/self/exe"
        plan.workingDirectory = FileManager.default.currentDirectoryPath
        plan.ownSession = true
        plan.standard = (input.number, output.number, output.number)
        let process = try plan.spawn()
        return try awaitAnswer(of: process, log: log, within: seconds)
    }

    private func awaitAnswer(
        of process: pid_t, log: String, within seconds: Double
    ) throws(BootProbeError) -> StackStatus {
        let deadline = HostInstant.now.advanced(bySeconds: seconds)
        while HostInstant.now < deadline {
            if let ended = waitForChild(process, options: WNOHANG) {
                throw BootProbeError(.failed, "the stack ended: \(ended.status)", underlying: LogTail.read(log))
            }
            // Until it serves, the socket is missing or silent.
            if let status = try? StackSession.ask(.status, in: folder) { return status }
            Thread.sleep(forTimeInterval: 0.1)
        }
        kill(process, SIGTERM)
        throw BootProbeError(
            .failed, "the stack did not come up within \(Int(seconds)) s", underlying: LogTail.read(log))
    }
}
