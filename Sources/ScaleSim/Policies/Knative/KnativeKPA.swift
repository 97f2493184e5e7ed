/// Knative's autoscaler (KPA): `Scale` of `pkg/autoscaler/scaling/autoscaler.go` with the observation's time for its
/// clock, then what the reconciler makes of it. Each observation is a tick, and one reconciliation.
public struct KnativeKPA: ScalingPolicy {
    public let spec: KPASpec
    private var collector: KPACollector
    private var delay: KPADelayWindow?
    /// Nil before the first evaluation.
    private var scaler: KPAScaler?
    /// When panic began, or the threshold was last exceeded; nil outside of panic. Nanoseconds.
    private var panicSince: Int64?
    /// The most pods wanted in this panic.
    private var mostPanicPods = 0
    /// What it last asked for; nil before it has data.
    private var asked: Int?
    private var excessBurstCapacity: Int

    /// Between evaluations: `tickInterval` of `pkg/autoscaler/scaling/multiscaler.go`.
    static let tickSeconds = 2.0

    public init(spec: KPASpec) {
        self.spec = spec
        collector = KPACollector(spec)
        delay = spec.scaleDownDelay > .zero ? KPADelayWindow(delay: spec.scaleDownDelay) : nil
        // Until it knows better it takes the initial scale for what is there, cut and not rounded down.
        excessBurstCapacity =
            spec.targetBurstCapacity <= 0
            ? Self.whole(spec.targetBurstCapacity)
            : Self.whole(Double(spec.initialScale) * spec.total - spec.targetBurstCapacity)
    }

    public var evaluationIntervalSeconds: Double { Self.tickSeconds }
    public var hasActivator: Bool { true }

    public mutating func decide(_ observation: Observation) -> Decision {
        let now = SimTime(seconds: observation.time).nanoseconds
        let readyPods = Self.readyPods(observation)
        var scaler = scaler ?? begin(observation, readyPods: readyPods, at: now)
        let wasAsked = asked != nil
        var reasons: [String] = []
        let means = collector.means(observation, readyPods: readyPods)
        if let means {
            asked = evaluate(means, readyPods: readyPods, at: now, &reasons)
        } else {
            reasons = ["no data for \(spec.metric.rawValue)"]
        }
        let outcome = scaler.reconcile(
            asked: asked, readyPods: readyPods, excessBurstCapacity: excessBurstCapacity, at: now)
        self.scaler = scaler
        // Without data nothing changes, but that a new revision is brought to its initial scale.
        let followsOutcome = means != nil || !wasAsked
        if followsOutcome, let reason = outcome.reason { reasons.append(reason) }
        return Decision(
            desired: (followsOutcome ? outcome.scale : nil) ?? observation.currentReplicas,
            reason: reasons.joined(separator: "; "),
            condition: scaler.activity == .active ? nil : scaler.activity.rawValue, panicking: panicSince != nil,
            excessBurstCapacity: excessBurstCapacity)
    }

    /// A restarted autoscaler has no history, in which more than one pod would soon look like too many: it starts in
    /// panic, which keeps them.
    private mutating func begin(_ observation: Observation, readyPods: Int, at now: Int64) -> KPAScaler {
        if readyPods > 1 { panicSince = now }
        mostPanicPods = readyPods
        return KPAScaler(
            spec: spec, currentReplicas: observation.currentReplicas, readyPods: readyPods, at: now)
    }

    private static func readyPods(_ observation: Observation) -> Int {
        if observation.pods.isEmpty { return observation.currentReplicas }
        return observation.pods.indices.reduce(0) { observation.pods[$1].isServing ? $0 + 1 : $0 }
    }

    // MARK: The autoscaler

    private mutating func evaluate(
        _ means: KPACollector.Means, readyPods: Int, at now: Int64, _ reasons: inout [String]
    ) -> Int {
        let pods = Double(max(1, readyPods))
        // Rounded so that one pod more, or one less, is always possible.
        let highest = (spec.maxScaleUpRate * pods).rounded(.up)
        let lowest = spec.isReachable ? (pods / spec.maxScaleDownRate).rounded(.down) : 0
        let stableNeed = (means.stable / spec.target).rounded(.up)
        let panicNeed = (means.panic / spec.target).rounded(.up)
        reasons.append(
            "\(spec.metric.rawValue) \(Self.short(means.stable)), in the panic window \(Self.short(means.panic)): "
                + "\(Self.whole(stableNeed)) and \(Self.whole(panicNeed)) pods at \(Self.short(spec.target))")
        let stable = activated(Self.whole(min(max(stableNeed, lowest), highest)), need: stableNeed)
        let panic = activated(Self.whole(min(max(panicNeed, lowest), highest)), need: panicNeed)
        updatePanic(isOverThreshold: panicNeed / pods >= spec.panicThreshold, at: now)
        var desired = stable
        if panicSince != nil {
            // It never shrinks in panic.
            mostPanicPods = max(mostPanicPods, stable, panic)
            desired = mostPanicPods
        }
        if spec.isReachable, let largest = delay?.largest(with: desired, at: Self.tick(of: now)), largest > desired {
            reasons.append("\(desired) delayed")
            desired = largest
        }
        reasons.append("asks for \(desired)")
        updateExcess(panicMean: means.panic, readyPods: readyPods)
        return desired
    }

    /// Raised to the activation scale where any pod is needed, whatever the rate limits say.
    private func activated(_ pods: Int, need: Double) -> Int {
        spec.activationScale > 1 && need > 0 ? max(pods, spec.activationScale) : pods
    }

    private mutating func updatePanic(isOverThreshold: Bool, at now: Int64) {
        if isOverThreshold {
            panicSince = now
        } else if let since = panicSince, since + spec.stableWindow.nanoseconds < now {
            panicSince = nil
            mostPanicPods = 0
        }
    }

    private mutating func updateExcess(panicMean: Double, readyPods: Int) {
        switch spec.targetBurstCapacity {
        case 0: excessBurstCapacity = 0
        case ..<0: excessBurstCapacity = -1
        default:
            // Of the pods that are ready, which may be none.
            let capacity = Double(readyPods) * spec.total
            excessBurstCapacity = Self.whole((capacity - spec.targetBurstCapacity - panicMean).rounded(.down))
        }
    }

    // MARK: Numbers

    private static func tick(of now: Int64) -> Int {
        let second = KPACollector.second(of: SimTime(nanoseconds: now))
        return Int((Double(second) / tickSeconds).rounded(.down))
    }

    /// Cut to a whole number, within 32 bits.
    private static func whole(_ value: Double) -> Int {
        value.isNaN ? 0 : Int(min(max(value, Double(Int32.min)), Double(Int32.max)))
    }

    private static func short(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
