/// KEDA: it owns the step between zero (or the idle count) and the minimum, and leaves all others to the
/// HorizontalPodAutoscaler that it makes. `RequestScale` of `pkg/scaling/executor/scale_scaledobjects.go`, with the
/// observation's time for its clock.
///
/// At one evaluation KEDA comes first; the autoscaler is asked where KEDA leaves the scale as it is.
public struct KEDAPolicy: ScalingPolicy {
    public let spec: KEDASpec
    public let options: Options
    private var autoscaler: KubernetesHPA
    private var metrics: KEDAMetrics
    /// Time of the first evaluation, at which the ScaledObject is made. This and the others: nanoseconds.
    private var creation: Int64?
    /// When a trigger was last active, in whole seconds, as the object's status holds it.
    private var lastActive: Int64?
    private var nextPoll = Int64.min
    private var nextSync = Int64.min
    private var wasActive = false

    public struct Options: Sendable, Equatable {
        /// The wall clock at time 0, in seconds since 1970; cron triggers follow it.
        public var startTime = 0.0
        /// Whether each evaluation is one of both loops, as in a replay; otherwise KEDA polls at its own interval, and
        /// the autoscaler follows its own.
        public var evaluatesBothAlways = false

        public init() {}
    }

    public init(spec: KEDASpec, flags: HPAControllerFlags = HPAControllerFlags(), options: Options = Options()) {
        self.spec = spec
        self.options = options
        autoscaler = KubernetesHPA(spec: spec.hpa, flags: flags)
        metrics = KEDAMetrics(spec, startTime: options.startTime)
    }

    /// The longest interval that meets both loops.
    public var evaluationIntervalSeconds: Double {
        let sync = autoscaler.flags.syncPeriodSeconds
        guard let seconds = Int(exactly: sync), seconds > 0 else {
            return min(sync, Double(spec.pollingIntervalSeconds))
        }
        var (larger, smaller) = (seconds, spec.pollingIntervalSeconds)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return Double(larger)
    }

    public mutating func decide(_ observation: Observation) -> Decision {
        let now = SimTime(seconds: observation.time).nanoseconds
        let current = observation.currentReplicas
        creation = creation ?? now
        if let paused = pausedDecision(current) { return paused }
        let isPoll = isDue(&nextPoll, every: Double(spec.pollingIntervalSeconds), at: now)
        let isSync = isDue(&nextSync, every: autoscaler.flags.syncPeriodSeconds, at: now)
        guard isPoll || isSync else {
            return Decision(desired: current, reason: "between evaluations", active: wasActive)
        }
        let outcomes = metrics.outcomes(observation, isPoll: isPoll)
        let composite = compositeMetric(outcomes)
        var verdict: Verdict?
        if isPoll {
            let activity = activity(outcomes, composite)
            wasActive = activity.isActive || spec.annotations.forceActivation
            verdict = scale(current, activity, at: now)
        }
        // At zero the autoscaler does nothing but look.
        let isAsked = isSync && (verdict?.replicas == nil || current == 0)
        let decision = isAsked ? autoscaler.decide(view(of: observation, outcomes, composite)) : nil
        return combined(verdict, decision, current)
    }

    private func isDue(_ next: inout Int64, every seconds: Double, at now: Int64) -> Bool {
        guard now >= next || options.evaluatesBothAlways else { return false }
        next = now + SimTime(seconds: seconds).nanoseconds
        return true
    }

    /// The scale loop stops and the autoscaler goes: `handlePause` of `controllers/keda/scaledobject_controller.go`.
    private func pausedDecision(_ current: Int) -> Decision? {
        guard spec.annotations.paused || spec.annotations.pausedReplicas != nil else { return nil }
        let count = spec.annotations.pausedReplicas
        return Decision(
            desired: count ?? current, reason: "paused" + (count.map { " at \($0) replicas" } ?? ""),
            condition: "ScaledObjectPaused", active: false)
    }

    private func combined(_ verdict: Verdict?, _ decision: Decision?, _ current: Int) -> Decision {
        if let verdict, let replicas = verdict.replicas {
            return Decision(
                desired: replicas, reason: verdict.reason, condition: verdict.condition, active: wasActive)
        }
        guard let decision, current != 0 else {
            return Decision(
                desired: current, reason: verdict?.reason ?? decision?.reason ?? "no evaluation of the autoscaler",
                condition: verdict?.condition ?? decision?.condition, active: wasActive)
        }
        let notable = verdict.flatMap { $0.isNotable ? $0 : nil }
        let condition = decision.desired == current ? notable?.condition : nil
        return Decision(
            desired: decision.desired, reason: decision.reason + (notable.map { "; " + $0.reason } ?? ""),
            condition: condition ?? decision.condition, active: wasActive)
    }

    // MARK: Activity

    private struct Activity {
        var isActive: Bool
        var isError: Bool
        /// Names of what is active, for the log.
        var active: [String]
        var failing: [String]
    }

    private func compositeMetric(_ outcomes: [KEDAMetrics.Outcome]) -> Result<Int, FormulaError>? {
        guard let modifiers = spec.modifiers else { return nil }
        do throws(FormulaError) {
            return .success(try metrics.composite(outcomes, modifiers))
        } catch {
            return .failure(error)
        }
    }

    /// `getScaledObjectState`: active if any trigger is. With a formula its metric alone decides, and nothing is active
    /// while a trigger fails.
    private func activity(_ outcomes: [KEDAMetrics.Outcome], _ composite: Result<Int, FormulaError>?) -> Activity {
        let failing = outcomes.compactMap(\.error)
        var active: [String] = []
        for (trigger, outcome) in zip(spec.triggers, outcomes) where outcome.isActive {
            active.append(trigger.name ?? trigger.metricName)
        }
        if let modifiers = spec.modifiers {
            active = []
            if failing.isEmpty, case .success(let milli) = composite,
                KEDAMetrics.units(milli) > modifiers.activationTarget
            {
                active = [KEDASpec.compositeMetric]
            }
        }
        let isActive = !active.isEmpty || spec.hasOnlyResources && failing.isEmpty
        return Activity(isActive: isActive, isError: !failing.isEmpty, active: active, failing: failing)
    }

    // MARK: Zero, idle and minimum

    private struct Verdict {
        /// Nil leaves the scale to the autoscaler.
        var replicas: Int?
        var reason: String
        /// The reason of the object's condition `Active` or, on errors, `Ready`.
        var condition: String
        /// Whether it is worth telling beside what the autoscaler decides.
        var isNotable = true
    }

    private mutating func scale(_ current: Int, _ activity: Activity, at now: Int64) -> Verdict {
        if activity.isActive || spec.annotations.forceActivation {
            return scaleActive(current, activity, at: now)
        }
        let failing = activity.failing.joined(separator: ", ")
        if activity.isError, let fallback = spec.fallback, fallback.replicas != 0 {
            // Zero would keep the autoscaler from following the fallback.
            return Verdict(reason: "no trigger is active; \(failing), fallback pending", condition: "ScalerNotActive")
        } else if activity.isError, spec.fallback == nil {
            return Verdict(reason: "no trigger is active; \(failing)", condition: "TriggerError")
        } else if spec.idleReplicaCount.map({ current > $0 }) ?? false || current > 0 && spec.minReplicaCount == 0 {
            return scaleInactive(current, at: now)
        } else if spec.idleReplicaCount == nil && current < spec.minReplicaCount {
            return Verdict(
                replicas: spec.minReplicaCount, reason: "no trigger is active; below minReplicaCount",
                condition: "ScalerNotActive")
        }
        return Verdict(reason: "no trigger is active", condition: "ScalerNotActive", isNotable: false)
    }

    private mutating func scaleActive(_ current: Int, _ activity: Activity, at now: Int64) -> Verdict {
        let why =
            activity.isActive
            ? activity.active.isEmpty ? "always active" : "active: " + activity.active.joined(separator: ", ")
            : "activation is forced"
        if current == 0 || spec.idleReplicaCount != nil && current < spec.minReplicaCount {
            guard !spec.annotations.pausedScaleOut else {
                return Verdict(reason: why + "; scale-out is paused", condition: "ScalerActive")
            }
            lastActive = Self.wholeSeconds(now)
            return Verdict(replicas: max(1, spec.minReplicaCount), reason: why, condition: "ScalerActive")
        }
        if activity.isError {
            // Upstream does not renew the time of the last activity then.
            return Verdict(
                reason: why + "; " + activity.failing.joined(separator: ", "), condition: "PartialTriggerError")
        }
        lastActive = Self.wholeSeconds(now)
        return Verdict(reason: why, condition: "ScalerActive", isNotable: false)
    }

    private func scaleInactive(_ current: Int, at now: Int64) -> Verdict {
        guard !spec.annotations.pausedScaleIn else {
            return Verdict(reason: "no trigger is active; scale-in is paused", condition: "ScalerNotActive")
        }
        guard isCooledDown(at: now) else {
            let cooldown = lastActive == nil ? spec.initialCooldownSeconds : spec.cooldownSeconds
            return Verdict(
                reason: "no trigger is active; cooling down for \(cooldown) s", condition: "ScalerCooldown")
        }
        return Verdict(
            replicas: spec.idleReplicaCount ?? spec.minReplicaCount, reason: "no trigger is active; cooled down",
            condition: "ScalerNotActive")
    }

    /// More than the period must have passed: `scaleToZeroOrIdle`. The object is made a moment before it is first
    /// looked at, so without an initial period that look may scale down.
    private func isCooledDown(at now: Int64) -> Bool {
        if let lastActive { return lastActive + Int64(spec.cooldownSeconds) * 1_000_000_000 < now }
        guard spec.initialCooldownSeconds > 0, let creation else { return true }
        return creation + Int64(spec.initialCooldownSeconds) * 1_000_000_000 < now
    }

    private static func wholeSeconds(_ time: Int64) -> Int64 {
        let second: Int64 = 1_000_000_000
        let fraction = time % second
        return time - (fraction < 0 ? fraction + second : fraction)
    }

    // MARK: The autoscaler's view

    /// The metrics as KEDA serves them: `GetScaledObjectMetrics`.
    private func view(
        of observation: Observation, _ outcomes: [KEDAMetrics.Outcome], _ composite: Result<Int, FormulaError>?
    ) -> Observation {
        var view = observation
        view.externalMetrics = [:]
        view.metricErrors = observation.metricErrors.filter { HPASpec.Resource(rawValue: $0) != nil }
        for (trigger, outcome) in zip(spec.triggers, outcomes) {
            if case .resource(let resource, _) = trigger.kind {
                let isFailing = trigger.name.map { observation.metricErrors.contains($0) } ?? false
                if isFailing { view.metricErrors.append(resource.rawValue) }
            } else if let milli = outcome.milli, spec.modifiers == nil {
                view.externalMetrics[trigger.metricName] = Double(milli) / 1000
            }
        }
        // With a formula, one trigger that fails fails them all, unless a fallback has begun.
        let isServed = outcomes.contains(where: \.isFallback) || outcomes.allSatisfy { $0.error == nil }
        if case .success(let milli) = composite, isServed,
            outcomes.contains(where: { $0.milli != nil || $0.isLeftToFormula })
        {
            view.externalMetrics[KEDASpec.compositeMetric] = Double(milli) / 1000
        }
        return view
    }
}
