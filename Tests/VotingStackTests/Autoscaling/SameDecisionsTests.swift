import BootProbe
import Foundation
import ScaleSim
import TestSupport
import Testing
import VotingStack

/// One policy, three ways: simulated, live, and replayed from what was recorded.
@Suite("On the same recorded observations")
struct SameDecisionsTests {
    /// Policies of every family, with what the scenario must measure for them.
    static let policies: [(policy: String, metrics: String)] = [
        ("file: examples/policies/hpa.yaml", "{external_metrics: {votes_waiting: queue_length}}"),
        (
            "file: examples/policies/keda-worker.yaml",
            "{external_metrics: {votes: {quantity: queue_length, direct: true}}}"
        ),
        ("file: examples/policies/knative-service.yaml", "{lag: 1s}"),
        ("file: examples/policies/aws-web.yaml", "{external_metrics: {backlog: queue_length}}"),
        ("file: examples/policies/gcp-autoscaler.yaml", "{}"),
        ("file: examples/policies/azure-autoscale.yaml", "{}"),
        (
            "square_root: {metric: qps, service_time: 50ms, wait_probability: 0.2, max_replicas: 12, interval: 5s}",
            rateMetrics
        ),
        (
            "holt_winters: {metric: qps, target: 10/s, horizon: 10s, season: 60s, max_replicas: 12, interval: 5s}",
            rateMetrics
        ),
        ("static: 2", "{}"),
    ]

    private static let rateMetrics = "{scrape_interval: 5s, pod_metrics: {qps: request_rate}}"

    @Test("the simulator, the live autoscaler and a replay decide the same", arguments: policies)
    func identical(policy: String, metrics: String) throws {
        let scenario = try ScenarioFile.parse(
            """
            name: same
            traffic: {flash_crowd: {base: 4/s, peak: 90/s, start: 100s, ramp_up: 10s, hold: 150s, decay: 20s}, duration: 10min}
            service:
              work: {family: gamma, shape: 4, scale: 12ms}
              boot: {family: gamma, shape: 9, scale: 200ms}
              concurrency_limit: 4
              servers: 1
              replicas: 2
            policy: {\(policy)}
            objective: {latency: 500ms}
            metrics: \(metrics)
            """, file: Repository.file("scenario.yaml"))
        let simulated = Simulation(scenario).observations()
        let recorded = try ObservationLines.data(simulated.observations)
        #expect(simulated.decisions.count > 5)
        #expect(policy.hasPrefix("static") || Set(simulated.decisions.map(\.desiredReplicas)).count > 1)

        var replayed = scenario.policy
        var lines = ObservationLines(recorded, name: "recorded")
        let live = LiveRig(scenario.policy)
        var decisions: [DecisionRecord] = []
        while let observation = try lines.next() {
            let decision = replayed.decide(observation)
            decisions.append(
                DecisionRecord(
                    timeSeconds: observation.time, currentReplicas: observation.currentReplicas,
                    desiredReplicas: decision.desired, reason: decision.reason))
            live.autoscaler.follow(observation)
        }
        let log = live.stop()
        #expect(decisions == simulated.decisions)
        #expect(log.decisions == simulated.decisions)
        #expect(try log.observationLines() == recorded)
        // And it has done what was decided.
        #expect(log.replicas.count >= (simulated.decisions.map(\.desiredReplicas).max() ?? 0))
    }
}

/// A live autoscaler over fakes.
private struct LiveRig {
    let listener = LocalListener(.answer(status: 200, afterSeconds: 0))
    let autoscaler: LiveAutoscaler

    init(_ policy: any ScalingPolicy) {
        let image = ImageManifest(
            name: "fake", command: ["fake"], port: listener.port,
            readiness: .http(path: "/", status: 200, contains: ["ok"]), timeoutSeconds: 5)
        autoscaler = LiveAutoscaler(
            .init(image: image, initialReplicas: 0, metrics: MetricsPipeline(), cpuRequestMilli: 1000),
            policy: policy, launcher: FakeLauncher(port: listener.port), routing: FakeRouting())
    }

    func stop() -> AutoscalerLog {
        defer { listener.stop() }
        return autoscaler.end()
    }
}
