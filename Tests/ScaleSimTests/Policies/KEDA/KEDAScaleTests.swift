import Foundation
import ScaleSim
import Testing

/// From one replica on the HorizontalPodAutoscaler decides, on the metrics that KEDA serves it.
@Suite struct KEDAScaleTests {
    @Test("five items a replica, rounded up; from one replica to at most four at a time")
    func queue() throws {
        var policy = try KEDASample.policy()
        #expect(policy.decide(KEDASample.observation(0, 0, queue: 41)).desired == 1)
        #expect(policy.decide(KEDASample.observation(15, 1, queue: 41)).desired == 4)
        #expect(policy.decide(KEDASample.observation(30, 4, queue: 41)).desired == 8)
        #expect(policy.decide(KEDASample.observation(45, 8, queue: 45)).desired == 9)
    }

    @Test("the autoscaler is the one that upstream makes")
    func autoscaler() throws {
        let text = KEDASample.text(
            """
            maxReplicaCount: 30, advanced: {horizontalPodAutoscalerConfig: {name: mine, behavior: {scaleDown: \
            {stabilizationWindowSeconds: 60}}}}
            """,
            triggers: [
                "{type: cpu, metricType: Utilization, metadata: {value: '60'}}",
                "{type: prometheus, metricType: Value, metadata: {serverAddress: a, query: up, threshold: '1.5'}}",
                "{type: memory, metricType: AverageValue, metadata: {value: 100Mi, containerName: app}}",
                KEDASample.queue,
            ])
        let hpa = try KEDASpec.parse(text, file: "so.yaml").hpa
        #expect(hpa.name == "mine")
        #expect(hpa.minReplicas == 1)
        #expect(hpa.maxReplicas == 30)
        #expect(
            hpa.metrics == [
                .resource(.memory, container: "app", .average(milli: 104_857_600_000)),
                .external(name: "s1-prometheus", .value(milli: 1500)),
                .external(name: "s3-redis-l", .average(milli: 5000)),
                .resource(.cpu, .utilization(60)),
            ])
        #expect(hpa.behavior?.scaleDown.stabilizationWindowSeconds == 60)
        #expect(hpa.behavior?.scaleUp == .defaultScaleUp)
        let plain = try KEDASpec.parse(KEDASample.text(), file: "so.yaml").hpa
        #expect(plain.name == "keda-hpa-so")
        #expect(plain.maxReplicas == 100)
        #expect(plain.behavior == nil)
    }

    @Test("nothing but CPU is always active, and never goes to zero")
    func onlyCPU() throws {
        var policy = try KEDASample.policy(triggers: ["{type: cpu, metricType: Utilization, metadata: {value: '50'}}"])
        let pods = (0..<2).map { PodObservation(name: "p\($0)", cpuRequestMilli: 1000, cpuUsageMilli: 0) }
        for time in [0.0, 301, 602] {
            let decision = policy.decide(Observation(time: time, currentReplicas: 2, pods: pods))
            #expect(decision.active == true)
            #expect(decision.desired >= 1)
        }
        let zero = policy.decide(Observation(time: 900, currentReplicas: 0))
        #expect(zero.desired == 1)
    }

    @Test("CPU beside another trigger does not keep a target up")
    func cpuAndQueue() throws {
        var policy = try KEDASample.policy(triggers: [
            "{type: cpu, metricType: Utilization, metadata: {value: '50'}}", KEDASample.queue,
        ])
        var observation = KEDASample.observation(0, 2, queue: 0)
        observation.pods = (0..<2).map { PodObservation(name: "p\($0)", cpuRequestMilli: 100, cpuUsageMilli: 100) }
        let decision = policy.decide(observation)
        #expect(decision.active == false)
        #expect(decision.desired == 0)
        observation.externalMetrics["queue"] = 1
        observation.time = 30
        #expect(policy.decide(observation).desired == 4)
    }

    @Test(
        "a trigger is known by its name, its metric's name, and shorter ones that no other has",
        arguments: ["queue", "s0-redis-l", "redis-l", "s0", "redis"])
    func names(_ name: String) throws {
        var policy = try KEDASample.policy()
        let active = policy.decide(Observation(time: 0, currentReplicas: 0, externalMetrics: [name: 3]))
        #expect(active.desired == 1)
        let failed = policy.decide(Observation(time: 1, currentReplicas: 3, metricErrors: [name]))
        #expect(failed.desired == 3)
        #expect(failed.reason.contains("queue"))
    }

    @Test("a type that two triggers have names neither")
    func ambiguousType() throws {
        let other = "{type: redis, name: other, metadata: {address: 'r:6379', listName: o}}"
        var policy = try KEDASample.policy(triggers: [KEDASample.queue, other])
        let decision = policy.decide(Observation(time: 0, currentReplicas: 0, externalMetrics: ["redis": 3]))
        #expect(decision.active == false)
        #expect(decision.desired == 0)
    }

    @Test("any active trigger makes the object active, though another fails: TestCheckScaledObjectFindFirstActive…")
    func anyActive() throws {
        let failing = "{type: redis, name: failing, metadata: {address: 'r:6379', listName: f}}"
        var policy = try KEDASample.policy(triggers: [KEDASample.queue, failing])
        let decision = policy.decide(
            Observation(time: 0, currentReplicas: 0, externalMetrics: ["queue": 10], metricErrors: ["failing"]))
        #expect(decision.active == true)
        #expect(decision.desired == 1)
    }

    @Test("an empty result of Prometheus is 0, or a failure where that is not ignored")
    func nullValues() throws {
        let trigger = "{type: prometheus, name: rate, metadata: {query: up, threshold: '10'%}}"
        var ignoring = try KEDASample.policy(triggers: [trigger.replacingPercent(with: "")])
        let empty = Observation(time: 0, currentReplicas: 3, pods: KEDASample.pods(3))
        #expect(ignoring.decide(empty).desired == 0)
        var strict = try KEDASample.policy(
            triggers: [trigger.replacingPercent(with: ", ignoreNullValues: 'false'")])
        let decision = strict.decide(empty)
        #expect(decision.desired == 3)
        #expect(decision.condition == "TriggerError")
    }

    @Test("off a replay KEDA polls at its interval, and the autoscaler looks at its own")
    func intervals() throws {
        var policy = try KEDASample.policy("pollingInterval: 20, cooldownPeriod: 0", everyLine: false)
        #expect(policy.evaluationIntervalSeconds == 5)
        #expect(policy.decide(KEDASample.observation(0, 0, queue: 0)).desired == 0)
        #expect(policy.decide(KEDASample.observation(15, 0, queue: 9)).desired == 0)
        #expect(policy.decide(KEDASample.observation(20, 0, queue: 9)).desired == 1)
        #expect(policy.decide(KEDASample.observation(25, 1, queue: 9)).desired == 1)
        #expect(policy.decide(KEDASample.observation(30, 1, queue: 9)).desired == 2)
        #expect(policy.decide(KEDASample.observation(35, 2, queue: 0)).active == true)
        #expect(policy.decide(KEDASample.observation(40, 2, queue: 0)).desired == 0)
        #expect(try KEDASample.policy(everyLine: false).evaluationIntervalSeconds == 15)
    }

    @Test("with cached metrics the autoscaler sees what was polled: TestGetScaledObjectMetrics_FromCache")
    func cached() throws {
        let trigger = "{type: redis, name: queue, useCachedMetrics: %, metadata: {listName: l}}"
        for (isCached, desired) in [("true", 2), ("false", 4)] {
            var policy = try KEDASample.policy(
                "pollingInterval: 60", triggers: [trigger.replacingPercent(with: isCached)], everyLine: false)
            _ = policy.decide(KEDASample.observation(0, 2, queue: 10))
            #expect(policy.decide(KEDASample.observation(15, 2, queue: 20)).desired == desired)
            #expect(policy.decide(KEDASample.observation(60, 2, queue: 20)).desired == 4)
        }
    }

    @Test("bounds hold, and a constant load comes to rest, whatever the load", arguments: 0..<40)
    func properties(_ seed: Int) throws {
        let (least, most) = (seed % 4, 6 + seed % 9)
        var policy = try KEDASample.policy("minReplicaCount: \(least), maxReplicaCount: \(most)")
        let load = Double((seed * 37) % 101)
        var replicas = seed % 5
        var history: [Int] = []
        for step in 0..<80 {
            replicas = policy.decide(KEDASample.observation(Double(step) * 15, replicas, queue: load)).desired
            #expect((0...most).contains(replicas))
            #expect(replicas >= min(least, 1))
            history.append(replicas)
        }
        let rest = history.suffix(30)
        #expect(Set(rest).count == 1)
        let wanted = Int((load / 5).rounded(.up))
        // Within a tenth of the target nothing changes.
        let settled = load == 0 ? least : min(most, max(least, 1, wanted))
        #expect(abs((rest.first ?? 0) - settled) <= 1)
    }

    @Test("the example reads, and follows its three triggers")
    func example() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../../examples/policies/keda.yaml").standardizedFileURL.path
        let file = try PolicyFile.read(contentsOf: [path], options: PolicyOptions(evaluatesAlways: true))
        #expect(file.name == "keda worker")
        #expect(file.metrics.external == ["jobs", "rate"])
        var policy = file.policy
        // Thursday, 1 January 1970: London kept summer time all year, so that its day began an hour earlier.
        for (hour, replicas) in [(6.9, 0), (7, 1), (16.9, 1), (17, 0)] {
            let decision = policy.decide(
                Observation(time: hour * 3600, currentReplicas: 0, externalMetrics: ["jobs": 0, "rate": 5]))
            #expect(decision.desired == replicas, "at \(hour) h")
        }
    }

}

extension String {
    fileprivate func replacingPercent(with text: String) -> String {
        split(separator: "%", omittingEmptySubsequences: false).joined(separator: text)
    }
}
