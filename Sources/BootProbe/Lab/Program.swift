import Glibc

/// A program of the host that is run to its end.
package struct Program: Sendable {
    /// What a program left.
    package struct Output: Sendable {
        package var status: ExitStatus
        package var standardOutput: String
        package var standardError: String
    }

    private let plan: SpawnPlan
    private let input: [UInt8]

    /// - Parameters:
    ///   - command: Program and arguments.
    ///   - input: What the program reads from standard input.
    package init(_ command: [String], input: String = "", environment: [EnvironmentVariable] = SpawnPlan.ownEnvironment)
    {
        plan = SpawnPlan(command: command, environment: environment)
        self.input = Array(input.utf8)
    }

    /// Runs the program, whatever status it ends with.
    package func output() throws(BootProbeError) -> Output {
        let standardInput = try FileDescriptor.temporary("input")
        let standardOutput = try FileDescriptor.temporary("output")
        let standardError = try FileDescriptor.temporary("error")
        try standardInput.write(input)
        lseek(standardInput.number, 0, SEEK_SET)
        var plan = plan
        plan.standard = (standardInput.number, standardOutput.number, standardError.number)
        let child = try plan.spawn()
        guard let ended = waitForChild(child) else {
            throw BootProbeError(.internalFault, "\(plan.command[0]) ended unseen")
        }
        return Output(
            status: ended.status,
            standardOutput: String(decoding: standardOutput.contents(), as: UTF8.self),
            standardError: String(decoding: standardError.contents(), as: UTF8.self))
    }

    /// Runs the program and returns what it printed.
    ///
    /// - Throws: `failed` with what it wrote to standard error where its status is not 0.
    @discardableResult
    package func run() throws(BootProbeError) -> String {
        let output = try output()
        guard output.status == .exited(0) else {
            throw BootProbeError(
                .failed, "\(plan.command.joined(separator: " ")) \(output.status)",
                underlying: output.standardError.split(separator: "\n").joined(separator: "; "))
        }
        return output.standardOutput
    }

    /// Whether a program of this name is installed.
    package static func isInstalled(_ name: String) -> Bool {
        let path = SpawnPlan.ownEnvironment.last { $0.name == "PATH" }?.value ?? ""
        let directories = path.split(separator: ":").map(String.init) + SpawnPlan.systemDirectories
        return directories.contains { unsafe access("\($0)/\(name)", X_OK) == 0 }
    }
}
