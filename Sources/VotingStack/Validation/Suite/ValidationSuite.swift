import BootProbe
import Foundation
import Profiles
import ScaleSim

/// The scenarios of the suite, each run live several times and simulated: how far to believe the simulator here.
///
/// Each round measures the replica first, in a campaign of its own, and then runs every scenario once. So the figures over
/// the rounds vary with the machine and with the measurement, as those of anybody who measures and simulates once.
package struct ValidationSuite: Sendable {
    package var scenarios: [SuiteScenario]
    package var technology: Technology
    /// Live runs of each scenario.
    package var rounds: Int
    /// Boots in the campaign of each round.
    package var trials: Int
    package var seed: UInt64
    /// Folder of the results. What is there of the same suite is taken as done.
    package var output: String
    /// Renders the page of the results.
    package var python: String?

    package init(
        _ scenarios: [SuiteScenario], technology: Technology, rounds: Int, trials: Int, seed: UInt64, output: String,
        python: String?
    ) {
        self.scenarios = scenarios
        self.technology = technology
        self.rounds = rounds
        self.trials = trials
        self.seed = seed
        self.output = output
        self.python = python
    }

    private var folder: SuiteFolder { SuiteFolder(path: output) }

    /// - Throws: `badInput` where the folder holds another suite.
    package func check() throws(BootProbeError) { _ = try folder.identity(technology: technology, seed: seed) }

    /// Measures, runs and simulates; to be called inside a lab. What there is so far is kept at each step.
    package func run(
        images: DemoImages, launchers: LauncherSet, run: RunDirectory, cancellation: Cancellation,
        progress: ProgressLine
    ) throws -> ValidationSummary {
        let live = SuiteLiveRuns(
            suite: self, folder: folder, images: images, launchers: launchers, run: run, cancellation: cancellation,
            progress: progress)
        return try follow(rounds: rounds) { round, scenario in try live.record(of: scenario, in: round) }
    }

    /// Simulates the live runs that the folder holds once more, with profiles fitted anew; launches nothing.
    ///
    /// - Throws: `noInput` where it holds none.
    package func simulateAgain() throws -> ValidationSummary {
        guard let identity = try folder.identity(technology: technology, seed: seed) else {
            throw BootProbeError(.noInput, "\(output): holds no live runs of a suite; leave --again out to make some")
        }
        return try follow(rounds: folder.rounds) { round, scenario in
            guard let record = try round.record(of: scenario), let profile = try round.profile() else { return nil }
            try round.write(
                scenario, profile, worker: folder.worker(),
                cpuRequest: profile.service?.cpuLimit?.cpus ?? 1, identity)
            return record
        }
    }

    /// - Parameter record: The live run of a scenario in a round; nil where there is none.
    private func follow(
        rounds: Int, record: (SuiteRound, SuiteScenario) throws -> LiveRecord?
    ) throws -> ValidationSummary {
        var results: SuiteResults?
        for round in (1...max(1, rounds)).map(folder.round) {
            for (index, scenario) in scenarios.enumerated() {
                guard let record = try record(round, scenario) else { continue }
                let simulated = SimulatedRuns(
                    of: try LiveScenario.read(contentsOf: round.scenarioPath(scenario)), like: record,
                    backing: try folder.backing(), threads: ProcessInfo.processInfo.activeProcessorCount)
                if results == nil, let profile = try round.profile() {
                    results = SuiteResults(scenarios, profile: profile, output: output, python: python)
                }
                try results?.add(simulated.validated(record), of: index)
            }
            try results?.renderPage()
        }
        guard let results else {
            throw BootProbeError(.noInput, "\(output): holds no live runs of these scenarios")
        }
        return results.summary
    }
}
