import ArgumentParser
import BootProbe

@main
struct Command: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootprobe",
        abstract: "Measures how long an image takes from its launch to its first right answer.",
        discussion: """
            An image is described once, in a manifest, and launched as a process, a container or a guest. Every trial is \
            timed on the host's raw monotonic clock from the launch call to the last byte of the first answer whose \
            content is right, and is stored in a SQLite file before the next begins.

            From a look at the host over measuring to profiles, on which scalesim simulates:

              bootprobe doctor
              bootprobe measure images/vote.yaml images/redis.yaml
              bootprobe throughput images/vote.yaml images/redis.yaml
              bootprobe fit --output profiles
              bootprobe ledger vote
              bootprobe report

            Exit status: 0 when all went well, 64 for a wrong command line, 65 for a wrong file, 66 for a missing one, \
            69 where the host lacks something, 73 where a file cannot be written, 75 where a launch or a tool failed, \
            130 after Ctrl-C. What is wrong is told in one message, with file, line and field.
            """,
        version: ToolVersion.bootprobe,
        subcommands: [
            DoctorCommand.self, Calibrate.self, Measure.self, Throughput.self, Import.self, Fit.self, Compare.self,
            LedgerCommand.self, Export.self, ReportCommand.self,
        ])
}
