import ArgumentParser
import BootProbe
import ScaleSim

/// What a trace is written as.
enum TraceTarget: String, ExpressibleByArgument, CaseIterable {
    case arrivals
    case rates

    func content(step: SimTime) -> TraceWriter.Content {
        switch self {
        case .arrivals: .arrivals
        case .rates: .rates(step: step)
        }
    }
}

/// `scalesim trace convert`
struct TraceConvert: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Write a trace of any format as arrival times or as rates.",
        discussion: """
            Arrival times are seconds since the start, one a line. Rates are a CSV with the header \
            seconds,requests_per_second: requests per second over each step, of recorded requests their number over \
            the step, of rates their mean. Both are formats that scenarios take. The output is there only once it is \
            whole; - is standard output.

              scalesim trace convert access.log rates.csv --to rates --step 10s
              scalesim trace convert wc_day66_1 - --to arrivals --scale 0.1 | head
              scalesim trace convert d01.csv f.csv --to rates --function 68e3…

            Exit status: 0 done, 64 wrong usage, 65 the trace is wrong, 66 it is missing, 73 the output cannot be \
            written.
            """)

    @Argument(help: "The trace.", completion: .file())
    var input: String

    @Argument(help: "The file to write, or - for standard output.", completion: .file())
    var output: String

    @Option(help: "What to write: arrivals or rates.")
    var to: TraceTarget

    @Option(help: "Step of the rates, such as 10s.")
    var step = SimTime(seconds: 1)

    @OptionGroup var options: TraceInput

    func execute() throws {
        let file = try outputFile(output)
        let traffic = try options.traffic(of: input)
        try TraceWriter(to.content(step: step), seed: options.seed).write(traffic, to: file)
    }
}

/// `scalesim trace generate`
struct TraceGenerate: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Draw traffic from a model and write it as arrival times or as rates.",
        discussion: """
            A model is written as under `traffic:` in a scenario; a scenario with the same model, duration and seed \
            has the same requests in its first replication.

              scalesim trace generate 'poisson: {rate: 40/s}' --duration 10min
              scalesim trace generate 'renewal: {interval: {family: gamma,
                shape: 4, scale: 6ms}}' --duration 1min
              scalesim trace generate 'mmpp: {states:
                {calm: {rate: 20/s, to: {busy: 0.2/min}},
                 busy: {rate: 200/s, to: {calm: 1/min}}}}' \\
                --duration 1h --seed 7 --output bursts.txt
              scalesim trace generate 'flash_crowd: {base: 20/s, peak: 150/s,
                start: 30s, ramp_up: 5s, hold: 40s, decay: 15s}' \\
                --duration 150s --to rates --output crowd.csv
              scalesim trace generate 'diurnal: {mean: 50/s, amplitude: 30/s,
                phase: 14h}' --duration 2d --to rates --step 5min
              scalesim trace generate 'on_off: {sources: 100, rate: 5/s,
                on: 1s, off: 4s, hurst: 0.8}' --duration 1h

            Exit status: 0 done, 64 wrong usage, 65 the model is wrong, 73 the output cannot be written.
            """)

    @Argument(help: "The model.")
    var model: String

    @Option(help: "How long the traffic lasts, such as 10min; needed where the model does not say.")
    var duration: SimTime?

    @Option(help: "Seed of all random draws.")
    var seed: UInt64 = 1

    @Option(help: "What to write: arrivals or rates.")
    var to: TraceTarget = .arrivals

    @Option(help: "Step of the rates, such as 10s.")
    var step = SimTime(seconds: 1)

    @Option(help: "The file to write; standard output by default, or for -.", completion: .file())
    var output = "-"

    func execute() throws {
        let traffic = try Scenario.Traffic.parse(model, origin: "the model", duration: duration)
        try TraceWriter(to.content(step: step), seed: seed).write(traffic, to: output)
    }
}
