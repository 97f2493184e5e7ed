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
        switch metric {
        case .cpuUtilization(let percent): try cpuUtilization(target: percent, observation)
        case .cpuAverage(let milli):
            try average(of: cpuSamples(observation), target: milli, name: "cpu", isCPU: true, observation)
        case .pods(let name, let milli):
            try average(of: podSamples(name, observation), target: milli, name: name, isCPU: false, observation)
        }
    }

    // MARK: Samples

    /// One pod's value of a metric.
    private struct Sample {
        var milli: Int
        var time: Double
        var window: Double
    }

    private func cpuSamples(_ observation: Observation) -> [String: Sample] {
        var samples: [String: Sample] = [:]
        for pod in observation.pods {
            guard let usage = pod.cpuUsageMilli else { continue }
            samples[pod.name] = Sample(
                milli: usage, time: pod.metricTime ?? observation.time, window: pod.metricWindow ?? 0)
        }
        return samples
    }

    private func podSamples(_ name: String, _ observation: Observation) -> [String: Sample] {
        (observation.podMetrics[name] ?? [:]).mapValues { value in
            Sample(milli: Int((value * 1000).rounded()), time: observation.time, window: 0)
        }
    }

    // MARK: Which pods count

    private struct Groups {
        var ready = 0
        var unready: [String] = []
        var missing: [String] = []
        var ignored: [String] = []
    }

    private func group(_ pods: [PodObservation], _ samples: [String: Sample], isCPU: Bool, at now: Double) -> Groups {
        var groups = Groups()
        for pod in pods {
            if pod.deleted || pod.phase == "Failed" {
                groups.ignored.append(pod.name)
            } else if pod.phase == "Pending" {
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
    private func isUnready(_ pod: PodObservation, _ sample: Sample, at now: Double) -> Bool {
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

    private func cpuUtilization(target: Int, _ observation: Observation) throws(MetricError) -> Proposal {
        let samples = cpuSamples(observation)
        let groups = try groups(observation, samples, name: "cpu", isCPU: true)
        var requests: [String: Int] = [:]
        for pod in observation.pods {
            guard let request = pod.cpuRequestMilli else {
                throw MetricError(message: "missing request for cpu in Pod \(pod.name)")
            }
            requests[pod.name] = request
        }
        let values = counted(samples, without: groups)
        let percent = try utilization(values, requests)
        let fallback = max(100, target)
        let replicas = try settle(
            values, groups, ratio: Double(percent) / Double(target),
            missingOnScaleDown: { (requests[$0] ?? 0) * fallback / 100 },
            ratioOf: { (values) throws(MetricError) in
                Double(try utilization(values, requests)) / Double(target)
            })
        return Proposal(replicas: replicas, comparison: "cpu utilization \(percent) % of target \(target) %")
    }

    private func average(
        of samples: [String: Sample], target: Int, name: String, isCPU: Bool, _ observation: Observation
    ) throws(MetricError) -> Proposal {
        let groups = try groups(observation, samples, name: name, isCPU: isCPU)
        let values = counted(samples, without: groups)
        let average = Self.average(values)
        let replicas = try settle(
            values, groups, ratio: Double(average) / Double(target), missingOnScaleDown: { _ in target },
            ratioOf: { (values) throws(MetricError) in Double(Self.average(values)) / Double(target) })
        return Proposal(replicas: replicas, comparison: "\(name) \(average)m of target \(target)m")
    }

    private func groups(
        _ observation: Observation, _ samples: [String: Sample], name: String, isCPU: Bool
    ) throws(MetricError) -> Groups {
        guard !samples.isEmpty else { throw MetricError(message: "no samples of \(name)") }
        guard !observation.pods.isEmpty else { throw MetricError(message: "no pods") }
        let groups = group(observation.pods, samples, isCPU: isCPU, at: observation.time)
        guard !counted(samples, without: groups).isEmpty else {
            throw MetricError(message: "did not receive samples of \(name) for targeted pods (they may be unready)")
        }
        return groups
    }

    private func counted(_ samples: [String: Sample], without groups: Groups) -> [String: Int] {
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
