import BootProbe
import Foundation
import Profiles
import ScaleSim
import Testing
import VotingStack

private func record(_ planned: Double, latency: Double, _ outcome: TransferOutcome = .answered) -> RequestRecord {
    RequestRecord(planned: planned, sent: planned, done: planned + latency, status: 200, outcome: outcome)
}

private func liveRun(_ records: [RequestRecord], replicas: [Replica] = [], seconds: Double = 4) -> LiveRun {
    var log = AutoscalerLog()
    log.replicas = replicas
    return LiveRun(
        technology: .process, policy: "test", report: LoadReport(records: records, inFlightPeak: 1), log: log,
        duration: SimTime(seconds: seconds), objective: SimTime(seconds: 0.5))
}

@Suite("A live run")
struct LiveRunTests {
    @Test("counts latency over the answered requests, and failed ones as over the objective")
    func figures() {
        let run = liveRun([
            record(0.1, latency: 0.2), record(1.1, latency: 0.4), record(2.1, latency: 0.6),
            record(2.2, latency: 9, .timedOut),
        ])
        #expect(abs((run.figures.latencyMeanSeconds ?? 0) - 0.4) < 1e-6)
        #expect(abs((run.figures.latencyP50Seconds ?? 0) - 0.4) < 0.001)
        #expect(run.figures.overObjectiveShare == 0.5)
        #expect(run.figures.failedShare == 0.25)
        #expect(run.figures.waitMeanSeconds == nil)
        #expect(run.outcomes == ["answered": 3, "timed_out": 1])
        #expect(run.series.arrived == [1, 1, 2, 0])
        #expect(run.arrivalSeconds == [0.1, 1.1, 2.1, 2.2])
    }

    @Test("counts replicas from launch to end, within the run")
    func replicaSeconds() {
        var initial = Replica(launchedAt: -1_000_000_000)
        initial.readyAt = -500_000_000
        var second = Replica(launchedAt: 1_000_000_000)
        second.readyAt = 2_000_000_000
        second.drainedAt = 2_500_000_000
        second.goneAt = 3_000_000_000
        let run = liveRun([record(0.5, latency: 0.1)], replicas: [initial, second])
        #expect(run.figures.replicaSeconds == 6)
        #expect(run.figures.peakReplicas == 2)
        #expect(run.figures.coldStarts == 1)
        #expect(run.series.ready == [1, 1, 2, 1])
        #expect(run.series.booting == [0, 1, 0, 0])
        #expect(run.replicasMean.count == 4 && run.replicasMean.reduce(0, +) == run.figures.replicaSeconds)
    }

    @Test("is written and read back whole")
    func coding() throws {
        let run = liveRun([record(0.1, latency: 0.2)])
        #expect(try JSONFormat.decode(LiveRun.self, from: JSONFormat.encode(run)) == run)
    }
}

@Suite("A validation report")
struct ValidationReportTests {
    /// A service of exactly 0.2 s that is never busy twice at once: the simulation is known without running it.
    private func validated(_ live: LiveRun, replicas: [[Double]] = [[1, 1, 1, 1]]) -> ValidatedRun {
        let service = ServiceModel(
            profile: ServiceProfile(
                servers: 1, occupancy: .deterministic(value: 0.2), delay: .deterministic(value: 0), throughput: []),
            boot: .deterministic(value: 1), initialReplicas: 1)
        let scenario = Scenario(
            name: "test", traffic: live.traffic, service: service, policy: StaticPolicy(replicas: 1),
            policyName: "static", objective: SimTime(seconds: 0.5), replications: 3)
        return ValidatedRun(
            live: live, log: AutoscalerLog(), simulated: Simulation(scenario).run(threads: 1),
            liveLatencies: [0.25], simulatedLatencies: [0.2], simulatedReplicas: replicas)
    }

    private func report(_ lives: LiveRun...) -> ValidationReport { ValidationReport(lives.map { validated($0) }) }

    private func row(_ name: String, of report: ValidationReport) throws -> ValidationRow {
        try #require(report.rows.first { $0.figure == name })
    }

    @Test("has each figure's error relative to the live run, and whether the goal is met")
    func errors() throws {
        let initial = Replica(launchedAt: -1_000_000_000)
        let live = liveRun(
            [record(0.5, latency: 0.25), record(1.5, latency: 0.25)], replicas: [initial])
        let report = report(live)
        let mean = try row("latency, mean", of: report)
        #expect(abs((mean.relativeError ?? 0) + 0.2) < 0.001)
        #expect(mean.isMet == false)
        let seconds = try row("replica-seconds", of: report)
        #expect((seconds.live, seconds.simulated.mean, seconds.isMet) == (4, 4, true))
        let failed = try row("failed", of: report)
        #expect((failed.live, failed.relativeError, failed.isMet) == (0, nil, nil))
        let starts = try row("cold starts", of: report)
        #expect((starts.live, starts.simulated.mean, starts.isMet) == (0, 0, true))
        let replicas = try row("mean difference in replicas", of: report)
        #expect((replicas.live, replicas.simulated.mean, replicas.isMet) == (nil, 0, true))
    }

    @Test("compares the replicas of the median replication, of the median run")
    func replicas() throws {
        var initial = Replica(launchedAt: -1_000_000_000)
        initial.readyAt = -500_000_000
        let live = liveRun([record(0.5, latency: 0.2)], replicas: [initial])
        let near = validated(live, replicas: [[2, 2, 2, 2], [1, 1, 1, 1], [1, 1, 2, 1]])
        let one = try row("mean difference in replicas", of: ValidationReport([near]))
        #expect((one.simulated.mean, one.isMet) == (0.25, false))
        let same = validated(live)
        let three = try row("mean difference in replicas", of: ValidationReport([near, same, same]))
        #expect((three.simulated.mean, three.isMet) == (0, true))
    }

    @Test("says whether the live run lies where nine of ten were predicted to")
    func predictions() throws {
        let live = liveRun([record(0.5, latency: 0.25)], replicas: [Replica(launchedAt: -1_000_000_000)])
        func run(_ means: Double...) -> ValidatedRun {
            var run = validated(live)
            run.predictions = means.map { mean in
                var figures = run.simulated.replications[0]
                figures.latencyMeanSeconds = mean
                return figures
            }
            return run
        }
        let (around, above) = (run(0.3, 0.2, 0.22), run(0.26, 0.3))
        let one = try row("latency, mean", of: ValidationReport([around]))
        #expect((one.predictedLow, one.predictedHigh, one.predictedRuns) == (0.2, 0.3, 1))
        #expect(ValidationReport([around]).text.contains("0.2 – 0.3"))
        #expect(try row("latency, mean", of: ValidationReport([above])).predictedRuns == 0)
        let reports = ValidationReport([around, above, around])
        let several = try row("latency, mean", of: reports)
        #expect((several.predictedLow, several.predictedRuns) == (nil, 2))
        #expect(reports.text.contains("2 of 3 in it"))
        // A figure that nothing could change says nothing about predictions.
        #expect(try row("replica-seconds", of: reports).predictedRuns == nil)
        #expect(try row("latency, mean", of: report(live)).predictedRuns == nil)
        let profile = Profile(
            image: "vote", technology: .process, accelerator: .none, origin: .measured(campaign: "1"))
        let summary = ValidationSummary(profile: profile, reports: [.init(name: "a", purpose: "b", report: reports)])
        #expect((summary.predicted.within, summary.predicted.all) == (2, 3))
        #expect(summary.text.contains("Of 3 live figures") && summary.text.contains("2 (67 %)"))
    }

    @Test("simulates what took the host longer as long, while it did, and says so")
    func pace() throws {
        let live = liveRun((0..<12).map { record(Double($0) + 0.1, latency: 0.2) }, seconds: 12)
        let service = ServiceModel(
            profile: ServiceProfile(
                servers: 1, occupancy: .deterministic(value: 0.2), delay: .deterministic(value: 0.1), throughput: []),
            boot: .deterministic(value: 1), initialReplicas: 1)
        let scenario = Scenario(
            name: "test", traffic: live.traffic, service: service, policy: StaticPolicy(replicas: 1),
            policyName: "static", objective: SimTime(seconds: 0.5), replications: 1)
        let paces = Array(repeating: 1.0, count: 6) + Array(repeating: 3.0, count: 6)
        let slowed = scenario.following(paces)
        #expect(slowed.service.boot == .deterministic(value: 2))
        let latencies = Simulation(slowed).latencies(ofReplication: 0)
        // The delay is that of the mean pace, 2; where the pace changes, the mean of five seconds counts.
        let expected = [0.4, 0.4, 0.4, 0.4, 0.48, 0.56, 0.64, 0.72, 0.8, 0.8, 0.8, 0.8]
        #expect(latencies.count == 12 && zip(latencies, expected).allSatisfy { abs($0 - $1) < 1e-6 })
        var run = validated(live)
        run.paceFactors = paces
        let report = ValidationReport([run])
        #expect(report.paces?.first?.mean == 2)
        #expect(report.text.contains("2.00 (1.00 to 3.00) times as long"))
        #expect(ValidationReport([validated(live)]).paces == nil)
    }

    @Test("has means with intervals over several runs, and the median of their errors")
    func severalRuns() throws {
        let initial = Replica(launchedAt: -1_000_000_000)
        var started = Replica(launchedAt: 1_000_000_000)
        started.readyAt = 2_000_000_000
        let runs = [0.25, 0.2, 0.4].map { latency in
            liveRun([record(0.5, latency: latency)], replicas: latency == 0.4 ? [initial, started] : [initial])
        }
        let report = report(runs[0], runs[1], runs[2])
        #expect(report.runs == 3)
        let mean = try row("latency, mean", of: report)
        #expect(abs((mean.live ?? 0) - 0.85 / 3) < 1e-6 && abs(mean.simulated.mean - 0.2) < 1e-9)
        // Student's t with 2 degrees of freedom, 4.303, times the standard error.
        let halfWidth = 4.302653 * (0.0216667 / 2 / 3).squareRoot()
        #expect(abs(((mean.liveHigh ?? 0) - (mean.liveLow ?? 0)) / 2 - halfWidth) < 1e-4)
        // -20 %, 0 and -50 %.
        #expect(abs((mean.relativeError ?? 0) + 0.2) < 1e-6 && mean.isMet == false)
        let starts = try row("cold starts", of: report)
        #expect(starts.exactRuns == 2 && starts.isMet == false)
        let markdown = report.markdown
        #expect(
            markdown.contains("3 runs") && markdown.contains("| cold starts |") && markdown.contains("2 of 3 exact"))
        #expect(markdown.contains("## Latency, quantile by quantile"))
    }

    @Test("says when the sender of a run was late")
    func lateness() {
        var late = record(0.5, latency: 0.25)
        late.sent = 0.51
        #expect(report(liveRun([record(0.5, latency: 0.25)])).remarks.isEmpty)
        #expect(report(liveRun([late])).remarks.count == 1)
    }

    @Test("tells the first evaluation at which live and simulated want different things, and why")
    func decisions() throws {
        func decision(_ time: Double, _ current: Int, _ desired: Int, _ reason: String) -> DecisionRecord {
            DecisionRecord(
                timeSeconds: time, currentReplicas: current, desiredReplicas: desired, reason: reason)
        }
        let live = [decision(15, 1, 1, "calm"), decision(30, 1, 3, "cpu 90"), decision(45, 3, 3, "calm")]
        let simulated = [decision(15, 1, 1, "calm"), decision(30, 1, 2, "cpu 80"), decision(45, 2, 3, "cpu 85")]
        let comparison = DecisionComparison(live: live, simulated: simulated)
        #expect(comparison.evaluations == 3 && comparison.same == 2)
        #expect(comparison.first?.timeSeconds == 30 && comparison.first?.live.reason == "cpu 90")
        #expect(comparison.changes.map(\.timeSeconds) == [30, 45])
        #expect(DecisionComparison(live: live, simulated: live).first == nil)
    }

    @Test("prints a table with aligned columns")
    func text() throws {
        let live = liveRun([record(0.5, latency: 0.25)], replicas: [Replica(launchedAt: -1)])
        let lines = report(live).text.split(separator: "\n")
        // The heading, the rows, and a note each on the distributions and the decisions.
        let notes = lines.dropFirst(report(live).rows.count + 1)
        #expect(notes.count { $0.hasPrefix("  - ") } == 2)
        #expect(lines[0].hasPrefix("figure"))
        let mean = try #require(lines.first { $0.hasPrefix("latency, mean (s)") })
        #expect(mean.contains("0.25") && mean.contains("-20.0 %") && mean.hasSuffix("missed"))
    }
}
