import ArgumentParser
import BootProbe
import Foundation
import Profiles
import ScaleSim

/// `scalesim bench`.
struct Bench: SimulatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure what the simulator costs: CPU time a request.",
        discussion: """
            Each case runs once on one thread, with all statistics and the latency histogram on; all times are \
            exponential. `make bench` compares the figures with those of other simulators.

              recursion, events                  M/M/10 at a utilisation of 0.8, by recursion and event by event
              day                                24 hours under an HPA, up to 200 replicas behind leastconn; fewer
                                                 requests are longer ones, so that as many replicas are needed
              leastconn-100, leastconn-10000,    as many replicas at a utilisation of 0.8
              roundrobin-100, roundrobin-10000
              hpa-1000, hpa-pods-1000,           a decision of an HPA over 1,000 pods, by CPU and by a metric of theirs,
              keda-1000                          and one of KEDA by a Redis list and CPU; their requests are decisions
              one-thread, two-threads            wall time of two replications of M/M/10, on one thread and on two
              billion                            M/M/10 by recursion, a billion requests in one run

            By default all but the last, with 10 million requests each and 20 million in the day: well within a minute. \
            With --full the day has 100 million, and the last is run too: two minutes.
            """)

    @Option(help: "How to print the results: text for people, json for programs.")
    var format: Run.Format = .text

    @Option(help: "Requests expected in each replication of each case, instead of the case's own number.")
    var requests: Int?

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Cases to run.", valueName: "case"))
    var cases: [BenchmarkCase] = []

    @Flag(help: "Run the long cases in full.")
    var full = false

    private static let mostRequests = 10_000_000_000

    func validate() throws {
        if let requests, !(1...Self.mostRequests).contains(requests) {
            throw ValidationError("--requests must be from 1 to \(Self.mostRequests)")
        }
        if let long = cases.first(where: { $0.needsFull && !full && requests == nil }) {
            throw ValidationError("--cases \(long.rawValue) needs --full, or --requests with a smaller number")
        }
    }

    func execute() throws {
        let progress = ProgressLine()
        var results: [BenchmarkResult] = []
        for (number, benchmark) in chosen.enumerated() {
            progress.begin("\(benchmark.name), \(number + 1) of \(chosen.count)")
            results.append(Benchmark.measure(benchmark, requests: requests, full: full))
        }
        progress.finish()
        switch format {
        case .json: FileHandle.standardOutput.write(try JSONFormat.encode(results))
        case .text: print(text(of: results))
        }
    }

    private func text(of results: [BenchmarkResult]) -> String {
        let rows = zip(chosen, results).map { benchmark, result in
            [
                result.name, ReportText.decimal(result.nsPerRequest, 1), ReportText.decimal(Double(result.requests), 0),
                benchmark.clock.label,
            ]
        }
        // Of the process: what an earlier case held counts too.
        let memory = PeakMemory.bytes.map {
            "\n\npeak memory of all cases: \(ReportText.decimal(Double($0) / 1e6, 1)) MB"
        }
        return ReportText.table(
            ["", "ns a request", "requests", "counted"], rows, numbers: [false, true, true, false])
            + (memory ?? "")
    }

    private var chosen: [BenchmarkCase] {
        cases.isEmpty ? BenchmarkCase.allCases.filter { full || !$0.needsFull } : cases
    }
}

extension BenchmarkCase: ExpressibleByArgument {}

extension BenchmarkClock {
    fileprivate var label: String {
        switch self {
        case .processCPU: "CPU time"
        case .wall: "wall time"
        }
    }
}
