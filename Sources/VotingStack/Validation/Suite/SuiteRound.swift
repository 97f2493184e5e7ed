import BootProbe
import Profiles
import ScaleSim

/// One round of a suite, in a folder of its own: a measured replica, the scenarios with its profile, and their live runs.
final class SuiteRound {
    /// From 1.
    let number: Int
    let path: String

    private static let replicaProfile = "replica.json"
    private var fitted: Profile?

    init(number: Int, path: String) {
        self.number = number
        self.path = path
    }

    func scenarioPath(_ scenario: SuiteScenario) -> String { "\(path)/\(scenario.name).yaml" }
    private func recordPath(_ scenario: SuiteScenario) -> String { "\(path)/\(scenario.name).live.json" }

    /// Fitted when first asked for; nil where the replica was not measured in this round.
    func profile() throws(BootProbeError) -> Profile? {
        if fitted == nil { fitted = try MeasuredReplica.find(in: path)?.profile(in: path) }
        return fitted
    }

    /// Writes a scenario, in which replicas are as `profile` says, and what it names.
    func write(
        _ scenario: SuiteScenario, _ profile: Profile, worker: Profile?, cpuRequest: Double,
        _ suite: SuiteFolder.Identity
    ) throws(BootProbeError) {
        try ResultFile.write(JSONFormat.encode(profile), to: "\(path)/\(Self.replicaProfile)")
        if let worker {
            try ResultFile.write(JSONFormat.encode(worker), to: "\(path)/\(SuiteFolder.workerProfile)")
        }
        try SuiteScenario.writePolicies(to: path, capacity: suite.capacity)
        try scenario.write(
            to: scenarioPath(scenario), profile: (Self.replicaProfile, profile), capacity: suite.capacity,
            cpuRequest: cpuRequest, seed: suite.seed)
    }

    /// Nil where the scenario was not run in this round.
    func record(of scenario: SuiteScenario) throws(BootProbeError) -> LiveRecord? {
        try LiveRecord.find(at: recordPath(scenario))
    }

    /// Keeps a live run.
    func keep(_ outcome: LiveRuns.Outcome, of scenario: SuiteScenario) throws(BootProbeError) {
        for (log, suffix) in zip(outcome.logs, ["", "-worker"]) {
            try ResultFile.write(
                log.observationLines(), to: "\(path)/\(scenario.name)\(suffix).observations.jsonl")
        }
        try outcome.record.write(to: recordPath(scenario))
    }
}
