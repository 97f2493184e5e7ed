import ScaleSim
import Testing

/// How ScaledObjects are read, and what is refused.
@Suite struct KEDAManifestTests {
    static let complete = """
        apiVersion: v1
        kind: Secret
        metadata: {name: redis}
        ---
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata:
          name: worker
          annotations:
            autoscaling.keda.sh/paused-scale-in: "false"
            scaledobject.keda.sh/transfer-hpa-ownership: "true"
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: worker}
          pollingInterval: 15
          cooldownPeriod: 60
          initialCooldownPeriod: 120
          idleReplicaCount: 0
          minReplicaCount: 2
          maxReplicaCount: 8
          fallback: {failureThreshold: 3, replicas: 6, behavior: currentReplicasIfHigher}
          advanced:
            restoreToOriginalReplicaCount: true
            horizontalPodAutoscalerConfig: {name: mine}
          triggers:
          - type: redis
            name: jobs
            useCachedMetrics: true
            metricType: Value
            authenticationRef: {name: redis}
            metadata: {hostFromEnv: HOST, portFromEnv: PORT, listName: a/b.c, listLength: "10", databaseIndex: "3"}
        """

    @Test("a manifest beside other objects is read whole")
    func complete() throws {
        let spec = try KEDASpec.parse(Self.complete, file: "so.yaml")
        #expect(spec.name == "worker")
        #expect(spec.pollingIntervalSeconds == 15)
        #expect(spec.cooldownSeconds == 60)
        #expect(spec.initialCooldownSeconds == 120)
        #expect(spec.idleReplicaCount == 0)
        #expect(spec.minReplicaCount == 2)
        #expect(spec.maxReplicaCount == 8)
        #expect(spec.fallback == .init(failureThreshold: 3, replicas: 6, behavior: .currentReplicasIfHigher))
        #expect(spec.annotations == .init())
        #expect(
            spec.triggers == [
                KEDATrigger(
                    type: "redis", name: "jobs", kind: .redis, metricName: "s0-redis-a-b-c",
                    target: .value(milli: 10_000), usesCachedMetrics: true)
            ])
    }

    @Test("defaults are upstream's")
    func defaults() throws {
        let spec = try KEDASpec.parse(KEDASample.text(), file: "so.yaml")
        #expect(spec.pollingIntervalSeconds == 30)
        #expect(spec.cooldownSeconds == 300)
        #expect(spec.initialCooldownSeconds == 0)
        #expect(spec.idleReplicaCount == nil)
        #expect(spec.minReplicaCount == 0)
        #expect(spec.maxReplicaCount == 100)
        #expect(spec.triggers[0].target == .average(milli: 5000))
        #expect(spec.triggers[0].activation == 0)
    }

    @Test(
        "what is wrong or not supported is named with its line",
        arguments: [
            (
                "type: redis", "type: kafka",
                "so.yaml:25: spec.triggers[0].type: the trigger `kafka` is not supported; supp"
            ),
            ("type: redis", "type: redis-streams", "the trigger `redis-streams` is not supported"),
            (
                "pollingInterval: 15", "pollingIntervall: 15",
                "so.yaml:14: spec.pollingIntervall: unknown key; did you mean"
            ),
            ("pollingInterval: 15", "pollingInterval: 0", "expected a whole number from 1"),
            ("v1alpha1", "v1", "expected keda.sh/v1alpha1, found `keda.sh/v1`"),
            ("idleReplicaCount: 0", "idleReplicaCount: 2", "must be less than minReplicaCount, 2"),
            ("maxReplicaCount: 8", "maxReplicaCount: 1", "must be at least minReplicaCount, 2"),
            ("metricType: Value", "metricType: Utilization", "expected AverageValue or Value"),
            ("listName: a/b.c, ", "", "the key `listName` is missing"),
            (
                "listLength: \"10\"", "listLength: \"AA\"",
                "spec.triggers[0].metadata.listLength: expected a whole number"
            ),
            ("listLength: \"10\"", "activationListLength: \"AA\"", "expected a whole number"),
            ("listLength: \"10\"", "listLenght: \"10\"", "did you mean `listLength`?"),
            ("behavior: currentReplicasIfHigher", "behavior: most", "expected one of `static`, `currentReplicas`"),
            (
                "behavior: currentReplicasIfHigher", "behavior: scalingModifiers",
                "needs advanced.scalingModifiers.formula"
            ),
            ("failureThreshold: 3, ", "", "the key `failureThreshold` is missing"),
            ("failureThreshold: 3", "failureThreshold: -1", "expected a whole number from 0"),
            ("paused-scale-in", "pause-scale-in", "did you mean `autoscaling.keda.sh/paused-scale-in`?"),
            ("paused-scale-in: \"false\"", "paused-replicas: \"x\"", "expected a whole number from 0"),
            ("name: mine", "namee: mine", "did you mean `name`?"),
            ("{name: mine}", "{behavior: {scaleDown: {stabilizationWindowSeconds: 3601}}}", "from 0 to 3600"),
        ])
    func errors(_ part: String, _ replacement: String, message: String) {
        #expect(Self.message(Self.complete.replacing(part, with: replacement)).contains(message))
    }

    /// What the reader says of a text.
    static func message(_ text: String) -> String {
        do {
            _ = try KEDASpec.parse(text, file: "so.yaml")
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test(
        "triggers are right or wrong: testPromMetadata, testCPUMemoryMetadata and what the webhook refuses",
        arguments: [
            ("{type: prometheus, metadata: {}}", false),
            ("{type: prometheus, metadata: {serverAddress: a, metricName: m, threshold: '100', query: up}}", true),
            ("{type: prometheus, metadata: {serverAddress: a, threshold: '100', query: up, namespace: foo}}", true),
            (
                "{type: prometheus, metadata: {serverAddress: a, threshold: '100', query: up, ignoreNullValues: 'false'}}",
                true
            ),
            (
                "{type: prometheus, metadata: {serverAddress: a, threshold: '1', query: up, activationThreshold: '50'}}",
                true
            ),
            ("{type: prometheus, metadata: {serverAddress: a, query: up}}", false),
            ("{type: prometheus, metadata: {serverAddress: a, threshold: one, query: up}}", false),
            (
                "{type: prometheus, metadata: {serverAddress: a, threshold: '1', activationThreshold: one, query: up}}",
                false
            ),
            ("{type: prometheus, metadata: {serverAddress: a, threshold: '100', query: ''}}", false),
            (
                "{type: prometheus, metadata: {serverAddress: a, threshold: '1', query: up, ignoreNullValues: xxxx}}",
                false
            ),
            ("{type: prometheus, metadata: {serverAddress: a, threshold: '100', query: up, unsafeSsl: 'true'}}", true),
            (
                "{type: prometheus, metadata: {serverAddress: a, threshold: '1', query: up, customHeaders: 'k=v,l=w'}}",
                true
            ),
            (
                "{type: prometheus, metadata: {serverAddress: a, threshold: '1', query: up, queryParameters: 'k=v'}}",
                true
            ),
            ("{type: prometheus, metadata: {serverAddress: a, threshold: '100', query: up, timeout: '1000'}}", true),
            ("{type: cpu, metadata: {}}", false),
            ("{type: cpu, metricType: Utilization, metadata: {value: '50'}}", true),
            ("{type: cpu, metricType: AverageValue, metadata: {value: '50'}}", true),
            ("{type: cpu, metricType: Value, metadata: {value: '50'}}", false),
            ("{type: cpu, metadata: {value: ''}}", false),
            ("{type: cpu, metadata: {type: Utilization, value: '50'}}", false),
            ("{type: memory, metricType: Utilization, metadata: {value: '50', containerName: foo}}", true),
            ("{type: cpu, useCachedMetrics: true, metricType: Utilization, metadata: {value: '50'}}", false),
            ("{type: redis-cluster, metadata: {addresses: 'a:1,b:2', listName: l}}", true),
            ("{type: redis-sentinel, metadata: {addresses: 'a:1', sentinelMaster: m, listName: l}}", true),
            ("\(KEDASample.queue), \(KEDASample.queue)", false), ("", false),
        ])
    func triggers(_ trigger: String, isRight: Bool) {
        let message = Self.message(KEDASample.text(triggers: [trigger]))
        #expect((message == "no error") == isRight, "\(message)")
    }

    @Test(
        "counts and fallbacks are right or wrong: TestCheckReplicaCountBoundsAreValid, TestCheckFallbackValid",
        arguments: [
            ("minReplicaCount: 1, maxReplicaCount: 5", true),
            ("minReplicaCount: 1, maxReplicaCount: 5, idleReplicaCount: 0", true),
            ("minReplicaCount: 2, maxReplicaCount: 1", false),
            ("minReplicaCount: 1, maxReplicaCount: 5, idleReplicaCount: 1", false),
            ("minReplicaCount: 1, maxReplicaCount: 5, idleReplicaCount: 2", false), ("minReplicaCount: 101", false),
            // Only a minimum that is written out has room for an idle count below it.
            ("idleReplicaCount: 0", false), ("minReplicaCount: 0, idleReplicaCount: 0", true),
            ("maxReplicaCount: 0", false), ("fallback: {failureThreshold: 3, replicas: 1}", true),
            ("fallback: {failureThreshold: 3, replicas: -1}", false),
            ("fallback: {failureThreshold: -1, replicas: 1}", false),
        ])
    func bounds(_ spec: String, isRight: Bool) {
        let message = Self.message(KEDASample.text(spec))
        #expect((message == "no error") == isRight, "\(message)")
    }

    @Test("with nothing but CPU there is no fallback, and no minimum of 0")
    func onlyCPU() {
        let cpu = ["{type: cpu, metricType: AverageValue, metadata: {value: '1'}}"]
        func message(_ spec: String) -> String { Self.message(KEDASample.text(spec, triggers: cpu)) }
        #expect(message("fallback: {failureThreshold: 3, replicas: 1}").contains("spec.fallback: needs a trigger that"))
        #expect(message("minReplicaCount: 0").contains("spec.minReplicaCount: 0 needs a trigger that is neither"))
        #expect(message("minReplicaCount: 1") == "no error")
    }

    @Test(
        "scaling modifiers are right or wrong: the webhook's tests",
        arguments: [
            ("formula: queue + clock, target: '2'", ""), ("formula: queue + clock", "the key `target` is missing"),
            ("target: '2'", "the key `formula` is missing"), ("formula: queue + 1, target: '2'", ""),
            ("formula: float(queue + 1), target: '2'", ""),
            ("formula: 'float(queue < 5 ? clock + queue : 5)', target: '2'", ""),
            ("formula: 'queue < 5 ? clock + queue : 5', target: '2'", ""),
            ("formula: 'count([queue,clock],{#>1}) > 1 ? 5 : 0', target: '2'", ""),
            ("formula: queue ?? clock ?? 5, target: '2'", ""), ("formula: queue, target: '2', metricType: Value", ""),
            ("formula: queue, target: '2', metricType: Utilization", "expected AverageValue or Value"),
            ("formula: queue, target: '0'", "expected a number from 0.001"),
            ("formula: queue, target: x", "expected a number"),
            ("formula: missing + 1, target: '2'", "there is no trigger called `missing`"),
            ("formula: load, target: '2'", "there is no trigger called `load`"),
            ("formula: queue, target: '2', activationTarget: x", "expected a number"), ("", ""),
        ])
    func modifiers(_ modifiers: String, message: String) {
        let clock =
            "{type: cron, name: clock, metadata: {timezone: UTC, start: 0 * * * *, end: 1 * * * *, desiredReplicas: '1'}}"
        let cpu = "{type: cpu, name: load, metricType: Utilization, metadata: {value: '50'}}"
        let text = KEDASample.text(
            "advanced: {scalingModifiers: {\(modifiers)}}", triggers: [KEDASample.queue, clock, cpu])
        #expect(Self.message(text).contains(message.isEmpty ? "no error" : message))
    }
}
