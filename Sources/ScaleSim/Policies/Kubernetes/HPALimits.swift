/// From the number that the metrics ask for to the one that is set: stabilisation, then the rate and the bounds.
/// `normalizeDesiredReplicas` and `normalizeDesiredReplicasWithBehaviors` of `horizontal.go`.
package struct HPALimits {
    private let spec: HPASpec
    private let flags: HPAControllerFlags

    package init(spec: HPASpec, flags: HPAControllerFlags = HPAControllerFlags()) {
        self.spec = spec
        self.flags = flags
    }

    package struct Outcome {
        package var desired: Int
        /// The last that changed the number: of stabilisation, then of the rate and the bounds.
        package var condition: String?
        package var reasons: [String] = []

        fileprivate mutating func change(to number: Int, by condition: String) {
            desired = number
            self.condition = condition
            reasons.append("\(condition): \(number)")
        }
    }

    package func apply(
        to proposed: Int, current: Int, history: inout HPAHistory, at now: Int64
    ) -> Outcome {
        guard let behavior = spec.behavior else { return applyOlder(to: proposed, current, &history, now) }
        let upWindow = Self.nanoseconds(behavior.scaleUp.stabilizationWindowSeconds ?? 0)
        // Upstream cuts the flag to whole seconds where it stands in for the missing field.
        let downWindow = Self.nanoseconds(
            behavior.scaleDown.stabilizationWindowSeconds ?? Int(flags.downscaleStabilizationSeconds))
        let stabilized = history.stabilize(
            proposed, current: current, upWindow: upWindow, downWindow: downWindow, at: now)
        var outcome = Outcome(desired: proposed)
        if stabilized != proposed {
            outcome.change(to: stabilized, by: proposed >= current ? "ScaleUpStabilized" : "ScaleDownStabilized")
        }
        let (desired, limit) = limitRate(stabilized, by: behavior, current: current, history: history, at: now)
        if let limit { outcome.change(to: desired, by: limit) }
        return outcome
    }

    /// For a file without `behavior`: stabilised downwards; at most double, or 4, at a time.
    private func applyOlder(
        to proposed: Int, _ current: Int, _ history: inout HPAHistory, _ now: Int64
    ) -> Outcome {
        let window = SimTime(seconds: flags.downscaleStabilizationSeconds).nanoseconds
        let stabilized = history.stabilize(proposed, window: window, at: now)
        var outcome = Outcome(desired: proposed)
        if stabilized != proposed { outcome.change(to: stabilized, by: "ScaleDownStabilized") }
        let (desired, limit) = limitDoubling(stabilized, current: current)
        if let limit { outcome.change(to: desired, by: limit) }
        return outcome
    }

    // MARK: Rates and bounds

    /// The limits of a file without `behavior`: `convertDesiredReplicasWithRules`.
    package func limitDoubling(_ desired: Int, current: Int) -> (Int, condition: String?) {
        let highest = min(spec.maxReplicas, max(2 * current, 4))
        if desired < spec.minReplicas { return (spec.minReplicas, "TooFewReplicas") }
        if desired > highest { return (highest, highest < spec.maxReplicas ? "ScaleUpLimit" : "TooManyReplicas") }
        return (desired, nil)
    }

    /// The limits of a `behavior`: `convertDesiredReplicasWithBehaviorRate`.
    package func limitRate(
        _ desired: Int, by behavior: HPASpec.Behavior, current: Int, history: HPAHistory, at now: Int64
    ) -> (Int, condition: String?) {
        if desired > current {
            let limit = max(current, scaleUpLimit(behavior.scaleUp, current, history, now))
            let highest = min(spec.maxReplicas, limit)
            if desired > highest { return (highest, spec.maxReplicas > limit ? "ScaleUpLimit" : "TooManyReplicas") }
        } else if desired < current {
            let limit = min(current, scaleDownLimit(behavior.scaleDown, current, history, now))
            let lowest = max(spec.minReplicas, limit)
            if desired < lowest { return (lowest, spec.minReplicas < limit ? "ScaleDownLimit" : "TooFewReplicas") }
        }
        return (desired, nil)
    }

    private func scaleUpLimit(_ rules: HPASpec.Rules, _ current: Int, _ history: HPAHistory, _ now: Int64) -> Int {
        if rules.selectPolicy == .disabled { return current }
        let limits = rules.policies.map { policy in
            let start = history.replicas(current: current, before: Self.nanoseconds(policy.periodSeconds), at: now)
            return switch policy.kind {
            // Wraps as upstream's does: a number near 2³¹ forbids what it was to allow.
            case .pods: Int(Int32(truncatingIfNeeded: start + policy.value))
            // Rounded up, so that one replica can become two.
            case .percent: Self.within32Bits((Double(start) * (1 + Double(policy.value) / 100)).rounded(.up))
            }
        }
        return (rules.selectPolicy == .min ? limits.min() : limits.max()) ?? current
    }

    private func scaleDownLimit(_ rules: HPASpec.Rules, _ current: Int, _ history: HPAHistory, _ now: Int64) -> Int {
        if rules.selectPolicy == .disabled { return current }
        let limits = rules.policies.map { policy in
            let start = history.replicas(current: current, before: Self.nanoseconds(policy.periodSeconds), at: now)
            return switch policy.kind {
            case .pods: Int(Int32(truncatingIfNeeded: start - policy.value))
            case .percent: Self.within32Bits(Double(start) * (1 - Double(policy.value) / 100))
            }
        }
        // The smallest change leaves the most replicas.
        return (rules.selectPolicy == .min ? limits.max() : limits.min()) ?? current
    }

    /// The fraction cut off. Go leaves open what a number beyond 32 bits becomes.
    private static func within32Bits(_ number: Double) -> Int {
        Int(max(Double(Int32.min), min(number, Double(Int32.max))))
    }

    static func nanoseconds(_ seconds: Int) -> Int64 { Int64(seconds) * 1_000_000_000 }
}
