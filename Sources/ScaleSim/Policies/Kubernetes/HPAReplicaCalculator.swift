/// How many replicas one metric asks for: `pkg/controller/podautoscaler/replica_calculator.go` and
/// `metrics/utilization.go` of Kubernetes. Values of metrics are whole thousandths, as upstream's are.
package struct HPAReplicaCalculator {
    private let flags: HPAControllerFlags
    /// Of the metric ratio, inclusive at both ends.
    private let toleranceDown: Double
    private let toleranceUp: Double
    private let currentReplicas: Int

    package init(flags: HPAControllerFlags, toleranceDown: Double, toleranceUp: Double, currentReplicas: Int) {
        self.flags = flags
        self.toleranceDown = toleranceDown
        self.toleranceUp = toleranceUp
        self.currentReplicas = currentReplicas
    }

    /// Why a metric gives no answer.
    package struct MetricError: Error {
        package let message: String
    }

    package struct Proposal {
        /// Below 0 where the metric is.
        package var replicas: Int
        /// What was measured against what, for the log.
        package var comparison: String
    }

    package func proposal(for metric: HPASpec.Metric, _ observation: Observation) throws(MetricError) -> Proposal {
        guard !observation.metricErrors.contains(metric.name) else {
            throw MetricError(message: "unable to get metric \(metric.name)")
        }
        switch metric {
        case .resource(let resource, let container, let target):
            let grouping = HPAPodGrouping(flags: flags, isCPU: resource == .cpu, at: observation.time)
            let tally = try HPATally(resource, of: container, target: target, observation, grouping)
            return try settle(tally, against: target, name: resource.rawValue)
        case .pods(let name, let target):
            let grouping = HPAPodGrouping(flags: flags, isCPU: false, at: observation.time)
            let tally = try HPATally(podMetric: name, target: target.number, observation, grouping)
            return try settle(tally, against: target, name: name)
        case .object(let name, let target):
            return try total(observation.objectMetrics[name], target, name, observation, wrapsBelowZero: false)
        case .external(let name, let target):
            return try total(observation.externalMetrics[name], target, name, observation, wrapsBelowZero: true)
        }
    }

    // MARK: Metrics of pods

    /// From what was measured to a number of replicas: what is unknown must not make the change larger, and must not
    /// turn it round.
    private func settle(
        _ tally: HPATally, against target: HPASpec.Target, name: String
    ) throws(MetricError) -> Proposal {
        let (measured, comparison) = try measure(tally.counted, target, name)
        let ratio = Double(measured) / Double(target.number)
        let unreadyDampen = tally.unready.pods > 0 && ratio > 1
        if !unreadyDampen && tally.missing.pods == 0 {
            let replicas = isTolerated(ratio) ? currentReplicas : Self.replicas(ratio * Double(tally.ready))
            return Proposal(replicas: replicas, comparison: comparison)
        }
        var sum = tally.counted
        if ratio < 1 {
            sum.add(tally.missing, using: tally.missingAtMost)
        } else if ratio > 1 {
            sum.add(tally.missing, using: 0)
        }
        if unreadyDampen { sum.add(tally.unready, using: 0) }
        let damped = Double(try measure(sum, target, name).measured) / Double(target.number)
        let turnsRound = (ratio < 1 && damped > 1) || (ratio > 1 && damped < 1)
        if isTolerated(damped) || turnsRound { return Proposal(replicas: currentReplicas, comparison: comparison) }
        let replicas = Self.replicas(damped * Double(sum.pods))
        let contradicts = (damped < 1 && replicas > currentReplicas) || (damped > 1 && replicas < currentReplicas)
        return Proposal(replicas: contradicts ? currentReplicas : replicas, comparison: comparison)
    }

    /// Total use over total request in percent, or the mean; the fraction is cut off.
    private func measure(
        _ sum: HPATally.Sum, _ target: HPASpec.Target, _ name: String
    ) throws(MetricError) -> (measured: Int, comparison: String) {
        guard case .utilization(let percent) = target else {
            let average = sum.used / sum.pods
            return (average, "\(name) \(average)m of target \(target.number)m")
        }
        guard sum.requested != 0 else { throw MetricError(message: "no metrics returned matched known pods") }
        // Upstream cuts to 32 bits too.
        let exact = (sum.used &* 100).dividedReportingOverflow(by: sum.requested).partialValue
        let utilization = Int(Int32(truncatingIfNeeded: exact))
        return (utilization, "\(name) utilization \(utilization) % of target \(percent) %")
    }

    // MARK: Metrics of other things

    /// A metric that does not belong to any pod, in its unit.
    ///
    /// - Parameter wrapsBelowZero: whether a total below zero, shared among the replicas, is taken for one that has
    ///   overflowed, and so for the largest there is: `GetExternalPerPodMetricReplicas`.
    private func total(
        _ value: Double?, _ target: HPASpec.Target, _ name: String, _ observation: Observation, wrapsBelowZero: Bool
    ) throws(MetricError) -> Proposal {
        guard let value else { throw MetricError(message: "no metrics returned for \(name)") }
        let measured = HPASample.milli(value)
        var milli = measured
        if wrapsBelowZero, case .average = target, measured < 0 { milli = .max }
        let goal = Double(target.number)
        let replicas: Int
        if case .average = target {
            // Without replicas the ratio is not a number, or infinite, and never within the tolerance.
            let ratio = Double(milli) / (goal * Double(currentReplicas))
            replicas = isTolerated(ratio) ? currentReplicas : Self.replicas(Double(milli) / goal)
        } else {
            replicas = try proportional(to: Double(milli) / goal, observation)
        }
        let overflow = milli == measured ? "" : ", taken for an overflow,"
        return Proposal(replicas: replicas, comparison: "\(name) \(measured)m of target \(target.number)m\(overflow)")
    }

    /// From zero the ratio itself is the number; otherwise it multiplies the pods that are ready.
    private func proportional(to ratio: Double, _ observation: Observation) throws(MetricError) -> Int {
        if currentReplicas == 0 { return Self.replicas(ratio) }
        if isTolerated(ratio) { return currentReplicas }
        guard !observation.pods.isEmpty else { throw MetricError(message: "no pods") }
        var ready = 0
        for index in observation.pods.indices
        where observation.pods[index].phase == .running && observation.pods[index].ready { ready += 1 }
        return Self.replicas(ratio * Double(ready))
    }

    // MARK: Numbers

    private func isTolerated(_ ratio: Double) -> Bool { 1 - toleranceDown <= ratio && ratio <= 1 + toleranceUp }

    /// Rounded up, within 32 bits: Go leaves open what a larger number becomes, and for some metrics upstream does too.
    private static func replicas(_ exact: Double) -> Int {
        Int(max(Double(Int32.min), min(exact.rounded(.up), Double(Int32.max))))
    }
}
