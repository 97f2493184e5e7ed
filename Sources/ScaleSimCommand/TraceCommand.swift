import ArgumentParser
import BootProbe
import Foundation
import ScaleSim

/// `scalesim trace`: what arrives.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Describe, convert and generate traffic.",
        discussion: """
            Traces are known from their content: arrival times, web servers' logs, rates and counts in several forms, \
            the public traces of Azure and of the World Cup, answers of Prometheus (traces/README.md).

              scalesim trace describe access.log
              scalesim trace convert access.log rates.csv --to rates --step 10s
              scalesim trace generate 'poisson: {rate: 40/s}' --duration 10min
            """,
        subcommands: [TraceDescribe.self, TraceConvert.self, TraceGenerate.self])
}

/// A trace, and how it is to be read.
struct TraceInput: ParsableArguments {
    @Option(
        name: .customLong("input-format"),
        help: "Format of the trace, where its content does not tell.")
    var format: TraceFormat?

    @Flag(help: "Leave wrong records out and count them; else the first one is an error.")
    var lenient = false

    @Option(name: .customLong("input-step"), help: "Of a rate-list: how long each rate holds, such as 1s.")
    var step: SimTime?

    @Option(help: "Of a trace of functions: the owner whose requests count.")
    var owner: String?

    @Option(help: "Of a trace of functions: the application whose requests count.")
    var app: String?

    @Option(help: "Of a trace of functions: the function whose requests count.")
    var function: String?

    @Option(help: "Multiply the requests, as traffic.scale does in a scenario.")
    var scale = 1.0

    @Option(help: "Decides what the trace leaves open: where in its second a request falls, requests drawn at rates.")
    var seed: UInt64 = 1

    func validate() throws {
        guard scale >= 0, scale <= 1e6 else { throw ValidationError("--scale must be from 0 to 1000000") }
    }

    func open(_ path: String) throws -> TraceFile {
        try TraceFile.open(
            path,
            TraceOptions(
                format: format, lenient: lenient, step: step,
                selection: TraceSelection(owner: owner, app: app, function: function)))
    }

    /// The trace as traffic; what was left out of it is told on standard error.
    func traffic(of path: String) throws -> Scenario.Traffic {
        let trace = try open(path)
        if let sentence = trace.summary.skipped.sentence {
            ProgressLine.standardError("scalesim: \(trace.path): \(sentence)\n")
        }
        return try Scenario.Traffic.recorded(trace, scale: scale)
    }
}

extension TraceFormat: ExpressibleByArgument {}

extension SimTime: ExpressibleByArgument {
    public init?(argument: String) { self.init(duration: argument) }

    public var defaultValueDescription: String { "\(seconds.formatted(.number.grouping(.never)))s" }
}
