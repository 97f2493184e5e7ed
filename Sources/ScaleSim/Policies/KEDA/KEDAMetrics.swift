/// What KEDA's scalers tell at one evaluation: the metric of each trigger, whether it is active, and what stands in for
/// triggers that fail. `getScalerState` of `pkg/scaling/scale_handler.go` and `pkg/fallback/fallback.go`.
struct KEDAMetrics: Sendable {
    /// What one trigger tells.
    struct Outcome: Sendable, Equatable {
        /// In thousandths; nil while it fails.
        var milli: Int?
        var isActive = false
        /// Whether the metric is not its own.
        var isFallback = false
        /// Whether it has failed too often, and the formula is to do without it.
        var isLeftToFormula = false
        var error: String?
    }

    private let spec: KEDASpec
    private let names: KEDATriggerNames
    /// The wall clock at the start of the run, in seconds since 1970.
    private let startTime: Double
    /// By trigger: failures in a row, at most what the threshold can be compared with.
    private var failures: [Int]
    /// By trigger, of cron triggers: when the window is open.
    private var windows: [CronWindow.State?]
    /// By trigger: the last outcome that was polled.
    private var polled: [Outcome?]

    init(_ spec: KEDASpec, startTime: Double) {
        self.spec = spec
        self.startTime = startTime
        names = KEDATriggerNames(spec.triggers)
        failures = spec.triggers.map { _ in 0 }
        windows = spec.triggers.map { _ in nil }
        polled = spec.triggers.map { _ in nil }
    }

    /// Asks all triggers.
    ///
    /// - Parameter isPoll: whether KEDA polls; otherwise the HorizontalPodAutoscaler asks, and gets cached metrics
    ///   where a trigger has them.
    mutating func outcomes(_ observation: Observation, isPoll: Bool) -> [Outcome] {
        var outcomes: [Outcome] = []
        for index in spec.triggers.indices {
            if !isPoll, spec.triggers[index].usesCachedMetrics, let cached = polled[index] {
                outcomes.append(cached)
            } else {
                outcomes.append(outcome(of: index, observation))
            }
            if isPoll { polled[index] = outcomes[index] }
        }
        return outcomes
    }

    // MARK: Triggers

    private mutating func outcome(of index: Int, _ observation: Observation) -> Outcome {
        let trigger = spec.triggers[index]
        if trigger.isResource { return Outcome() }
        guard let value = value(of: index, observation) else { return failure(of: index, observation) }
        failures[index] = 0
        // A metric is not negative; whether it is active is asked of the value as it came.
        return Outcome(milli: HPASample.milli(max(0, value)), isActive: value > trigger.activation)
    }

    private mutating func value(of index: Int, _ observation: Observation) -> Double? {
        if names.hasError(index, observation) { return nil }
        if let value = names.value(index, observation) { return value }
        switch spec.triggers[index].kind {
        case .redis, .resource, .prometheus(ignoresNullValues: false): return nil
        case .prometheus: return 0
        case .cron(let window, let desiredReplicas):
            let now = Int((startTime + observation.time).rounded(.down))
            let known = windows[index].flatMap { $0.validity.contains(now) ? $0 : nil }
            let state = known ?? window.state(at: now)
            windows[index] = state
            return state.isOpen ? Double(desiredReplicas) : 0
        }
    }

    // MARK: Fallback

    private mutating func failure(of index: Int, _ observation: Observation) -> Outcome {
        let trigger = spec.triggers[index]
        let error = "unable to get metric \(trigger.name ?? trigger.metricName)"
        guard let fallback = spec.validFallback else { return Outcome(error: error) }
        failures[index] = min(failures[index] + 1, Int(Int32.max) + 1)
        guard failures[index] > fallback.failureThreshold else { return Outcome(error: error) }
        if fallback.behavior == .scalingModifiers { return Outcome(isLeftToFormula: true) }
        guard let milli = fallbackMilli(fallback, trigger, observation) else {
            return Outcome(error: "error performing fallback for \(trigger.name ?? trigger.metricName)")
        }
        return Outcome(milli: milli, isActive: true, isFallback: true)
    }

    /// The metric that asks for as many replicas as the fallback says: `doFallback`. For a target of the whole metric it
    /// is shared among the replicas that are ready, without which there is no fallback.
    private func fallbackMilli(
        _ fallback: KEDASpec.Fallback, _ trigger: KEDATrigger, _ observation: Observation
    ) -> Int? {
        let current = observation.currentReplicas
        let wanted =
            switch fallback.behavior {
            case .fixed, .scalingModifiers: fallback.replicas
            case .currentReplicas: current
            case .currentReplicasIfHigher: max(current, fallback.replicas)
            case .currentReplicasIfLower: min(current, fallback.replicas)
            }
        var replicas = Double(wanted)
        if isValue(trigger) {
            let ready = observation.pods.count { $0.phase == .running && $0.ready }
            if ready == 0 { return nil }
            replicas /= Double(ready)
        }
        let target = spec.modifiers?.target ?? Self.units(trigger.target.number)
        return Self.milli(target * 1000 * replicas)
    }

    private func isValue(_ trigger: KEDATrigger) -> Bool {
        if let modifiers = spec.modifiers { return modifiers.isValue }
        if case .value = trigger.target { return true }
        return false
    }

    // MARK: Formula

    /// The one metric of a formula, in thousandths: `HandleScalingModifiers` of `pkg/scaling/modifiers/formula.go`. A
    /// fallback takes its place.
    func composite(_ outcomes: [Outcome], _ modifiers: KEDASpec.Modifiers) throws(FormulaError) -> Int {
        if let fallback = outcomes.first(where: \.isFallback)?.milli { return fallback }
        var values: [Double?] = []
        for (trigger, outcome) in zip(spec.triggers, outcomes) where !trigger.isResource && trigger.name != nil {
            values.append(outcome.milli.map(Self.units))
        }
        let value = try modifiers.formula.value(of: values)
        // Without a result the fallback says how many replicas there should be.
        guard let value = value ?? spec.fallback.map({ Double($0.replicas) * modifiers.target }) else {
            throw FormulaError("formula evaluated to nil but no fallback is configured")
        }
        guard let milli = Self.milli(value * 1000) else { throw FormulaError("formula evaluated to \(value)") }
        return milli
    }

    /// Upstream multiplies by the factor, which is not always what division gives.
    static func units(_ milli: Int) -> Double { Double(milli) * 0.001 }

    /// The fraction is cut off; nil for what an integer cannot hold.
    private static func milli(_ value: Double) -> Int? { Int(exactly: value.rounded(.towardZero)) }
}
