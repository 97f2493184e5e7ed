import ArgumentParser
import BootProbe
import Foundation
import Profiles
import ScaleSim
import VotingStack

/// `scalesim stack`.
struct StackCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stack",
        abstract: "Run the voting application: PostgreSQL, Redis, worker, result, HAProxy and vote replicas.",
        discussion: """
            The stack lives in namespaces of its own and touches nothing of the host but two loopback ports, for the \
            pages, and its folder, which keeps the votes when it ends.

              scalesim stack up --replicas 2
              scalesim stack status
              scalesim stack load --traffic 'poisson: {rate: 50/s}' --duration 1min
              scalesim stack down
            """,
        subcommands: [StackUp.self, StackShow.self, StackLoad.self, StackRestart.self, StackDown.self, StackServe.self])
}

/// Which stack; shared by all its commands.
struct StackFolder: ParsableArguments {
    @Option(help: "Folder of the stack's data and control files; a second `up` finds the first by it.")
    var folder: String?

    func path() throws(BootProbeError) -> String {
        guard let folder else { return try CacheDirectory.folder("stack") }
        return URL(fileURLWithPath: folder).standardizedFileURL.path
    }

    /// For a command that needs a stack.
    static func nothingRuns(in path: String) -> BootProbeError {
        BootProbeError(.unavailable, "no stack runs in \(path); start one with scalesim stack up")
    }
}

/// What a stack consists of.
struct StackShape: ParsableArguments {
    @Option(help: "How the vote replicas run: process, container, vm or microvm.")
    var technology: Technology = .process

    @Option(help: "Vote replicas.")
    var replicas = 1

    @Option(help: "Workers that share the queue.")
    var workers = 1

    @Option(
        help: "What Redis keeps when it is killed: always, every acknowledged vote; everysec, all but the last second.")
    var durability: StackPlan.Durability = .always

    @Option(help: "Port of the vote page on the host's loopback; 0 takes a free one.")
    var votePort: UInt16 = 8000

    @Option(help: "Port of the result page on the host's loopback; 0 takes a free one.")
    var resultPort: UInt16 = 8001

    @Option(help: "Port of all services' metrics on the host's loopback; 0 takes a free one.")
    var metricsPort: UInt16 = 8002

    func validate() throws {
        guard (1...100).contains(replicas) else { throw ValidationError("--replicas must be from 1 to 100") }
        guard (1...50).contains(workers) else { throw ValidationError("--workers must be from 1 to 50") }
        guard technology != .unikernel else {
            throw ValidationError(
                "--technology must be process, container, vm or microvm: our unikernel takes no votes")
        }
    }

    /// The same, as arguments of another command.
    var arguments: [String] {
        [
            "--technology", technology.rawValue, "--replicas", "\(replicas)", "--vote-port", "\(votePort)",
            "--result-port", "\(resultPort)", "--metrics-port", "\(metricsPort)", "--workers", "\(workers)",
            "--durability", durability.rawValue,
        ]
    }
}

/// `scalesim stack up`.
struct StackUp: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start the stack in the background; one that runs already is shown.")

    @OptionGroup var folder: StackFolder
    @OptionGroup var shape: StackShape
    @Option(help: "How the state is printed: text or json.")
    var format: Run.Format = .text

    /// Beyond what the replicas may take.
    private static let limitSeconds = 60.0

    func execute() throws {
        let path = try folder.path()
        if let running = try StackSession.ask(.status, in: path) { return try running.show(format) }
        let progress = ProgressLine()
        progress.begin("building the images")
        let images = try DemoImages()
        try images.build(technologies: [shape.technology]) { message, fraction in
            progress.update(fraction: fraction, detail: message)
        }
        progress.begin("starting the stack", expectedSeconds: shape.technology.isGuest ? 30 : 5)
        let command = [CommandLine.arguments[0], "stack", "serve", "--folder", path] + shape.arguments
        let status = try BackgroundStack(folder: path).start(
            command, within: Self.limitSeconds + images.vote.timeoutSeconds(on: shape.technology))
        progress.finish()
        try status.show(format)
    }
}

/// `scalesim stack status`.
struct StackShow: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show whether the stack runs, and where its pages are.",
        discussion: "Exit status 1 where no stack runs.")

    @OptionGroup var folder: StackFolder
    @Option(help: "How the state is printed: text or json.")
    var format: Run.Format = .text

    func execute() throws {
        guard let status = try StackSession.ask(.status, in: folder.path()) else {
            print("no stack runs in \(try folder.path())")
            throw ExitCode(1)
        }
        try status.show(format)
    }
}

/// `scalesim stack restart`.
struct StackRestart: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Kill a service of a running stack, and start it again on its data.",
        discussion: """
            To see what voters notice of it; no vote is lost.

              scalesim stack restart postgresql --after 10s
            """)

    @Argument(help: "The service, as scalesim stack status names it.")
    var service: String

    @Option(help: "How long it stays away.")
    var after = SimTime(seconds: 1)

    @OptionGroup var folder: StackFolder

    func execute() throws {
        let path = try folder.path()
        guard let status = try StackSession.restart(service, afterSeconds: after.seconds, in: path) else {
            throw StackFolder.nothingRuns(in: path)
        }
        try status.show(.text)
    }
}

/// `scalesim stack down`.
struct StackDown: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "End the stack; its votes stay in its folder.")

    @OptionGroup var folder: StackFolder

    func execute() throws {
        let ended = try StackSession.end(in: folder.path())
        print(ended ? "the stack has ended" : "no stack runs in \(try folder.path())")
    }
}

/// `scalesim stack serve`: what `up` runs in the background.
struct StackServe: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the stack in the foreground until it is told to end.",
        shouldDisplay: false)

    @OptionGroup var folder: StackFolder
    @OptionGroup var shape: StackShape

    private static let portsVariable = "BOOTSCALE_PAGES"
    private static let processVariable = "BOOTSCALE_STACK_PROCESS"

    func execute() throws {
        let path = try folder.path()
        let images = try DemoImages()
        try Lab.enter { () throws(BootProbeError) in
            let vote = try Lab.listenOnHost(port: shape.votePort)
            let result = try Lab.listenOnHost(port: shape.resultPort)
            let metrics = try Lab.listenOnHost(port: shape.metricsPort)
            // The ports may have been chosen by the kernel, which only this process outside learns, as its own number.
            let pages = [vote, result, metrics].map { "http://127.0.0.1:\($0.port)/" }
            unsafe setenv(Self.portsVariable, pages.joined(separator: " "), 1)
            unsafe setenv(Self.processVariable, "\(getpid())", 1)
            return ["vote": vote.descriptor, "result": result.descriptor, "metrics": metrics.descriptor]
        }
        let environment = ProcessInfo.processInfo.environment
        let pages = environment[Self.portsVariable] ?? ""
        var plan = StackPlan(
            tree: images.tree, vote: images.vote, result: images.result, workerPath: StackResources.workerPath,
            folder: path, durability: shape.durability, voteListener: Lab.inherited("vote"),
            resultListener: Lab.inherited("result"))
        plan.workers = shape.workers
        plan.metricsListener = Lab.inherited("metrics")
        plan.secret = try VoterSecret.kept(in: path)
        let interruption = Interruption()
        try StackServer(
            plan: plan, technology: shape.technology, replicas: shape.replicas,
            pages: pages.split(separator: " ").map(String.init),
            process: environment[Self.processVariable].flatMap { pid_t($0) } ?? getpid()
        ).run(cancellation: interruption.cancellation)
    }
}

extension StackPlan.Durability: ExpressibleByArgument {}

extension StackStatus {
    fileprivate func show(_ format: Run.Format) throws {
        switch format {
        case .json: FileHandle.standardOutput.write(try JSONFormat.encode(self))
        case .text:
            for (name, page) in zip(["vote", "result", "metrics"], pages) { print("\(name): \(page)") }
            if let metrics, !metrics.isEmpty { print("metrics below it: \(metrics.joined(separator: ", "))") }
            print("\(readyReplicas) vote replicas ready, \(bootingReplicas) booting")
            for service in services { print("\(service.name): \(service.failure ?? "runs")") }
        }
    }
}
