/// How many replicas one metric asks for: `pkg/controller/podautoscaler/replica_calculator.go` and
/// `metrics/utilization.go` of Kubernetes. Values of metrics are whole thousandths, as upstream's are.
struct HPAReplicaCalculator {
    let flags: HPAControllerFlags
    /// Of the metric ratio, inclusive at both ends.
    let toleranceDown: Double
    let toleranceUp: Double
    let currentReplicas: Int

    /// Why a metric gives no answer.
    struct MetricError: Error {
        let message: String
    }

    struct Proposal {
        var replicas: Int
        /// What was measured against what, for the log.
        var comparison: String
    }

    func proposal(for metric: HPASpec.Metric, _ observation: Observation) throws(MetricError) -> Proposal {
        guard !observation.metricErrors.contains(metric.name) else {
            throw MetricError(message: "unable to get metric \(metric.name)")
        }
        switch metric {
        case .resource(let resource, let container, .utilization(let percent)):
            return try utilization(of: resource, container, target: percent, observation)
        case .resource(let resource, let container, .average(let milli)),
            .resource(let resource, let container, .value(let milli)):
            let samples = try HPASample.resource(resource, container, observation)
            return try average(of: samples, target: milli, name: metric.name, isCPU: resource == .cpu, observation)
        case .pods(let name, let target):
            let samples = HPASample.podMetric(name, observation)
            return try average(of: samples, target: target.number, name: name, isCPU: false, observation)
        case .object(let name, let target): return try total(observation.objectMetrics[name], target, name, observation)
        case .external(let name, let target):
            return try total(observation.externalMetrics[name], target, name, observation)
        }
    }

    // MARK: Which pods count

    private struct Groups {
        var ready = 0
        var unready: [String] = []
        var missing: [String] = []
        var ignored: [String] = []
    }

    private func group(_ pods: [PodObservation], _ samples: [String: HPASample], isCPU: Bool, at now: Double) -> Groups
    {
        var groups = Groups()
        for pod in pods {
            if pod.deleted || pod.phase == .failed {
                groups.ignored.append(pod.name)
            } else if pod.phase == .pending {
                groups.unready.append(pod.name)
            } else if let sample = samples[pod.name] {
                if isCPU && isUnready(pod, sample, at: now) {
                    groups.unready.append(pod.name)
                } else {
                    groups.ready += 1
                }
            } else {
                groups.missing.append(pod.name)
            }
        }
        return groups
    }

    /// Within the initialisation period a sample must lie a full window after the pod's last change of readiness;
    /// later only a pod that has never been ready counts as unready.
    private func isUnready(_ pod: PodObservation, _ sample: HPASample, at now: Double) -> Bool {
        let start = instant(pod.startTime)
        let transition = instant(pod.readyTransition)
        if start + instant(flags.cpuInitializationPeriodSeconds) > instant(now) {
            return !pod.ready || instant(sample.time) < transition + instant(sample.window)
        }
        return !pod.ready && start + instant(flags.initialReadinessDelaySeconds) > transition
    }

    /// Whole nanoseconds compare exactly where sums of seconds do not.
    private func instant(_ seconds: Double) -> Int64 { SimTime(seconds: seconds).nanoseconds }

    // MARK: Proposals

    private func utilization(
        of resource: HPASpec.Resource, _ container: String?, target: Int, _ observation: Observation
    ) throws(MetricError) -> Proposal {
        let samples = try HPASample.resource(resource, container, observation)
        let groups = try groups(observation, samples, name: resource.rawValue, isCPU: resource == .cpu)
        var requests: [String: Int] = [:]
        for pod in observation.pods { requests[pod.name] = try pod.requested(resource, container) }
        let values = counted(samples, without: groups)
        let percent = try utilization(values, requests)
        let fallback = max(100, target)
        let replicas = try settle(
            values, groups, ratio: Double(percent) / Double(target),
            missingOnScaleDown: { (requests[$0] ?? 0) * fallback / 100 },
            ratioOf: { (values) throws(MetricError) in
                Double(try utilization(values, requests)) / Double(target)
            })
        return Proposal(
            replicas: replicas, comparison: "\(resource.rawValue) utilization \(percent) % of target \(target) %")
    }

    private func average(
        of samples: [String: HPASample], target: Int, name: String, isCPU: Bool, _ observation: Observation
    ) throws(MetricError) -> Proposal {
        let groups = try groups(observation, samples, name: name, isCPU: isCPU)
        let values = counted(samples, without: groups)
        let average = Self.average(values)
        let replicas = try settle(
            values, groups, ratio: Double(average) / Double(target), missingOnScaleDown: { _ in target },
            ratioOf: { (values) throws(MetricError) in Double(Self.average(values)) / Double(target) })
        return Proposal(replicas: replicas, comparison: "\(name) \(average)m of target \(target)m")
    }

    /// A metric that does not belong to any pod, in its unit.
    private func total(
        _ value: Double?, _ target: HPASpec.Target, _ name: String, _ observation: Observation
    ) throws(MetricError) -> Proposal {
        guard let value else { throw MetricError(message: "no metrics returned for \(name)") }
        let milli = HPASample.milli(value)
        let goal = Double(target.number)
        let replicas: Int
        if case .average = target {
            // Without replicas the ratio is not a number, or infinite, and never within the tolerance.
            let ratio = Double(milli) / (goal * Double(currentReplicas))
            replicas = isTolerated(ratio) ? currentReplicas : Self.replicas(Double(milli) / goal)
        } else {
            replicas = try proportional(to: Double(milli) / goal, observation)
        }
        return Proposal(replicas: replicas, comparison: "\(name) \(milli)m of target \(target.number)m")
    }

    /// From zero the ratio itself is the number; otherwise it multiplies the pods that are ready.
    private func proportional(to ratio: Double, _ observation: Observation) throws(MetricError) -> Int {
        if currentReplicas == 0 { return Self.replicas(ratio) }
        if isTolerated(ratio) { return currentReplicas }
        guard !observation.pods.isEmpty else { throw MetricError(message: "no pods") }
        let ready = observation.pods.count { $0.phase == .running && $0.ready }
        return Self.replicas(ratio * Double(ready))
    }

    private func groups(
        _ observation: Observation, _ samples: [String: HPASample], name: String, isCPU: Bool
    ) throws(MetricError) -> Groups {
        guard !samples.isEmpty else { throw MetricError(message: "no samples of \(name)") }
        guard !observation.pods.isEmpty else { throw MetricError(message: "no pods") }
        let groups = group(observation.pods, samples, isCPU: isCPU, at: observation.time)
        guard !counted(samples, without: groups).isEmpty else {
            throw MetricError(message: "did not receive samples of \(name) for targeted pods (they may be unready)")
        }
        return groups
    }

    private func counted(_ samples: [String: HPASample], without groups: Groups) -> [String: Int] {
        var values = samples.mapValues(\.milli)
        for pod in groups.ignored + groups.unready { values[pod] = nil }
        return values
    }

    /// Total use over total request, in percent, the fraction cut off.
    private func utilization(_ values: [String: Int], _ requests: [String: Int]) throws(MetricError) -> Int {
        var (used, requested) = (0, 0)
        for (pod, value) in values {
            guard let request = requests[pod] else { continue }
            used += value
            requested += request
        }
        guard requested > 0 else { throw MetricError(message: "no metrics returned matched known pods") }
        return used * 100 / requested
    }

    /// The fraction is cut off; samples of unknown pods count.
    private static func average(_ values: [String: Int]) -> Int { values.values.reduce(0, +) / values.count }

    /// From the ratio of use to target to a number of replicas: what is unknown must not make the change larger, and
    /// must not turn it round.
    private func settle(
        _ known: [String: Int], _ groups: Groups, ratio: Double, missingOnScaleDown: (String) -> Int,
        ratioOf: ([String: Int]) throws(MetricError) -> Double
    ) throws(MetricError) -> Int {
        let unreadyDampen = !groups.unready.isEmpty && ratio > 1
        if !unreadyDampen && groups.missing.isEmpty {
            return isTolerated(ratio) ? currentReplicas : Self.replicas(ratio * Double(groups.ready))
        }
        var values = known
        if ratio < 1 {
            for pod in groups.missing { values[pod] = missingOnScaleDown(pod) }
        } else if ratio > 1 {
            for pod in groups.missing { values[pod] = 0 }
        }
        if unreadyDampen {
            for pod in groups.unready { values[pod] = 0 }
        }
        let damped = try ratioOf(values)
        let turnsRound = (ratio < 1 && damped > 1) || (ratio > 1 && damped < 1)
        if isTolerated(damped) || turnsRound { return currentReplicas }
        let replicas = Self.replicas(damped * Double(values.count))
        let contradicts = (damped < 1 && replicas > currentReplicas) || (damped > 1 && replicas < currentReplicas)
        return contradicts ? currentReplicas : replicas
    }

    private func isTolerated(_ ratio: Double) -> Bool { 1 - toleranceDown <= ratio && ratio <= 1 + toleranceUp }

    private static func replicas(_ exact: Double) -> Int { Int(min(exact.rounded(.up), Double(Int32.max))) }
}
