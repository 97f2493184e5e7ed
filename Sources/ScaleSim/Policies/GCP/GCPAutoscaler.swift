/// The autoscaler of managed instance groups of Google Compute Engine, as its documents tell it: the size that serves the
/// peak load of the stabilisation period, within the scale-in controls and between the minimum and the maximum.
public struct GCPAutoscaler: ScalingPolicy {
    public let spec: GCPAutoscalerSpec
    /// Seconds since 1970 at the time 0 of the observations.
    public let startOfTime: Double
    /// Sizes that served the load of their time.
    private var needed = SizeHistory()
    /// Sizes that the group had, or was to have.
    private var sizes = SizeHistory()

    /// The documents say "constantly"; its data come once a minute.
    public let evaluationIntervalSeconds = 60.0

    public init(spec: GCPAutoscalerSpec, startOfTime: Double = 0) {
        self.spec = spec
        self.startOfTime = startOfTime
    }

    public mutating func decide(_ observation: Observation) -> Decision {
        let now = SimTime(seconds: observation.time).nanoseconds
        let current = observation.currentReplicas
        // "The autoscaler uses the current MIG size as a starting point. Before scaling in, the autoscaler uses the
        // stabilization period and then it uses scale-in controls": "Understand autoscaler decisions".
        if needed.isEmpty { needed.add(current, at: now) }
        if spec.mode == .on || sizes.isEmpty { sizes.add(current, at: now) }
        var (load, outcome) = required(observation)
        bound(&load, &outcome)
        outcome.desired = load
        stabilize(&outcome, load: load, at: now)
        limitScaleIn(&outcome, current: current, at: now)
        sizes.add(outcome.desired, at: now)
        applyMode(&outcome, current: current)
        return Decision(
            desired: outcome.desired, reason: outcome.reasons.joined(separator: "; "), condition: outcome.condition)
    }

    private struct Outcome {
        var desired = 0
        var condition: String?
        var reasons: [String] = []
    }

    // MARK: What is needed now

    /// The largest number that a signal or an active schedule asks for; not fewer than there are while a signal fails.
    private func required(_ observation: Observation) -> (Int, Outcome) {
        let reader = GCPSignalReader(observation, initializationSeconds: spec.initializationSeconds)
        var outcome = Outcome()
        var largest = 0
        for signal in spec.signals {
            do throws(GCPSignalReader.SignalError) {
                let proposal = try reader.proposal(for: signal)
                outcome.reasons.append("\(proposal.comparison) asks for \(proposal.replicas)")
                largest = max(largest, proposal.replicas)
            } catch {
                outcome.reasons.append(error.message)
                outcome.condition = signal.failureCondition
                largest = max(largest, observation.currentReplicas)
            }
        }
        let now = Int((startOfTime + observation.time).rounded(.down))
        for schedule in spec.schedules where schedule.isActive(at: now) {
            outcome.reasons.append("schedule \(schedule.name) asks for \(schedule.minRequiredReplicas)")
            if schedule.minRequiredReplicas > spec.maxReplicas {
                outcome.condition = "SCHEDULED_INSTANCES_GREATER_THAN_AUTOSCALER_MAX"
            } else if schedule.minRequiredReplicas < spec.minReplicas {
                outcome.condition = outcome.condition ?? "SCHEDULED_INSTANCES_LESS_THAN_AUTOSCALER_MIN"
            }
            largest = max(largest, schedule.minRequiredReplicas)
        }
        return (largest, outcome)
    }

    private func bound(_ size: inout Int, _ outcome: inout Outcome) {
        if size > spec.maxReplicas {
            outcome.reasons.append("the maximum is \(spec.maxReplicas)")
            outcome.condition = outcome.condition ?? "CAPPED_AT_MAX_NUM_REPLICAS"
        } else if size < spec.minReplicas {
            outcome.reasons.append("the minimum is \(spec.minReplicas)")
        }
        size = min(max(size, spec.minReplicas), spec.maxReplicas)
    }

    // MARK: What may be removed

    private mutating func stabilize(_ outcome: inout Outcome, load: Int, at now: Int64) {
        needed.forget(before: spec.stabilizationSeconds, at: now)
        let peak = min(max(load, needed.peak), spec.maxReplicas)
        needed.add(load, at: now)
        guard peak > load else { return }
        outcome.desired = peak
        outcome.reasons.append("peak of the stabilization period: \(peak)")
        outcome.condition = outcome.condition ?? "Stabilized"
    }

    private mutating func limitScaleIn(_ outcome: inout Outcome, current: Int, at now: Int64) {
        sizes.forget(before: spec.scaleInControl?.timeWindowSeconds ?? 0, at: now)
        guard let control = spec.scaleInControl else { return }
        let peak = sizes.peak
        let allowed: Int =
            switch control.maxScaledInReplicas {
            case .fixed(let count): count
            case .percent(let share): WholeReplicas.nearest(Double(peak) * Double(share) / 100)
            }
        // It holds removals back, and adds nothing.
        let least = min(peak - allowed, current, spec.maxReplicas)
        guard least > outcome.desired else { return }
        outcome.desired = least
        outcome.reasons.append("scale-in control: \(peak) less \(allowed)")
        outcome.condition = outcome.condition ?? "ScaleInControl"
    }

    private func applyMode(_ outcome: inout Outcome, current: Int) {
        let recommended = outcome.desired
        switch spec.mode {
        case .on: return
        case .onlyScaleOut, .onlyUp: outcome.desired = max(current, recommended)
        case .off: outcome.desired = current
        }
        guard outcome.desired != recommended else { return }
        outcome.reasons.append("mode \(spec.mode.rawValue); recommended size \(recommended)")
        outcome.condition = "MODE_\(spec.mode.rawValue)"
    }
}

extension GCPAutoscalerSpec.Schedule {
    /// From the start to the end of the duration, which is excluded. The last start ends last.
    fileprivate func isActive(at now: Int) -> Bool {
        starts.latest(upTo: now, after: now - durationSeconds, on: clock) != nil
    }
}

/// Sizes with their times, in nanoseconds, and the largest of them.
private struct SizeHistory: Sendable {
    private var entries: [(time: Int64, size: Int)] = []

    var isEmpty: Bool { entries.isEmpty }
    var peak: Int { entries.reduce(0) { max($0, $1.size) } }

    mutating func add(_ size: Int, at now: Int64) { entries.append((now, size)) }

    /// What is as old as `seconds` is forgotten, so that a peak counts for exactly so long.
    mutating func forget(before seconds: Int, at now: Int64) {
        let cutoff = now - Int64(seconds) * 1_000_000_000
        entries.removeAll { $0.time <= cutoff }
    }
}
