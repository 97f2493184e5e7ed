/// The autoscale engine of Azure Monitor, as its documents tell it: one profile at a time, out if any rule says so, in if
/// all do and nothing would scale out at once, and a rest after each action.
public struct AzureAutoscale: ScalingPolicy {
    public let spec: AzureAutoscaleSpec
    /// Seconds since 1970 at the time 0 of the observations.
    public let startOfTime: Double
    /// One for each metric that any profile's rules name.
    private var histories: [AzureMetricHistory] = []
    /// Until when nothing is scaled, nanoseconds.
    private var restUntil = Int64.min

    /// "The autoscale job runs every 30 to 60 seconds, depending on the resource type."
    public let evaluationIntervalSeconds = 60.0

    public init(spec: AzureAutoscaleSpec, startOfTime: Double = 0) {
        self.spec = spec
        self.startOfTime = startOfTime
        for trigger in spec.profiles.flatMap(\.rules).map(\.trigger)
        where !histories.contains(where: { $0.name == trigger.metricName }) {
            let windows = spec.profiles.flatMap(\.rules).map(\.trigger).filter { $0.metricName == trigger.metricName }
            histories.append(
                AzureMetricHistory(
                    name: trigger.metricName, longestSeconds: windows.map(\.timeWindowSeconds).max() ?? 0))
        }
    }

    public mutating func decide(_ observation: Observation) -> Decision {
        for index in histories.indices { histories[index].observe(observation) }
        let current = observation.currentReplicas
        guard spec.isEnabled else { return .hold(current, "autoscale is not enabled", condition: "Disabled") }
        let now = Int((startOfTime + observation.time).rounded(.down))
        guard let profile = spec.profile(at: now) else {
            return .hold(current, "no profile applies now", condition: "NoProfile")
        }
        // "Manual scaling is reset by autoscale minimum and maximum", whatever the rules and the cooldown say.
        if current < profile.minimum {
            return Decision(desired: profile.minimum, reason: "\(profile.name): the minimum is \(profile.minimum)")
        }
        if current > profile.maximum {
            return Decision(desired: profile.maximum, reason: "\(profile.name): the maximum is \(profile.maximum)")
        }
        let readings = profile.rules.map { reading(of: $0, observation) }
        return decide(profile, readings, observation)
    }

    /// A rule with the value that its metric has now; nil for one that cannot be read.
    fileprivate struct Reading {
        var rule: AzureAutoscaleSpec.Rule
        var value: Double?

        var isTriggered: Bool { value.map(rule.trigger.isMet) ?? false }

        var description: String {
            guard let value else { return "\(rule.trigger.metricName) cannot be read" }
            let trigger = rule.trigger
            return "\(trigger.metricName) \(value.briefly) \(trigger.comparison.rawValue) \(trigger.threshold.briefly)"
        }
    }

    private func reading(of rule: AzureAutoscaleSpec.Rule, _ observation: Observation) -> Reading {
        let trigger = rule.trigger
        let history = histories.first { $0.name == trigger.metricName }
        guard let value = history?.value(for: trigger, at: observation.time) else { return Reading(rule: rule) }
        let instances = trigger.isDivided ? max(1, observation.currentReplicas) : 1
        return Reading(rule: rule, value: value / Double(instances))
    }

    // MARK: Rules

    private mutating func decide(
        _ profile: AzureAutoscaleSpec.Profile, _ readings: [Reading], _ observation: Observation
    ) -> Decision {
        let current = observation.currentReplicas
        let unread = readings.first { $0.value == nil }
        let out = readings.filter { $0.rule.direction == .increase && $0.isTriggered }
        if let unread, current < profile.fallback {
            let capacity = choose(out, current)?.capacity ?? current
            let isResting = SimTime(seconds: observation.time).nanoseconds < restUntil
            if isResting || capacity <= profile.fallback {
                return Decision(
                    desired: profile.fallback, reason: "\(unread.description); scaled out to the default",
                    condition: "MetricFailure")
            }
        }
        if !out.isEmpty { return scaleOut(profile, out, observation) }
        let rules = readings.filter { $0.rule.direction == .decrease }
        if let unread { return .hold(current, unread.description, condition: "MetricFailure") }
        guard !rules.isEmpty, rules.allSatisfy(\.isTriggered) else {
            let values = readings.map { "not (\($0.description))" }.joined(separator: ", ")
            return .hold(current, values.isEmpty ? "\(profile.name) has no rules" : values)
        }
        return scaleIn(profile, rules, readings, observation)
    }

    /// To the largest of the triggered rules' capacities.
    private mutating func scaleOut(
        _ profile: AzureAutoscaleSpec.Profile, _ rules: [Reading], _ observation: Observation
    ) -> Decision {
        let current = observation.currentReplicas
        guard let chosen = choose(rules, current) else { return .hold(current, "no rules") }
        let reason = "\(chosen.reading.description): \(chosen.capacity)"
        if chosen.capacity > profile.maximum, current == profile.maximum {
            return .hold(current, "\(reason); the maximum is \(profile.maximum)", condition: "AtMaximum")
        }
        return act(min(chosen.capacity, profile.maximum), by: chosen.reading, reason, nil, observation)
    }

    /// To the largest of the rules' capacities, or the first above it from which no rule would scale out again.
    private mutating func scaleIn(
        _ profile: AzureAutoscaleSpec.Profile, _ rules: [Reading], _ readings: [Reading], _ observation: Observation
    ) -> Decision {
        let current = observation.currentReplicas
        guard let chosen = choose(rules, current) else { return .hold(current, "no rules") }
        let target = max(chosen.capacity, profile.minimum)
        let reason = "\(chosen.reading.description): \(target)"
        guard target < current else {
            return .hold(current, "\(reason); the minimum is \(profile.minimum)", condition: "AtMinimum")
        }
        let increases = readings.filter { $0.rule.direction == .increase }
        guard let safe = Self.firstSafe(in: target..<current, from: current, increases) else {
            return .hold(current, "\(reason); it would scale out again", condition: "Flapping")
        }
        let isOther = safe != target
        return act(
            safe, by: chosen.reading, isOther ? "\(reason); fewer than \(safe) would scale out again" : reason,
            isOther ? "FlappingOccurred" : nil, observation)
    }

    /// The smallest count from which none of the rules would scale out again.
    ///
    /// A rule's value per instance falls, or rises, as the count grows, so that where it ceases to be met is found by
    /// halving: a group may have two billion instances.
    private static func firstSafe(in counts: Range<Int>, from current: Int, _ rules: [Reading]) -> Int? {
        var count = counts.lowerBound
        while count < counts.upperBound {
            guard let rule = rules.first(where: { $0.wouldTrigger(at: count, from: current) }) else { return count }
            count = rule.endOfTrigger(from: count, to: counts.upperBound, current: current)
        }
        return nil
    }

    /// The largest capacity that a rule asks for; of several rules for it, the one with the longest cooldown.
    private func choose(_ rules: [Reading], _ current: Int) -> (reading: Reading, capacity: Int)? {
        rules.map { (reading: $0, capacity: $0.rule.capacity(from: current)) }.max {
            ($0.capacity, $0.reading.rule.cooldownSeconds) < ($1.capacity, $1.reading.rule.cooldownSeconds)
        }
    }

    /// "The cooldown that applies is the one on the rule that most recently fired", in either direction.
    private mutating func act(
        _ desired: Int, by reading: Reading, _ reason: String, _ condition: String?, _ observation: Observation
    ) -> Decision {
        let current = observation.currentReplicas
        guard desired != current else { return .hold(current, reason) }
        let now = SimTime(seconds: observation.time).nanoseconds
        guard now >= restUntil else {
            let rest = Double(restUntil - now) / 1e9
            return .hold(current, "\(reason); cooldown for another \(rest.briefly) s", condition: "Cooldown")
        }
        restUntil = now + Int64(reading.rule.cooldownSeconds) * 1_000_000_000
        return Decision(desired: desired, reason: reason, condition: condition)
    }
}

extension AzureAutoscale.Reading {
    /// As if the same load fell on `count` instances. What cannot be read does not scale out.
    fileprivate func wouldTrigger(at count: Int, from current: Int) -> Bool {
        guard let value else { return false }
        guard rule.trigger.isPerInstance, value != 0 else { return rule.trigger.isMet(by: value) }
        return rule.trigger.isMet(by: value * Double(current) / Double(count))
    }

    /// The first count after `count`, at which it triggers, where it does not, or `end`.
    ///
    /// Away from the threshold a rule that is met by all but the threshold is met on one side first, which ends there.
    fileprivate func endOfTrigger(from count: Int, to end: Int, current: Int) -> Int {
        let isAbove = isAboveThreshold(at: count, from: current)
        var (met, unmet) = (count, end)
        while unmet - met > 1 {
            let middle = met + (unmet - met) / 2
            let isMet =
                wouldTrigger(at: middle, from: current) && isAboveThreshold(at: middle, from: current) == isAbove
            if isMet { met = middle } else { unmet = middle }
        }
        return unmet
    }

    private func isAboveThreshold(at count: Int, from current: Int) -> Bool {
        guard let value, rule.trigger.isPerInstance, value != 0 else { return true }
        return value * Double(current) / Double(count) > rule.trigger.threshold
    }
}

extension AzureAutoscaleSpec.Rule {
    /// What it makes of `current` instances, before limits. Shares of instances are added whole and not removed.
    fileprivate func capacity(from current: Int) -> Int {
        switch (direction, change) {
        case (.increase, .count(let number)): current + number
        case (.increase, .percent(let share)): current + WholeReplicas.up(Double(current) * Double(share) / 100)
        case (.increase, .exact(let number)): max(current, number)
        case (.decrease, .count(let number)): max(0, current - number)
        case (.decrease, .percent(let share)):
            max(0, current - WholeReplicas.down(Double(current) * Double(share) / 100))
        case (.decrease, .exact(let number)): min(current, number)
        }
    }
}

extension Decision {
    fileprivate static func hold(_ current: Int, _ reason: String, condition: String? = nil) -> Decision {
        Decision(desired: current, reason: reason, condition: condition)
    }
}
