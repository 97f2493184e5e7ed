import ArgumentParser
import BootProbe
import Foundation
import Profiles
import ScaleSim

/// `scalesim trace describe`
struct TraceDescribe: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Check a trace, and say what its traffic is like.",
        discussion: """
            All of the trace is read, in memory that does not grow with it. Reported are its format, the requests and \
            their rates, and how bursty they are: the index of dispersion of counts (variance over mean, 1 for a \
            Poisson process) at several time scales, the coefficient of variation of the gaps (1 for a Poisson \
            process) and correlations with the next. Of rates and counts, one drawing of requests is described.

              scalesim trace describe access.log --lenient
              scalesim trace describe d01.csv --app 7b2c43a2…
              curl -s "$PROMETHEUS/api/v1/query_range?query=$QUERY…" > rates.json
              scalesim trace describe rates.json --format json

            Exit status: 0 done, 64 wrong usage, 65 the trace is wrong, 66 it is missing.
            """)

    @Argument(help: "The trace.", completion: .file())
    var file: String

    @Option(help: "How to print the description: text for people, json for programs.")
    var format: Run.Format = .text

    @OptionGroup var input: TraceInput

    func execute() throws {
        let description = try TraceDescription(input.open(file), scale: input.scale, seed: input.seed)
        switch format {
        case .text: print(TraceText(description).text, terminator: "")
        case .json: FileHandle.standardOutput.write(try JSONFormat.encode(description))
        }
    }
}

/// A description as text for people.
struct TraceText {
    private let description: TraceDescription

    init(_ description: TraceDescription) { self.description = description }

    var text: String {
        var table = TextTable(numbers: [false, false], indent: 2)
        for (name, value) in rows { table.append([name, value]) }
        return "\(heading)\n\n\(table.text)\n"
    }

    private var arrivals: ArrivalStatistics { description.arrivals }

    private var heading: String {
        let drawn = description.drawn ? ", drawn with seed \(description.seed)" : ""
        return "\(description.file): \(description.format.rawValue), "
            + "\(number(Double(arrivals.requests), digits: 0...0)) requests in \(time(arrivals.durationSeconds))\(drawn)"
    }

    private var rows: [(String, String)] {
        let dispersion = arrivals.dispersion.map { "\(significant($0.index)) (\(time($0.binSeconds)))" }
        let minute = arrivals.peakRateOverMinute.map { "\(significant($0))/s" }
        var rows: [(String, String)] = [
            ("mean rate", "\(significant(arrivals.meanRate))/s"),
            ("peak rate over 1 s", "\(significant(arrivals.peakRateOverSecond))/s"),
            ("peak rate over 60 s", minute ?? "–"),
            ("dispersion of counts", dispersion.isEmpty ? "–" : dispersion.joined(separator: ", ")),
            ("correlation of counts", arrivals.countCorrelation.map { "\(significant($0)) (1 s and the next)" } ?? "–"),
            ("variation of gaps", arrivals.gapVariation.map(significant) ?? "–"),
            ("correlation of gaps", arrivals.gapCorrelation.map { "\(significant($0)) (one and the next)" } ?? "–"),
        ]
        if !description.skipped.isEmpty {
            let kinds = description.skipped.sorted { $0.key < $1.key }
                .map { "\($0.value) \($0.key.replacing("_", with: " "))" }
            rows.append(("records skipped", kinds.joined(separator: ", ")))
            rows.append(("the first", description.skippedFirst ?? "–"))
        }
        rows.append(("rate over time", "|\(arrivals.sparkline)|"))
        return rows
    }

    private func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<120: "\(number(seconds, digits: 0...1)) s"
        case ..<7200: "\(number(seconds / 60, digits: 0...1)) min"
        case ..<172_800: "\(number(seconds / 3600, digits: 0...1)) h"
        default: "\(number(seconds / 86_400, digits: 0...1)) d"
        }
    }

    private func significant(_ value: Double) -> String {
        value.formatted(.number.precision(.significantDigits(1...3)).locale(Locale(identifier: "en_US")))
    }

    private func number(_ value: Double, digits: ClosedRange<Int>) -> String {
        value.formatted(.number.precision(.fractionLength(digits)).locale(Locale(identifier: "en_US")))
    }
}
