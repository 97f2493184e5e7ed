/// Amazon EC2 Auto Scaling: target tracking, step and simple scaling and scheduled actions on one group, evaluated once
/// a minute, as the user guide tells; `docs/policies/aws.md` says where, and what the guide leaves open.
package struct AWSAutoScaling: ScalingPolicy {
    package let group: AWSGroup
    /// Seconds since 1970 of the run's start.
    private let startOfTime: Double
    private var minSize: Int
    private var maxSize: Int
    /// Of each policy, its alarms in the order in which it holds them.
    private var histories: [[AWSAlarmHistory]]
    private var schedule: AWSSchedule
    private var launches = AWSLaunches()
    private var pause = AWSPause()

    package init(_ group: AWSGroup, startOfTime: Double = 0) {
        self.group = group
        self.startOfTime = startOfTime
        minSize = group.minSize
        maxSize = group.maxSize
        histories = group.policies.map { $0.alarms.map { _ in AWSAlarmHistory() } }
        schedule = AWSSchedule(group.actions)
    }

    /// The shortest period of CloudWatch's alarms on metrics of usual resolution.
    package var evaluationIntervalSeconds: Double { 60 }

    package mutating func decide(_ observation: Observation) -> Decision {
        let now = observation.time
        if launches.observe(observation, pace: groupPace) {
            pause.begin(at: now, cooldown: group.defaultCooldownSeconds)
        }
        var plan = Plan(desired: observation.currentReplicas, pace: groupPace, cooldown: group.defaultCooldownSeconds)
        runSchedule(&plan, at: now)
        var advice: [Advice] = []
        var crews: [AWSCrew] = []
        for number in group.policies.indices {
            let crew = crew(group.policies[number].pace, observation, among: &crews)
            advice.append(advise(number, observation, crew, desired: plan.desired))
        }
        choose(among: advice, &plan, current: observation.currentReplicas)
        if plan.desired != observation.currentReplicas {
            pause.begin(at: now, cooldown: plan.cooldown)
            pause.changed(by: plan.pace, grows: plan.desired > observation.currentReplicas, at: now)
        }
        launches.decided(plan.desired, observation, pace: plan.pace)
        if let pool = group.warmPool {
            plan.reasons.append("warm pool of \(pool.size(desired: plan.desired, maxSize: maxSize)) \(pool.state)")
        }
        return Decision(
            desired: plan.desired, reason: plan.reasons.joined(separator: "; "), condition: condition)
    }

    /// What is being decided.
    private struct Plan {
        var desired: Int
        var reasons: [String] = []
        /// Of the policy that changes the capacity.
        var pace: AWSPolicy.Pace
        var cooldown: Double
    }

    /// For what no policy launches: the default instance warm-up, "if the default instance warmup is null, then it falls
    /// back to the value of the default cooldown".
    private var groupPace: AWSPolicy.Pace {
        group.isScalableTarget
            ? .cooldown(out: 0, in: 0)
            : .warmup(group.defaultInstanceWarmupSeconds ?? group.defaultCooldownSeconds)
    }

    /// The first alarm that is in ALARM, else the first without data.
    private var condition: String? {
        var states: [(AWSAlarm.State, String)] = []
        for (policy, histories) in zip(group.policies, histories) {
            for (alarm, history) in zip(policy.alarms, histories) { states.append((history.state, alarm.name)) }
        }
        let state = states.first { $0.0 == .alarm } ?? states.first { $0.0 == .insufficientData }
        return state.map { "\($0.0.rawValue): \($0.1)" } ?? (states.isEmpty ? nil : AWSAlarm.State.ok.rawValue)
    }

    // MARK: Schedule and limits

    private mutating func runSchedule(_ plan: inout Plan, at now: Double) {
        // The first evaluation takes what an earlier one would have left to it, but nothing from before the start.
        let earliest = max(min(now, 0), now - evaluationIntervalSeconds)
        for action in schedule.due(at: startOfTime + now, first: startOfTime + earliest) {
            minSize = action.minSize ?? minSize
            maxSize = action.maxSize ?? maxSize
            plan.desired = action.desiredCapacity ?? plan.desired
            let sizes = [("min", action.minSize), ("max", action.maxSize), ("desired", action.desiredCapacity)]
            let text = sizes.compactMap { name, size in size.map { "\(name) \($0)" } }.joined(separator: ", ")
            plan.reasons.append("scheduled action \(action.name): \(text)")
            clamp(&plan)
        }
        clamp(&plan)
    }

    private func clamp(_ plan: inout Plan) {
        // A scheduled maximum below a minimum that stays is refused by the service; here the maximum holds.
        let desired = min(max(plan.desired, minSize), maxSize)
        guard desired != plan.desired else { return }
        plan.reasons.append(
            desired > plan.desired ? "the minimum capacity is \(minSize)" : "the maximum capacity is \(maxSize)")
        plan.desired = desired
    }

    // MARK: Policies

    /// What one policy says.
    fileprivate struct Advice {
        /// The capacity that it instructs the group to scale to; nil where it does not.
        var capacity: Int?
        var reason: String
        /// Of target tracking with scale-in enabled.
        var isReadyToScaleIn: Bool?
    }

    /// "Amazon EC2 Auto Scaling chooses the policy that provides the largest capacity for both scale out and scale in";
    /// target tracking policies scale in only if all of them are ready to, others do not wait for them.
    private func choose(among advice: [Advice], _ plan: inout Plan, current: Int) {
        let base = plan.desired
        let areReady = advice.allSatisfy { $0.isReadyToScaleIn ?? true }
        var best: Int?
        for (number, one) in advice.enumerated() {
            guard let capacity = one.capacity, capacity != base else { continue }
            // A scheduled action that has just changed the group leaves only more to be asked for.
            if capacity < base, base != current || (one.isReadyToScaleIn != nil && !areReady) { continue }
            if best.map({ one.isLarger(than: advice[$0], base: base) }) ?? true { best = number }
        }
        guard let best, let capacity = advice[best].capacity else {
            plan.reasons += advice.map(\.reason)
            if !areReady, advice.contains(where: { $0.capacity.map { $0 < base } ?? false }) {
                plan.reasons.append("not every target tracking policy is ready to scale in")
            }
            if plan.reasons.isEmpty { plan.reasons.append("there is no scaling policy") }
            return
        }
        plan.reasons.append(advice[best].reason)
        plan.desired = capacity
        plan.pace = group.policies[best].pace
        if case .simple(let simple, _) = group.policies[best].rule {
            plan.cooldown = simple.cooldownSeconds
            plan.pace = groupPace
        }
        clamp(&plan)
    }

    /// Policies of the same pace share what they see.
    private func crew(_ pace: AWSPolicy.Pace, _ observation: Observation, among crews: inout [AWSCrew]) -> AWSCrew {
        if let known = crews.first(where: { $0.pace == pace }) { return known }
        let crew = launches.crew(observation, pace: pace)
        crews.append(crew)
        return crew
    }

    private mutating func advise(
        _ number: Int, _ observation: Observation, _ crew: AWSCrew, desired: Int
    ) -> Advice {
        let policy = group.policies[number]
        func value(of alarm: AWSAlarm) -> Result<Double, AWSMetric.Missing> {
            alarm.metric.value(observation, over: crew.warm)
        }
        switch policy.rule {
        case .targetTracking(let rule):
            let value = value(of: rule.high)
            return track(rule, number, value, crew, at: observation.time, desired: desired)
        case .step(let rule, let alarms):
            var advice = Advice(reason: "\(policy.name): no alarm")
            for (index, alarm) in alarms.enumerated() {
                let value = value(of: alarm)
                let next = step(rule, alarm, (number, index), value, crew, at: observation.time, desired: desired)
                if index == 0 || next.isLarger(than: advice, base: desired) { advice = next }
            }
            return advice
        case .simple(let rule, let alarms):
            var isInvoked = false
            for (index, alarm) in alarms.enumerated() {
                let value = try? value(of: alarm).get()
                _ = histories[number][index].evaluate(alarm, value: value, at: observation.time)
                if histories[number][index].invokes(at: observation.time) && alarm.actionsEnabled { isInvoked = true }
            }
            guard isInvoked else { return Advice(reason: "\(policy.name): no alarm") }
            guard pause.allowsSimpleScaling(observation) else {
                return Advice(reason: "\(policy.name): in the cooldown period")
            }
            let wanted = rule.adjustment.apply(rule.amount, to: desired)
            return Advice(capacity: wanted, reason: "\(policy.name): alarm; from \(desired) to \(wanted)")
        }
    }

    private mutating func track(
        _ rule: AWSPolicy.TargetTracking, _ number: Int, _ metric: Result<Double, AWSMetric.Missing>,
        _ crew: AWSCrew, at now: Double, desired: Int
    ) -> Advice {
        let policy = group.policies[number]
        var advice = Advice(reason: "", isReadyToScaleIn: rule.low == nil ? nil : false)
        let observed = try? metric.get()
        _ = histories[number][0].evaluate(rule.high, value: observed, at: now)
        let isHigh = histories[number][0].invokes(at: now) && rule.high.actionsEnabled
        var isLow = false
        if let low = rule.low {
            _ = histories[number][1].evaluate(low, value: observed, at: now)
            isLow = histories[number][1].invokes(at: now) && low.actionsEnabled
        }
        // "If the metric is missing data points, … Amazon EC2 Auto Scaling cannot scale your group until new data points
        // are found."
        guard case .success(let value) = metric else {
            if case .failure(let missing) = metric { advice.reason = "\(policy.name): \(missing.reason)" }
            return advice
        }
        advice.reason = "\(policy.name): \(rule.high.metric.name) \(value.short), target \(rule.target.short)"
        if isHigh {
            // In proportion to what the metric is of; nothing is in proportion to none.
            let wanted = desired == 0 && crew.current == 0 ? 1 : rule.capacity(for: value, of: crew.current)
            advice.reason += "; the \(crew.current) in service ask for \(wanted)"
            if wanted > desired { advice.capacity = wanted }
        } else if rule.low != nil, histories[number][1].state == .alarm {
            if let block = scaleInBlock(policy, crew, at: now) {
                advice.reason += "; \(block)"
                return advice
            }
            advice.isReadyToScaleIn = true
            let wanted = rule.capacity(for: value, of: crew.all)
            advice.reason += "; the \(crew.all) in service ask for \(wanted)"
            if isLow, wanted < desired { advice.capacity = wanted }
        }
        return advice
    }

    private mutating func step(
        _ rule: AWSPolicy.StepScaling, _ alarm: AWSAlarm, _ place: (policy: Int, alarm: Int),
        _ metric: Result<Double, AWSMetric.Missing>, _ crew: AWSCrew, at now: Double, desired: Int
    ) -> Advice {
        let policy = group.policies[place.policy]
        let points = histories[place.policy][place.alarm].evaluate(alarm, value: try? metric.get(), at: now)
        let history = histories[place.policy][place.alarm]
        let isInvoked = histories[place.policy][place.alarm].invokes(at: now) && alarm.actionsEnabled
        guard isInvoked else { return Advice(reason: "\(policy.name): \(alarm.name) \(history.state.rawValue)") }
        // Sums and counts are of the whole period; else "the aggregation type" is applied to its values.
        let isAggregated = alarm.statistic != .sum && alarm.statistic != .sampleCount && points.first != .some(nil)
        let latest = isAggregated ? rule.aggregation.of(history.latestValues(of: alarm, at: now)) : nil
        guard let value = latest ?? points.lazy.compactMap({ $0 }).first else {
            return Advice(reason: "\(policy.name): \(alarm.name) ALARM without a data point")
        }
        var advice = Advice(reason: "\(policy.name): \(alarm.metric.name) \(value.short), \(alarm.name) ALARM")
        guard let step = rule.step(for: value, alarm: alarm) else {
            advice.reason += "; no step adjustment for it"
            return advice
        }
        let isGrowth = rule.adjustment.kind == .exactCapacity ? step.amount > desired : step.amount > 0
        let base = isGrowth ? crew.current : crew.all
        let wanted = rule.adjustment.apply(step.amount, to: base)
        advice.reason += "; from the \(base) in service to \(wanted)"
        if isGrowth {
            if wanted > desired { advice.capacity = wanted }
        } else if wanted < desired, step.amount != 0 || rule.adjustment.kind == .exactCapacity {
            if let block = scaleInBlock(policy, crew, at: now) {
                advice.reason += "; \(block)"
            } else {
                advice.capacity = max(0, wanted)
            }
        }
        return advice
    }

    /// "While the scale-out activity is in progress, all scale-in activities initiated by scaling policies are blocked
    /// until the instances finish warming up."
    private func scaleInBlock(_ policy: AWSPolicy, _ crew: AWSCrew, at now: Double) -> String? {
        switch policy.pace {
        case .warmup:
            crew.warming > 0 ? "scale-in is blocked while \(crew.warming) warm up" : nil
        case .cooldown: pause.allowsScaleIn(at: now) ? nil : "in the scale-in cooldown period"
        }
    }
}

extension AWSAutoScaling.Advice {
    /// Whether this prevails over another of the same policy.
    fileprivate func isLarger(than other: Self, base: Int) -> Bool {
        guard let capacity else { return false }
        guard let others = other.capacity else { return true }
        return (capacity > base) == (others > base) ? capacity > others : capacity > base
    }
}

extension AWSPolicy {
    /// In the order in which their states are kept.
    var alarms: [AWSAlarm] {
        switch rule {
        case .targetTracking(let rule): [rule.high] + (rule.low.map { [$0] } ?? [])
        case .step(_, let alarms), .simple(_, let alarms): alarms
        }
    }
}

extension AWSPolicy.TargetTracking {
    /// The capacity that brings the metric to the target or below: "we act conservatively by rounding up or down when
    /// determining how many instances to add or remove".
    func capacity(for value: Double, of capacity: Int) -> Int {
        let exact = Double(capacity) * max(0, value) / target
        // Binary fractions must not make 3.0000000001 of 3.
        return Int(min((exact - 1e-9).rounded(.up), Double(Int32.max)))
    }
}

extension Double {
    /// To a thousandth, without zeros.
    fileprivate var short: String {
        let rounded = (self * 1000).rounded() / 1000
        return Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
    }
}
