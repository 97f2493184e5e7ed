import BootProbe
import Profiles
import ScaleSim

/// How large a demonstration is.
package struct DemoSettings: Sendable {
    /// On which the images are offered.
    package static let offeredTechnologies: Set<Technology> = [.process, .container, .vm]
    /// The backing services of the live run are processes.
    static let neededTechnologies: Set<Technology> = [.process]

    /// Folder of the results, made where it is missing.
    package var output: String
    /// Interpreter that has the packages of the report.
    package var python: String
    /// The traffic's rates, which are scaled to this machine.
    package var trace: String
    /// `20,vm=3`: see `TrialCounts`.
    package var trials: TrialCounts
    package var technologies: Set<Technology>
    package var seed: UInt64
    /// Independent simulated runs behind each interval.
    package var replications: Int
    /// Whether load runs are shortened to a tenth, for a first look.
    package var isQuick: Bool

    package init(
        output: String, python: String, trace: String, trials: TrialCounts, technologies: Set<Technology>,
        seed: UInt64 = 1, replications: Int = 20, isQuick: Bool = false
    ) {
        self.output = output
        self.python = python
        self.trace = trace
        self.trials = trials
        self.technologies = technologies
        self.seed = seed
        self.replications = replications
        self.isQuick = isQuick
    }

    /// The page that is written last; where it is, the results are complete.
    package var report: String { "\(output)/report.html" }

    /// Of the scenarios that a user can go on with.
    package var scenarioFolder: String { "\(output)/scenario" }

    /// What to do with the scenario of the whole application, a command a line.
    package func furtherCommands(program: String) -> [String] {
        VotingScenario.commands(votingScenario, program: program)
    }

    package var votingScenario: String { "\(scenarioFolder)/voting.yaml" }

    /// Finds what is wrong before the minutes that measuring takes.
    ///
    /// - Throws: `ScaleSimError` for the trace, `BootProbeError` where there is nothing to render the report with, or no
    ///   folder to write it to.
    package func check() throws {
        _ = try RateTrace.read(contentsOf: trace)
        try ReportPage.checkRenderer(python: python)
        try FileSystem.createWritableDirectory(output)
    }
}

extension ThroughputPlan {
    /// A tenth of the requests or of the time, but enough for each connection to settle.
    var shortened: ThroughputPlan {
        var plan = self
        plan.requests = min(requests, max(200, 5 * connections, requests / 10))
        plan.seconds = min(seconds, max(2, seconds / 10))
        return plan
    }
}
