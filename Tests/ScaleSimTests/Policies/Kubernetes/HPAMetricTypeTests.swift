import ScaleSim
import Testing

/// Metrics other than CPU and Pods, worked by hand.
@Suite struct HPAMetricTypeTests {
    @Test(
        "a value multiplies the ready pods, an average divides by the target",
        arguments: [
            (HPASpec.Target.value(milli: 20_000), 30.0, 3, 5), (.value(milli: 20_000), 21, 3, 3),
            (.value(milli: 20_000), 5, 3, 1), (.average(milli: 10_000), 45, 3, 5), (.average(milli: 10_000), 31, 3, 3),
            (.average(milli: 10_000), 1, 3, 1),
        ])
    func total(target: HPASpec.Target, value: Double, current: Int, expected: Int) {
        let pods = (0..<current).map { PodObservation(name: "p\($0)") }
        for metric in [HPASpec.Metric.object(name: "m", target), .external(name: "m", target)] {
            let observation = Observation(
                time: 0, currentReplicas: current, pods: pods, objectMetrics: ["m": value],
                externalMetrics: ["m": value])
            #expect(decide(metric, observation).desired == expected)
        }
    }

    @Test("from zero a value is the number of replicas itself, and unready pods do not multiply it")
    func fromZero() {
        let metric = HPASpec.Metric.external(name: "m", .value(milli: 20_000))
        #expect(decide(metric, Observation(time: 0, currentReplicas: 0, externalMetrics: ["m": 50])).desired == 3)
        #expect(
            decide(metric, Observation(time: 0, currentReplicas: 1, pods: pods(1), externalMetrics: ["m": 0])).desired
                == 0)
        var two = pods(2)
        two[1].ready = false
        #expect(
            decide(metric, Observation(time: 0, currentReplicas: 2, pods: two, externalMetrics: ["m": 60])).desired == 3
        )
    }

    @Test("a container's CPU alone counts, and one that a sampled pod lacks is an error")
    func container() {
        let metric = HPASpec.Metric.resource(.cpu, container: "app", .utilization(50))
        func pod(_ name: String, _ usage: Int?, container: String = "app") -> PodObservation {
            PodObservation(
                name: name,
                containers: [
                    container: .init(cpuRequestMilli: 1000, cpuUsageMilli: usage),
                    "sidecar": .init(cpuRequestMilli: 100, cpuUsageMilli: 100),
                ])
        }
        let busy = Observation(time: 0, currentReplicas: 2, pods: [pod("a", 900), pod("b", 900)])
        #expect(decide(metric, busy).desired == 4)
        // Of the whole pods 1000 of 1100 are used: 90 %.
        #expect(decide(.cpuUtilization(percent: 50), busy).desired == 4)
        let odd = Observation(time: 0, currentReplicas: 2, pods: [pod("a", 900), pod("b", 900, container: "other")])
        let decision = decide(metric, odd)
        #expect(decision.desired == 2 && decision.condition == "FailedGetContainerResourceMetric")
        #expect(decision.reason == "container app not present in metrics for pod b")
    }

    @Test("memory is a resource like CPU, without its readiness rules")
    func memory() {
        let pods = (0..<2).map { number in
            PodObservation(
                name: "p\(number)", ready: number == 0, startTime: -1, memoryRequestBytes: 1 << 30,
                memoryUsageBytes: 900 << 20)
        }
        let observation = Observation(time: 0, currentReplicas: 2, pods: pods)
        // 87 % of a target of 58 %, times two.
        #expect(decide(.resource(.memory, .utilization(58)), observation).desired == 3)
        #expect(decide(.resource(.memory, .average(milli: (450 << 20) * 1000)), observation).desired == 4)
    }

    @Test("a metric that is told to fail does")
    func metricErrors() {
        let observation = Observation(time: 0, currentReplicas: 2, externalMetrics: ["m": 60], metricErrors: ["m"])
        let decision = decide(.external(name: "m", .value(milli: 1000)), observation)
        #expect(decision.desired == 2 && decision.condition == "FailedGetExternalMetric")
    }

    @Test("all types are read, and minReplicas 0 where one of them outlives the pods")
    func reading() throws {
        let text = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            spec:
              minReplicas: 0
              maxReplicas: 9
              metrics:
              - {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}
              - {type: ContainerResource, containerResource: {name: cpu, container: app, target: {type: Utilization, averageUtilization: 60}}}
              - {type: Object, object: {metric: {name: hits}, describedObject: {kind: Ingress, name: main}, target: {type: Value, value: 2k}}}
              - {type: External, external: {metric: {name: queue, selector: {matchLabels: {name: jobs}}}, target: {type: AverageValue, averageValue: "30"}}}
            """
        let spec = try HPASpec.parse(text, file: "hpa.yaml")
        #expect(
            spec.metrics == [
                .resource(.memory, .average(milli: 1_073_741_824_000)),
                .resource(.cpu, container: "app", .utilization(60)), .object(name: "hits", .value(milli: 2_000_000)),
                .external(name: "queue", .average(milli: 30_000)),
            ])
        #expect(spec.minReplicas == 0)
        let resourceOnly = text.split(separator: "\n").filter {
            !$0.contains("type: Object") && !$0.contains("type: External")
        }
        let error = #expect(throws: ScaleSimError.self) {
            try HPASpec.parse(resourceOnly.joined(separator: "\n"), file: "hpa.yaml")
        }
        #expect(
            error?.description == "hpa.yaml:4: spec.minReplicas: 0 needs at least one metric of type Object or External"
        )
    }

    private func pods(_ count: Int) -> [PodObservation] { (0..<count).map { PodObservation(name: "p\($0)") } }

    private func decide(_ metric: HPASpec.Metric, _ observation: Observation) -> Decision {
        let rules = HPASpec.Rules(
            stabilizationWindowSeconds: 0, policies: [.init(kind: .pods, value: 1000, periodSeconds: 1)])
        var hpa = KubernetesHPA(
            spec: HPASpec(
                minReplicas: 0, maxReplicas: 1000, metrics: [metric], behavior: .init(scaleUp: rules, scaleDown: rules))
        )
        return hpa.decide(observation)
    }
}
