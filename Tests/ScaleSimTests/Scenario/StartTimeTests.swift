import Foundation
import ScaleSim
import Testing

/// When a run begins by the calendar, and what schedules make of it.
@Suite struct StartTimeTests {
    /// Seconds from `date --utc --date TIME +%s.%N`.
    @Test(
        "RFC 3339 is read, with any offset and fraction",
        arguments: [
            ("1970-01-01T00:00:00Z", 0.0), ("2026-01-05T08:00:00Z", 1_767_600_000),
            ("2026-01-05T09:00:00+01:00", 1_767_600_000), ("2026-01-05T02:30:00.25-05:30", 1_767_600_000.25),
            ("2024-02-29 23:59:59Z", 1_709_251_199),
        ])
    func reads(text: String, seconds: Double) throws {
        let time = try #require(StartTime(text))
        #expect(time.seconds == seconds)
        #expect(StartTime(time.description)?.seconds == seconds.rounded(.down))
    }

    @Test(
        "what is no instant is none",
        arguments: [
            "", "08:00", "2026-01-05", "2026-01-05T08:00:00", "2026-02-30T08:00:00Z", "2026-01-05T25:00:00Z",
            "2026-01-05T08:00Z", "1767600000", "2026-01-05T08:00:00Zulu", "1969-12-31T23:00:00Z",
            "２026-01-05T08:00:00Z",
        ])
    func refuses(text: String) { #expect(StartTime(text) == nil) }

    @Test("a malformed start is an error with file, line and field")
    func malformed() throws {
        let error = #expect(throws: ScaleSimError.self) {
            try Self.scenario(Folder(), run: "{start_time: 2026-01-05T08:00, replications: 1}")
        }
        #expect(error?.code == .badInput)
        let expected = ":6: run.start_time: expected a time with its zone, such as 2026-01-05T08:00:00Z, found"
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    /// The window is open from 8:05 to 8:10 in London on working days. Every 5 s, from 5 s on, one of KEDA's loops may be
    /// due: its polls, every 10 s, and the autoscaler's, at 5, 20, 35 … 155 … 305 s, which changes the scale. The clock is
    /// an hour ahead of UTC in July; 2026-01-05 is a Monday.
    @Test(
        "KEDA's cron trigger opens at its time of a simulated day",
        arguments: [
            ("start_time: 2026-01-05T08:00:00Z", [305.0, 605.0]), ("start_time: 2026-01-05T08:02:30Z", [155, 455]),
            ("start_time: 2026-07-06T07:00:00Z", [305, 605]), ("start_time: 2026-07-06T08:00:00Z", []),
            ("start_time: 2026-01-04T08:00:00Z", []), ("series_step: 1s", []),
        ])
    func cron(start: String, changes: [Double]) throws {
        let scenario = try Self.scenario(Folder(), run: "{\(start), replications: 1}")
        let decisions = try #require(Simulation(scenario).replicate(0).first).decisions
        let changed = decisions.filter { $0.desiredReplicas != $0.currentReplicas }
        #expect(changed.map(\.timeSeconds) == changes)
        #expect(changed.map(\.desiredReplicas) == (changes.isEmpty ? [] : [4, 1]))
    }

    @Test("a recording of Prometheus begins when its first sample was taken")
    func prometheus() throws {
        let folder = try Folder()
        // From 8:04 to 8:12 of 2026-01-05, a sample each 30 s.
        let samples = (0...16).map { "[\(1_767_600_240 + 30 * $0),\"1\"]" }.joined(separator: ",")
        let series = #"{"metric":{},"values":[\#(samples)]}"#
        let answer = #"{"status":"success","data":{"resultType":"matrix","result":[\#(series)]}}"#
        var recorded = try PrometheusObservations([(.replicas, folder.write(answer, to: "replicas.json"))])
        #expect(recorded.startTime == StartTime("2026-01-05T08:04:00Z"))
        let file = try PolicyFile.read(
            contentsOf: [folder.write(Self.keda, to: "keda.yaml")],
            options: PolicyOptions(startOfTime: recorded.startTime.seconds))
        var policy = file.policy
        recorded.intervalSeconds = policy.evaluationIntervalSeconds
        var open: [Double] = []
        while let observation = recorded.next() {
            if policy.decide(observation).desired == 4 { open.append(observation.time) }
        }
        // The recorded scale stays at 1, so 4 are asked for again and again.
        #expect(open.first == 60)
        #expect((open.last ?? 0) < 360)
        #expect((open.last ?? 0) >= 330)
    }

    private static func scenario(_ folder: Folder, run: String) throws -> Scenario {
        try folder.write(keda, to: "keda.yaml")
        let text = """
            traffic: {poisson: {rate: 1/s}, duration: 15min}
            service: {profile: profile.json}
            policy:
              file: keda.yaml
            objective: {latency: 1s}
            run: \(run)
            """
        return try ScenarioFile.read(contentsOf: folder.write(text, to: "scenario.yaml"))
    }

    private static let keda = """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: office}
        spec:
          scaleTargetRef: {name: office}
          pollingInterval: 10
          minReplicaCount: 1
          maxReplicaCount: 9
          advanced:
            horizontalPodAutoscalerConfig:
              behavior: {scaleDown: {stabilizationWindowSeconds: 0}}
          triggers:
          - type: cron
            metadata:
              timezone: Europe/London
              start: 5 8 * * Mon-Fri
              end: 10 8 * * Mon-Fri
              desiredReplicas: "4"
        """
}
