import BootProbe
import Foundation
import Profiles
import ScaleSim
import TestSupport
import Testing

@testable import VotingStack

/// A folder as a suite leaves it, of one round of one scenario that never ran.
private struct RecordedSuite {
    static let capacity = 100.0

    let output: String
    let scenario: SuiteScenario

    init(in directory: TemporaryDirectory) throws {
        output = directory.path
        scenario = try #require(SuiteScenario.all.first { $0.name == "steady-30" })
        let folder = SuiteFolder(path: output)
        let round = folder.round(1)
        try FileSystem.createDirectory(round.path)
        try Self.measure(into: round.path)
        try folder.write(.init(technology: .container, seed: 1, capacity: Self.capacity))
        let profile = try #require(try round.profile())
        try round.write(
            scenario, profile, worker: nil, cpuRequest: 0.2,
            .init(technology: .container, seed: 1, capacity: Self.capacity))
        try round.keep(
            LiveRuns.Outcome(record: Self.record(round.scenarioPath(scenario)), logs: [AutoscalerLog()]), of: scenario)
    }

    /// Boots and load runs of a replica that keeps to 0.2 CPU.
    private static func measure(into folder: String) throws {
        let store = try ProbeStore(path: MeasuredReplica.database(in: folder))
        let host = HostFacts(
            cpuModel: "none", logicalCPUs: 2, memoryBytes: 1 << 30, kernel: "6", operatingSystem: "none")
        let plan = CampaignPlan(
            seed: 1, targets: [.init(image: "vote-replica", technology: .container, trials: 10)])
        let target = MeasuredTarget(image: "vote-replica", technology: .container, accelerator: .none, host: host)
        let provenance = Provenance(host: host)
        let id = try store.campaign(for: plan, targets: [target], provenance: provenance)
        for planned in plan.order() {
            let seconds = 3 + 0.01 * Double(planned.position)
            let answer = TrialRecord.Answer(earliestSeconds: seconds - 0.001, lastByteSeconds: seconds)
            try store.record(
                [
                    TrialRecord(
                        trial: planned, startedAt: Date(timeIntervalSince1970: 1_770_000_000),
                        outcome: .answered(answer), launchReturnedSeconds: 0.01,
                        lastFailedAttemptSeconds: seconds - 0.001, phases: [], console: nil, durationSeconds: seconds)
                ], in: id)
        }
        let quantiles = [
            LatencyQuantile(quantile: 0.5, seconds: 0.003), LatencyQuantile(quantile: 1, seconds: 0.005),
        ]
        let saturated = ThroughputResult(
            tool: .apacheBench, operation: "GET /", connections: 100, requests: 1000, requestsPerSecond: 100,
            minimumLatencySeconds: 0.002, latencyQuantiles: quantiles)
        var unloaded = saturated
        unloaded.connections = 1
        try store.record([saturated, unloaded], of: target, provenance: provenance)
        try MeasuredReplica(image: "vote-replica", bootPaceSeconds: nil).write(to: folder)
    }

    /// The scenario as it was simulated, in place of a live run.
    private static func record(_ path: String) throws -> LiveRecord {
        let scenario = try LiveScenario.read(contentsOf: path)
        let latencies = (0..<400).map { 0.003 + 0.000_001 * Double($0) }
        let records = latencies.enumerated().map { number, latency in
            let planned = 0.1 * Double(number)
            return RequestRecord(
                planned: planned, sent: planned, done: planned + latency, status: 200, outcome: .answered)
        }
        let run = LiveRun(
            technology: .container, policy: scenario.policyName,
            report: LoadReport(records: records, inFlightPeak: 1), log: AutoscalerLog(), duration: scenario.duration,
            objective: scenario.objective)
        return LiveRecord(page: .init(run: run, latencySeconds: latencies))
    }

    func suite(_ technology: Technology = .container) -> ValidationSuite {
        ValidationSuite(
            [scenario], technology: technology, rounds: 1, trials: 10, seed: 1, output: output, python: nil)
    }
}

@Suite("The folder of a suite")
struct SuiteFolderTests {
    @Test("holds live runs that can be simulated again, with the same result, from its database")
    func again() throws {
        let directory = try TemporaryDirectory()
        let recorded = try RecordedSuite(in: directory)
        let first = try recorded.suite().simulateAgain()
        #expect(first.reports.map(\.name) == ["steady-30"])
        let report = try #require(first.reports.first?.report)
        #expect(report.runs == 1)
        #expect(report.rows.first { $0.figure == "requests" }?.live == 400)
        #expect(FileSystem.exists(directory.file("validation.md")))
        // The profile is fitted anew, whatever became of the file.
        try FileSystem.remove(directory.file("rounds/1/replica.json"))
        #expect(try recorded.suite().simulateAgain() == first)
    }

    @Test("is not that of another suite, and a torn record is named")
    func refusals() throws {
        let directory = try TemporaryDirectory()
        let recorded = try RecordedSuite(in: directory)
        #expect {
            try recorded.suite(.process).check()
        } throws: {
            let text = "\($0)"
            return text.contains("suite.json") && text.contains("as container") && text.contains("--output")
        }
        let path = directory.file("rounds/1/steady-30.live.json")
        let record = try FileSystem.read(path)
        try directory.write("rounds/1/steady-30.live.json", #"{"schema": 1}"#)
        #expect { try recorded.suite().simulateAgain() } throws: {
            let text = "\($0)"
            return text.contains("steady-30.live.json") && text.contains("schema: must be 2, but is 1")
        }
        try FileSystem.write(record, to: path)
        try FileSystem.write(Array(FileSystem.read(path).prefix(100)), to: path)
        #expect { try recorded.suite().simulateAgain() } throws: { "\($0)".contains("steady-30.live.json") }
        let empty = try TemporaryDirectory()
        let nothing = ValidationSuite(
            SuiteScenario.all, technology: .container, rounds: 1, trials: 10, seed: 1, output: empty.path, python: nil)
        #expect { try nothing.simulateAgain() } throws: { "\($0)".contains("holds no live runs") }
    }
}
