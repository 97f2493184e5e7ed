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
            value: of each claim, each kind of model, each load, each figure, and of all; 93 to 97 % are wanted. What \
            misses is below or above the value; the bias is that of the mean of all runs. A hundred repetitions of ten \
            replications take about nine minutes on two CPUs.

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
        let cases = TheoryCase.list().filter { theoryCase in
            // An approximation is held by no interval in particular.
            (only.map(theoryCase.name.contains) ?? true) && (coverage == nil || theoryCase.hasExactClaim)
        }
        guard !cases.isEmpty else {
            throw ScaleSimError(
                .usage, "--only: no \(coverage == nil ? "" : "exact ")case has \(only ?? "") in its name")
        }
        let file = try outputFile(output)
        let progress = ProgressLine()
        progress.begin("simulating")
        let (data, agrees) = try results(of: cases) { progress.update(done: $0, of: cases.count) }
        progress.finish()
        try file.finish(with: data)
        if !agrees { throw ExitCode(1) }
    }

    private func results(
        of cases: [TheoryCase], onCase: (Int) -> Void
    ) throws -> (data: Data, agrees: Bool) {
        let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        if let coverage {
            let result = TheoryCoverage(
                cases, repetitions: coverage, replications: replications, seed: seed, threads: threads, onCase: onCase)
            let data = try format == .json ? JSONFormat.encode(result) : Data(CoverageText(result).text.utf8)
            return (data, result.verdicts.ok == result.verdicts.total)
        }
        let checks = TheoryCheck.run(cases, replications: replications, seed: seed, threads: threads, onCase: onCase)
        let data = try format == .json ? JSONFormat.encode(checks) : Data(TheoryText(checks).text.utf8)
        return (data, checks.allSatisfy(\.ok))
    }
}
