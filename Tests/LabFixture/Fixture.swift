import BootProbe
import Foundation
import Glibc

/// What the tests run inside a lab: a lab is entered by a command, so it takes a command of its own to test one.
@main
enum Fixture {
    static func main() {
        do throws(BootProbeError) {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            say("fixture: \(error)", to: .standardError)
            exit(error.code.rawValue)
        }
    }

    private static func run(_ arguments: [String]) throws(BootProbeError) {
        switch arguments.first {
        case "exec": try exec(Array(arguments.dropFirst()))
        case "linger": try linger()
        case "passed": try passed()
        case "launch": try LaunchScenario(Array(arguments.dropFirst())).run()
        case "hold": try LaunchScenario(Array(arguments.dropFirst())).hold()
        default: throw BootProbeError(.usage, "expected exec, linger, passed, launch or hold")
        }
    }

    /// Runs a program in a lab and ends as it does.
    private static func exec(_ command: [String]) throws(BootProbeError) {
        try Lab.enter()
        var plan = SpawnPlan(command: command, environment: SpawnPlan.ownEnvironment)
        plan.workingDirectory = FileManager.default.currentDirectoryPath
        let child = try plan.spawn()
        var status: Int32 = 0
        unsafe waitpid(child, &status, 0)
        if status & 0x7f != 0 { kill(getpid(), status & 0x7f) }
        exit(status >> 8)
    }

    /// Leaves all that a run can leave, says where, and waits to be killed.
    private static func linger() throws(BootProbeError) {
        try Lab.enter()
        let run = try Lab.runDirectory()
        let folder = try run.folder("left")
        try HostTool("mount", ["-t", "tmpfs", "tmpfs", folder]).run()
        var escaped = SpawnPlan(command: ["sleep", "1000"], environment: SpawnPlan.ownEnvironment)
        escaped.ownSession = true
        _ = try escaped.spawn()
        say(run.path, to: .standardOutput)
        while true { sleep(1000) }
    }

    /// Answers one connection on a listener of the host's network.
    private static func passed() throws(BootProbeError) {
        try Lab.enter { () throws(BootProbeError) in
            let listener = try Lab.listenOnHost(port: 0)
            say("\(listener.port)", to: .standardOutput)
            return ["page": listener.descriptor]
        }
        guard let listener = Lab.inherited("page") else {
            throw BootProbeError(.internalFault, "the listener was not passed")
        }
        let connection = accept(listener, nil, nil)
        _ = unsafe send(connection, "hello from the lab\n", 19, 0)
        close(connection)
    }

    static func say(_ text: String, to file: FileHandle) {
        file.write(Data("\(text)\n".utf8))
    }
}
