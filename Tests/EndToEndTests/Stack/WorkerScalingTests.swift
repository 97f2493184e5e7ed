import Testing
import VotingStack

extension Launching {
    @Suite(
        "Workers that are scaled",
        .enabled(if: HostLacks.forProcesses.areNone, HostLacks.forProcesses.comment))
    struct WorkerScalingTests {
        @Test("come up when the queue has votes, store all of them, and are validated like replicas")
        func workers() throws {
            let files = try LiveScenarioFiles()
            let outcome = try files.validate(
                """
                services:
                  vote:
                    traffic: {poisson: {rate: 15/s}, duration: 15s}
                    work: {family: exponential, mean: 2ms}
                    boot: {family: deterministic, value: 1s}
                    request_timeout: 10s
                    policy: {static: 1}
                    calls: [{service: worker, wait: none}]
                  worker:
                    work: {family: deterministic, value: 101ms}
                    boot: {family: deterministic, value: 100ms}
                    replicas: 0
                    concurrency_limit: 1
                    request_timeout: none
                    policy: {file: worker.yaml}
                objective: {latency: 250ms}
                metrics:
                  external_metrics: {votes: {quantity: queue_length, service: worker, direct: true}}
                """, on: .process,
                beside: [
                    "worker.yaml": """
                    apiVersion: keda.sh/v1alpha1
                    kind: ScaledObject
                    metadata: {name: worker}
                    spec:
                      scaleTargetRef: {name: worker}
                      pollingInterval: 2
                      maxReplicaCount: 4
                      triggers:
                      - {type: redis, name: votes, metadata: {address: "redis:6379", listName: votes, listLength: "5"}}
                    """
                ], format: "json")
            let answered = outcome.live.outcomes["answered"] ?? 0
            #expect(outcome.live.outcomes.count == 1 && answered > 150)
            #expect(outcome.report.rows.contains { $0.figure == "vote to visible, mean" && ($0.live ?? 0) > 0.5 })
            let worker = try files.validated("worker")
            #expect(worker.live.outcomes == ["answered": answered], "every vote is stored")
            #expect((worker.live.figures.coldStarts ?? 0) >= 1 && worker.live.problems.isEmpty)
            #expect(worker.live.decisions.contains { $0.currentReplicas == 0 && $0.desiredReplicas == 1 })
            #expect(worker.report.policy == "keda worker")
            let printed = try files.printed(PrintedReports.self)
            #expect(printed.policy == outcome.report.policy && printed.worker.rows == worker.report.rows)
        }
    }
}

/// What the test reads of the printed reports.
private struct PrintedReports: Decodable {
    var policy: String
    var worker: ValidationReport
}
