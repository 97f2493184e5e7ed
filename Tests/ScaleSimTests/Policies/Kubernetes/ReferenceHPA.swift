import ScaleSim

/// What one metric of pods asks for, written down once more from Kubernetes' documents for comparison, with maps by pod
/// name where the product adds up by position. Times are whole seconds, tolerances 0.1, the flags upstream's of tests.
struct ReferenceHPA {
    var observation: Observation
    var isCPU: Bool
    /// In thousandths, by pod name.
    var samples: [String: Int]
    /// In thousandths; nil for metrics that are no utilisation.
    var requests: [String: Int]?
    var target: Int

    /// Nil where there is no answer.
    func replicas() -> Int? {
        let alive = observation.pods.filter { !$0.deleted && $0.phase != .failed && $0.phase != .succeeded }
        let idle = Set(alive.filter(isUnready).map(\.name))
        let missing = Set(alive.map(\.name)).subtracting(idle).subtracting(samples.keys)
        let gone = Set(observation.pods.map(\.name)).subtracting(alive.map(\.name))
        var counted = samples.filter { !idle.contains($0.key) && !gone.contains($0.key) }
        guard !counted.isEmpty, !observation.pods.isEmpty, let ratio = ratio(counted) else { return nil }
        let current = observation.currentReplicas
        guard !missing.isEmpty || (ratio > 1 && !idle.isEmpty) else {
            let ready = alive.count - idle.count
            return (0.9...1.1).contains(ratio) ? current : Int((ratio * Double(ready)).rounded(.up))
        }
        for name in missing where ratio != 1 { counted[name] = ratio > 1 ? 0 : pessimistic(name) }
        for name in idle where ratio > 1 { counted[name] = 0 }
        guard let damped = self.ratio(counted) else { return nil }
        if (0.9...1.1).contains(damped) || (ratio - 1) * (damped - 1) < 0 { return current }
        let replicas = Int((damped * Double(counted.count)).rounded(.up))
        return damped > 1 ? max(current, replicas) : min(current, replicas)
    }

    private func pessimistic(_ name: String) -> Int {
        guard let requests else { return target }
        return (requests[name] ?? 0) * max(100, target) / 100
    }

    private func ratio(_ values: [String: Int]) -> Double? {
        let used = values.values.reduce(0, +)
        guard let requests else { return Double(used / values.count) / Double(target) }
        let requested = values.keys.reduce(0) { $0 + (requests[$1] ?? 0) }
        return requested == 0 ? nil : Double(used * 100 / requested) / Double(target)
    }

    private func isUnready(_ pod: PodObservation) -> Bool {
        if pod.phase == .pending { return true }
        guard isCPU, samples[pod.name] != nil else { return false }
        let isYoung = observation.time - pod.startTime < 120
        if isYoung {
            let age = (pod.metricTime ?? observation.time) - pod.readyTransition
            return !pod.ready || age < (pod.metricWindow ?? 60)
        }
        return !pod.ready && pod.readyTransition - pod.startTime < 10
    }
}
