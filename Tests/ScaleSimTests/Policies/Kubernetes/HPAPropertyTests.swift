import ScaleSim
import Testing

/// What holds for any manifest and any observations, over seeded random ones.
@Suite struct HPAPropertyTests {
    private static let seeds: [UInt64] = Array(1...40)

    // MARK: Proposals

    @Test("proposals are those of a second calculation, in whatever order the pods come", arguments: seeds)
    func proposals(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        for _ in 0..<50 {
            let observation = observation(&random)
            var shuffled = observation
            shuffled.pods.shuffle(using: &random)
            let percent = Int.random(in: 1...250, using: &random)
            let milli = Int.random(in: 1...2_000, using: &random)
            for metric in [
                HPASpec.Metric.cpuUtilization(percent: percent), .resource(.cpu, .average(milli: milli)),
                .resource(.cpu, container: "app", .utilization(percent)),
                .resource(.cpu, container: "app", .average(milli: milli)),
                .pods(name: "qps", .average(milli: milli)),
            ] {
                let expected = reference(metric, observation).replicas()
                let proposal = HPAProposal.of(metric, observation)
                switch proposal {
                case .replicas(let replicas): #expect(replicas == expected)
                case .failure: #expect(expected == nil)
                }
                #expect(HPAProposal.of(metric, shuffled) == proposal)
            }
        }
    }

    private func observation(_ random: inout SeededNumbers) -> Observation {
        let now = 1_000.0
        let count = Int.random(in: 1...8, using: &random)
        let isSparse = Bool.random(using: &random)
        let pods = (0..<count).map { number in
            let start = now - Double(Int.random(in: 0...240, using: &random))
            let usage = isSparse && Bool.random(using: &random) ? nil : Int.random(in: 0...2_000, using: &random)
            let request = Int.random(in: 0...1_500, using: &random)
            let phases: [PodObservation.Phase] = [
                .running, .running, .running, .running, .pending, .failed, .succeeded,
            ]
            return PodObservation(
                name: "p\(number)", phase: phases.randomElement(using: &random) ?? .running,
                ready: Int.random(in: 0...3, using: &random) > 0, startTime: start,
                readyTransition: start + Double(Int.random(in: 0...60, using: &random)),
                deleted: Int.random(in: 0...7, using: &random) == 0, cpuRequestMilli: request, cpuUsageMilli: usage,
                metricTime: now - Double(Int.random(in: 0...30, using: &random)),
                metricWindow: [15, 30, 60].randomElement(using: &random),
                containers: ["app": .init(cpuRequestMilli: request / 2, cpuUsageMilli: usage.map { $0 / 3 })])
        }
        let named = pods.filter { _ in Int.random(in: 0...3, using: &random) > 0 }.map(\.name) + ["gone"]
        let values = named.map { ($0, Double(Int.random(in: 0...3_000, using: &random)) / 1000) }
        return Observation(
            time: now, currentReplicas: count, pods: pods,
            podMetrics: ["qps": Dictionary(uniqueKeysWithValues: values)])
    }

    private func reference(_ metric: HPASpec.Metric, _ observation: Observation) -> ReferenceHPA {
        var samples: [String: Int] = [:]
        var requests: [String: Int] = [:]
        guard case .resource(_, let container, let target) = metric else {
            if case .pods(_, .average(let milli)) = metric {
                samples = (observation.podMetrics["qps"] ?? [:]).mapValues { Int(($0 * 1000).rounded()) }
                return ReferenceHPA(
                    observation: observation, isCPU: false, samples: samples, requests: nil, target: milli)
            }
            preconditionFailure("no metric of pods")
        }
        for pod in observation.pods {
            let part = pod.containers["app"]
            samples[pod.name] = container == nil ? pod.cpuUsageMilli : part?.cpuUsageMilli
            requests[pod.name] = container == nil ? pod.cpuRequestMilli : part?.cpuRequestMilli
        }
        switch target {
        case .utilization(let percent):
            return ReferenceHPA(
                observation: observation, isCPU: true, samples: samples, requests: requests, target: percent)
        case .average(let milli), .value(let milli):
            return ReferenceHPA(observation: observation, isCPU: true, samples: samples, requests: nil, target: milli)
        }
    }

    // MARK: Decisions

    @Test("rates and windows are kept, checked against all that has been", arguments: seeds)
    func limits(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        let spec = spec(&random)
        guard let behavior = spec.behavior else { preconditionFailure("the spec has a behaviour") }
        var hpa = KubernetesHPA(spec: spec)
        var naive = NaiveWindows(spec: spec, behavior: behavior)
        var current = Int.random(in: spec.minReplicas...spec.maxReplicas, using: &random)
        var time = 0.0
        for _ in 0..<300 {
            time += Double(Int.random(in: 1...40, using: &random))
            let asked = Int.random(in: 0...60, using: &random)
            let observation = Observation(
                time: time, currentReplicas: current, externalMetrics: ["asked": Double(asked)])
            let decision = hpa.decide(observation)
            // The tolerance is 0: the metric asks for exactly its value.
            let expected = naive.desired(asked: asked, current: current, at: Int(time))
            #expect(decision.desired == expected, "at \(time) s of \(spec): \(decision.reason)")
            #expect((spec.minReplicas...spec.maxReplicas).contains(decision.desired))
            current = decision.desired
        }
    }

    /// Both directions have the same longest period: the exception, a change that upstream overwrites while rules for
    /// the other direction would still count it, has a test of its own.
    private func spec(_ random: inout SeededNumbers) -> HPASpec {
        let longest = Int.random(in: 1...150, using: &random)
        func rules(_ random: inout SeededNumbers) -> HPASpec.Rules {
            var policies = [
                HPASpec.RatePolicy(kind: .pods, value: Int.random(in: 1...8, using: &random), periodSeconds: longest)
            ]
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                policies.append(
                    HPASpec.RatePolicy(
                        kind: Bool.random(using: &random) ? .pods : .percent,
                        value: Int.random(in: 1...120, using: &random),
                        periodSeconds: Int.random(in: 1...longest, using: &random)))
            }
            policies.shuffle(using: &random)
            return HPASpec.Rules(
                stabilizationWindowSeconds: Bool.random(using: &random) ? 0 : Int.random(in: 0...200, using: &random),
                selectPolicy: HPASpec.Rules.Selection.allCases.randomElement(using: &random) ?? .max,
                policies: policies, tolerance: 0)
        }
        let least = Int.random(in: 1...10, using: &random)
        return HPASpec(
            minReplicas: least, maxReplicas: least + Int.random(in: 0...50, using: &random),
            metrics: [.external(name: "asked", .average(milli: 1000))],
            behavior: .init(scaleUp: rules(&random), scaleDown: rules(&random)))
    }

    @Test("decisions lie in the range whatever is observed, with and without a behaviour", arguments: seeds)
    func range(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        var spec = spec(&random)
        spec.metrics = [
            .cpuUtilization(percent: 50), .pods(name: "qps", .average(milli: 700)),
            .external(name: "e", .value(milli: 900)),
        ]
        if Bool.random(using: &random) { spec.behavior = nil }
        var hpa = KubernetesHPA(spec: spec)
        for step in 0..<100 {
            var observation = observation(&random)
            observation.time = Double(15 * step)
            observation.currentReplicas = Int.random(in: 1...70, using: &random)
            observation.externalMetrics = ["e": Double.random(in: -9...99, using: &random)]
            if Bool.random(using: &random) { observation.metricErrors = ["cpu"] }
            #expect((spec.minReplicas...spec.maxReplicas).contains(hpa.decide(observation).desired))
        }
    }

    @Test("a constant load reaches a fixed point, with which the target is kept", arguments: seeds)
    func fixedPoint(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        let target = Int.random(in: 30...90, using: &random)
        let load = Int.random(in: 200...30_000, using: &random)
        let behavior = Bool.random(using: &random) ? HPASpec.Behavior() : nil
        let spec = HPASpec(
            minReplicas: 1, maxReplicas: 100, metrics: [.cpuUtilization(percent: target)], behavior: behavior)
        var hpa = KubernetesHPA(spec: spec)
        var current = Int.random(in: 1...100, using: &random)
        var last: [Int] = []
        for step in 0..<200 {
            let pods = (0..<current).map {
                PodObservation(name: "p\($0)", cpuRequestMilli: 1000, cpuUsageMilli: load / current)
            }
            current = hpa.decide(Observation(time: Double(15 * step), currentReplicas: current, pods: pods)).desired
            last.append(current)
        }
        #expect(Set(last.suffix(100)) == [current])
        let ratio = Double(load / current / 10) / Double(target)
        #expect(ratio <= 1.1 || current == 100)
        // One replica fewer would have missed the target, or the difference is tolerated.
        let fewer = current == 1 ? 0 : Double(load / (current - 1) / 10) / Double(target)
        #expect(ratio >= 0.9 || current == 1 || fewer >= 1)
    }

    @Test("inside of the tolerance nothing moves", arguments: seeds)
    func tolerance(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        var behavior = HPASpec.Behavior()
        behavior.scaleUp.tolerance = Double(Int.random(in: 0...40, using: &random)) / 100
        behavior.scaleDown.tolerance = Double(Int.random(in: 0...40, using: &random)) / 100
        let up = Int(((behavior.scaleUp.tolerance ?? 0) * 100).rounded())
        let down = Int(((behavior.scaleDown.tolerance ?? 0) * 100).rounded())
        var hpa = KubernetesHPA(
            spec: HPASpec(maxReplicas: 500, metrics: [.cpuUtilization(percent: 100)], behavior: behavior))
        let current = Int.random(in: 2...100, using: &random)
        for step in 0..<60 {
            // A percent inside of the ends, which are no binary fractions.
            let percent = Int.random(in: min(100, 101 - down)...max(100, 99 + up), using: &random)
            let pods = (0..<current).map {
                PodObservation(name: "p\($0)", cpuRequestMilli: 1000, cpuUsageMilli: 10 * percent)
            }
            let observation = Observation(time: Double(step * 400), currentReplicas: current, pods: pods)
            #expect(hpa.decide(observation).desired == current)
        }
    }
}

/// Limits of rate and stabilisation from the whole past: the number of replicas at each instant, and each recommendation.
private struct NaiveWindows {
    let spec: HPASpec
    let behavior: HPASpec.Behavior
    /// From that second on.
    var levels: [(time: Int, replicas: Int)] = []
    var recommended: [(time: Int, replicas: Int)] = []

    mutating func desired(asked: Int, current: Int, at now: Int) -> Int {
        if levels.isEmpty {
            levels = [(Int.min, current)]
            recommended = [(now, current)]
        }
        let wanted = limited(stabilized(asked, current, now), current, now)
        recommended.append((now, asked))
        if wanted != current { levels.append((now, wanted)) }
        return wanted
    }

    private func stabilized(_ asked: Int, _ current: Int, _ now: Int) -> Int {
        func recent(_ window: Int?) -> [Int] {
            [asked] + recommended.filter { now - $0.time < window ?? 300 }.map(\.replicas)
        }
        let floor = recent(behavior.scaleUp.stabilizationWindowSeconds).min() ?? asked
        let ceiling = recent(behavior.scaleDown.stabilizationWindowSeconds).max() ?? asked
        return current < floor ? floor : current > ceiling ? ceiling : current
    }

    private func limited(_ wanted: Int, _ current: Int, _ now: Int) -> Int {
        let rules = wanted > current ? behavior.scaleUp : behavior.scaleDown
        let sign = wanted > current ? 1 : -1
        // How far each policy lets the number go from where its period began.
        let reaches = rules.policies.map { policy in
            let start = levels.last { $0.time <= now - policy.periodSeconds }?.replicas ?? current
            let share = 1 + Double(sign * policy.value) / 100
            let end = policy.kind == .pods ? Double(start + sign * policy.value) : Double(start) * share
            let whole = end.rounded(sign > 0 ? .up : .towardZero)
            return max(0, sign * (Int(whole) - current))
        }
        let reach: Int
        switch rules.selectPolicy {
        case .max: reach = reaches.max() ?? 0
        case .min: reach = reaches.min() ?? 0
        case .disabled: reach = 0
        }
        let bounded = min(max(wanted, spec.minReplicas), spec.maxReplicas)
        return min(max(bounded, current - (sign < 0 ? reach : 0)), current + (sign > 0 ? reach : 0))
    }
}

/// Random numbers that are the same in every run.
private struct SeededNumbers: RandomNumberGenerator {
    private let stream: RandomStream
    private var index: UInt64 = 0

    init(seed: UInt64) { stream = RandomStream(seed: seed, purpose: .thinking) }

    mutating func next() -> UInt64 {
        index += 1
        return stream.bits(index).0
    }
}
