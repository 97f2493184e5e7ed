import ArgumentParser
import BootProbe
import Foundation
import Profiles
import ScaleSim
import VotingStack

/// `scalesim stack load`.
struct StackLoad: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Send votes to a running stack, and say how it answered.",
        discussion: """
            Open loop: each vote leaves at its instant, whatever became of those before it, on a connection of its own, \
            and its latency counts from the planned instant. The instants are those of a trace (traces/README.md), or \
            drawn from a model as under `traffic:` in a scenario. Closed loop, as `ab` does it: so many voters, each of \
            whom votes again once answered.

              scalesim stack load access.log --scale 2 --duration 5min
              scalesim stack load --traffic 'poisson: {rate: 200/s}' --duration 1min --requests requests.csv
              scalesim stack load --connections 100 --duration 30s

            Exit status: 0 done, 1 over 0.1 % of the votes left more than 5 ms late, so that the load was another one \
            than planned, 64 wrong usage, 65 the trace is wrong, 66 it is missing, 69 no stack runs.
            """)

    @Argument(help: "A trace.", completion: .file())
    var trace: String?

    @Option(help: "A model of traffic, in place of a trace.")
    var traffic: String?

    @Option(help: "Voters of a closed loop, in place of a trace.")
    var connections: Int?

    @Option(help: "How long to send; of a trace only its beginning.")
    var duration: SimTime?

    @Option(help: "When a vote without an answer has failed.")
    var timeout = SimTime(seconds: 30)

    @OptionGroup var input: TraceInput
    @OptionGroup var folder: StackFolder

    @Option(help: "How the summary is printed: text or json.")
    var format: Run.Format = .text

    @Option(help: "Write every request to this file as CSV: planned, sent, done, how it ended.", completion: .file())
    var requests: String?

    private static let mostConnections = 4_000

    func validate() throws {
        let sources = [trace != nil, traffic != nil, connections != nil].count { $0 }
        guard sources == 1 else { throw ValidationError("give exactly one of a trace, --traffic and --connections") }
        if let connections, !(1...Self.mostConnections).contains(connections) {
            throw ValidationError("--connections must be from 1 to \(Self.mostConnections)")
        }
        if connections != nil, duration == nil { throw ValidationError("--connections needs a --duration") }
    }

    func execute() throws {
        let planned = try connections == nil ? plannedTraffic() : nil
        let file = try requests.map { (path) throws(ScaleSimError) in try outputFile(path) }
        let page = try votePage()
        let progress = ProgressLine()
        progress.begin("sending votes", expectedSeconds: (duration ?? planned?.duration)?.seconds)
        let report = try planned.map { try send($0, to: page) } ?? sendInClosedLoop(to: page)
        progress.finish()
        if let fault = planned?.fault { throw fault }
        if let file { try report.writeRequests(to: file) }
        let summary = LoadSummary(report, connections: connections)
        switch format {
        case .json: FileHandle.standardOutput.write(try JSONFormat.encode(summary))
        case .text: print(summary.text, terminator: "")
        }
        if connections == nil, summary.lateness.isExcessive {
            ProgressLine.standardError(
                "scalesim: the load was late, and measured its sender: is the machine too busy to send so much?\n")
            throw ExitCode(1)
        }
    }

    private func plannedTraffic() throws -> Scenario.Traffic {
        if let traffic { return try Scenario.Traffic.parse(traffic, origin: "--traffic", duration: duration) }
        return try input.traffic(of: trace ?? "")
    }

    /// Of the stack that runs, on this host's loopback.
    private func votePage() throws(BootProbeError) -> VotePage {
        let path = try folder.path()
        guard let status = try StackSession.ask(.status, in: path) else {
            throw StackFolder.nothingRuns(in: path)
        }
        guard let page = status.pages.first.flatMap(URL.init(string:)), let host = page.host,
            let port = page.port.flatMap(UInt16.init(exactly:))
        else { throw BootProbeError(.failed, "the stack of \(path) names no vote page") }
        return VotePage(Endpoint(address: host, port: port), secret: try VoterSecret.kept(in: path))
    }

    private func send(_ traffic: Scenario.Traffic, to page: VotePage) throws -> LoadReport {
        let end = duration.map { min($0, traffic.duration) } ?? traffic.duration
        let seed = RandomStream.replicationSeed(seed: input.seed, number: 0)
        let instants = traffic.arrivals(seed: input.seed, replicationSeed: seed, to: ArrivalList(before: end))
        let plan = LoadPlan(
            target: page, sendSeconds: instants.map { SimTime(nanoseconds: $0).seconds },
            timeoutSeconds: timeout.seconds, seed: input.seed)
        return try LoadGenerator(plan: plan).run(from: HostInstant.now.advanced(bySeconds: 0.1))
    }

    private func sendInClosedLoop(to page: VotePage) throws -> LoadReport {
        try ClosedLoad(
            target: page, connections: connections ?? 1, durationSeconds: duration?.seconds ?? 1,
            timeoutSeconds: timeout.seconds, seed: input.seed
        ).run()
    }
}
