import BootProbe
import Profiles
import ScaleSim

/// One round of a suite, in a folder of its own: a measured replica, the scenarios with its profile, and their live runs.
struct SuiteRound {
    /// From 1.
    let number: Int
    let path: String

    private static let replicaProfile = "replica.json"

    func scenarioPath(_ scenario: SuiteScenario) -> String { "\(path)/\(scenario.name).yaml" }
    private func recordPath(_ scenario: SuiteScenario) -> String { "\(path)/\(scenario.name).live.json" }

    /// Nil where the replica was not measured in this round.
    func profile() throws(BootProbeError) -> Profile? {
        guard FileSystem.exists(path) else { return nil }
        return try MeasuredReplica.read(from: path)?.profile(in: path)
    }

    /// Writes what the scenarios name, and the scenarios, in which replicas are as `profile` says.
    func write(
        _ scenarios: [SuiteScenario], _ profile: Profile, worker: Profile?, cpuRequest: Double,
        _ suite: SuiteFolder.Identity
    ) throws(BootProbeError) {
        try ResultFile.write(JSONFormat.encode(profile), to: "\(path)/\(Self.replicaProfile)")
        if let worker {
            try ResultFile.write(JSONFormat.encode(worker), to: "\(path)/\(SuiteFolder.workerProfile)")
        }
        try SuiteScenario.writePolicies(to: path, capacity: suite.capacity)
        for scenario in scenarios {
            try scenario.write(
                to: scenarioPath(scenario), profile: (Self.replicaProfile, profile), capacity: suite.capacity,
                cpuRequest: cpuRequest, seed: suite.seed)
        }
    }

    /// Nil where the scenario was not run in this round.
    func record(of scenario: SuiteScenario) throws(BootProbeError) -> LiveRecord? {
        let path = recordPath(scenario)
        return FileSystem.exists(path) ? try LiveRecord.read(contentsOf: path) : nil
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
