import ArgumentParser

@main
struct Command: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scalesim",
        abstract: "Predicts what a scaling policy does to users and costs, from measured boot and service times.",
        version: "0.1.0",
        subcommands: [
            Run.self, Check.self, Compare.self, Replay.self, TraceCommand.self, TheoryCommand.self, Bench.self,
            StackCommands.self,
            Validate.self, DemoCommand.self, PaperCommand.self,
        ])
}
