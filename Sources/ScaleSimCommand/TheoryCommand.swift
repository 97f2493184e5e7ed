import ArgumentParser
import BootProbe
import Foundation
import Profiles
import ScaleSim

/// `scalesim theory`.
struct TheoryCommand: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "theory",
        abstract: "Check the simulator against queueing theory.",
        discussion: """
            Simulates queues that are solved in closed form, at loads of 0.5, 0.8 and 0.95, and prints both. The \
            intervals are so wide that all of them hold the truth at once with 95 %: where theory and simulation agree, \
            a row that is not ok is found by chance in one of twenty seeds. What an approximation says must be met \
            within a band. The warm-up is left out of every replication.

            --coverage repeats each case over so many seeds and prints how often plain 95 % intervals hold the theory's \
            value; 93 to 97 % are wanted. A hundred repetitions of ten replications take about five minutes on two CPUs.

            Exit status: 1 where something is not ok, 0 otherwise; else as of `scalesim run`.
            """)

    @Option(help: "Check only the cases whose name contains this, such as M/D.")
    var only: String?

    @Option(help: "Independent runs of each case.")
    var replications = 20

    @Option(help: ArgumentHelp("Repeat each case over so many seeds, and count intervals.", valueName: "repetitions"))
    var coverage: Int?

    @Option(help: "Seed of all random draws.")
    var seed: UInt64 = 1

    @Option(help: "Threads to use; by default one for each CPU. The results do not depend on it.")
    var threads: Int?

    @Option(help: "How to print the results: text for people, json for programs.")
    var format: Run.Format = .text

    @Option(help: "Write the results to this file instead of the standard output.", completion: .file())
    var output: String?

    func validate() throws {
        if replications < 2 { throw ValidationError("--replications must be at least 2") }
        if let coverage, coverage < 1 { throw ValidationError("--coverage must be at least 1") }
        if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
    }

    func execute() throws {
        let cases = TheoryCase.list().filter { only.map($0.name.contains) ?? true }
        guard !cases.isEmpty else { throw ScaleSimError(.usage, "--only: no case has \(only ?? "") in its name") }
        let file = try outputFile(output)
        let progress = ProgressLine()
        progress.begin("simulating")
        let done = { (count: Int) in progress.update(done: count, of: cases.count) }
        let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        let data: Data
        let failures: Int
        if let coverage {
            let shares = TheoryCoverage.run(
                cases, repetitions: coverage, replications: replications, seed: seed, threads: threads, onCase: done)
            failures = shares.count { !$0.ok }
            data = try format == .json ? JSONFormat.encode(shares) : Data(TheoryText(shares).text.utf8)
        } else {
            let checks = TheoryCheck.run(
                cases, replications: replications, seed: seed, threads: threads, onCase: done)
            failures = checks.count { !$0.ok }
            data = try format == .json ? JSONFormat.encode(checks) : Data(TheoryText(checks).text.utf8)
        }
        progress.finish()
        try file.finish(with: data)
        if failures > 0 { throw ExitCode(1) }
    }
}

/// Theory beside simulation as text for people.
private struct TheoryText {
    let text: String

    init(_ checks: [TheoryCheck]) {
        let rows = checks.map { check in
            let places = Self.places(check.theory)
            func number(_ value: Double) -> String { ReportText.decimal(value, places) }
            return [
                check.name, number(check.theory), number(check.simulated),
                "\(number(check.ciLow)) … \(number(check.ciHigh))", check.ok ? "ok" : "NOT OK",
            ]
        }
        let confidence = ReportText.decimal((checks.first?.confidence ?? 0) * 100, 2)
        text = Self.text(
            ["", "theory", "simulated", "\(confidence) % interval", ""], rows, ok: checks.count { $0.ok })
    }

    init(_ coverages: [TheoryCoverage]) {
        let rows = coverages.map { coverage in
            [
                coverage.name, "\(coverage.intervals)", "\(ReportText.decimal(coverage.share * 100, 1)) %",
                "\(ReportText.decimal(coverage.ciLow * 100, 1)) … \(ReportText.decimal(coverage.ciHigh * 100, 1)) %",
                coverage.ok ? "ok" : "NOT OK",
            ]
        }
        text = Self.text(
            ["", "intervals", "hold theory", "99.9 % interval", ""], rows, ok: coverages.count { $0.ok })
    }

    private static func text(_ header: [String], _ rows: [[String]], ok: Int) -> String {
        ReportText.table(header, rows, numbers: [false, true, true, true, false]) + "\n\n\(ok) of \(rows.count) ok\n"
    }

    /// Four or five significant digits.
    private static func places(_ value: Double) -> Int { value >= 1 ? 3 : value >= 0.1 ? 4 : value >= 0.01 ? 5 : 6 }
}
