/// What becomes of the autoscaler's wish: the bounds, the initial scale and the way to zero and back, `scale` of
/// `pkg/reconciler/autoscaling/kpa/scaler.go` and `computeActiveCondition` of `kpa.go`. Times are nanoseconds.
package struct KPAScaler: Sendable {
    /// The condition Active of a PodAutoscaler, by its status and reason.
    package enum Activity: String, Sendable {
        /// Pods are not ready yet, so that requests wait at the activator.
        case activating = "Queued"
        case active = ""
        case idle = "NoTraffic"
        case timedOut = "TimedOut"

        package var isInactive: Bool { self == .idle || self == .timedOut }
    }

    package struct Outcome: Sendable, Equatable {
        /// What the scale is set to; nil where it is left as it is.
        package var scale: Int?
        /// What stood in the way of the wish.
        package var reason: String?
    }

    /// What is wanted, and whether it is done at once.
    private enum Verdict {
        case set(Int)
        /// Nothing is wanted, but the last pods stay for now.
        case hold(String)
        /// There is nothing to go by yet.
        case unknown(String)

        var want: Int {
            switch self {
            case .set(let scale): scale
            case .hold: 0
            case .unknown: -1
            }
        }
    }

    private let spec: KPASpec
    package private(set) var activity: Activity
    private var activitySince: Int64
    /// Whether as many pods as the initial scale have been ready together.
    private var isInitialized = false
    /// Since when the activator is in the path; nil while it is not.
    private var proxiedSince: Int64?

    /// A revision of which nothing is known but its scale and its pods.
    package init(spec: KPASpec, currentReplicas: Int, readyPods: Int, at now: Int64) {
        self.spec = spec
        let needed = max(spec.isReachable ? spec.minScale : 0, spec.initialScale)
        activity = currentReplicas == 0 ? .idle : readyPods < needed ? .activating : .active
        activitySince = now
        // A revision begins behind the activator.
        proxiedSince = now
    }

    /// One reconciliation.
    ///
    /// - Parameters:
    ///   - asked: what the autoscaler asks for; nil as long as it never had data.
    ///   - excessBurstCapacity: the activator leaves the path where it is not negative.
    package mutating func reconcile(
        asked: Int?, readyPods: Int, excessBurstCapacity: Int, at now: Int64
    ) -> Outcome {
        var outcome = Outcome()
        let verdict = verdict(asked: asked, at: now, &outcome)
        let want = verdict.want
        proxiedSince = want > 0 && excessBurstCapacity >= 0 ? nil : proxiedSince ?? now
        updateActivity(want: want, readyPods: readyPods, at: now)
        switch verdict {
        case .set(let scale): outcome.scale = scale
        case .hold(let reason), .unknown(let reason): outcome.reason = reason
        }
        return outcome
    }

    // MARK: The scale

    private var minScale: Int { spec.isReachable ? spec.minScale : 0 }

    private func verdict(asked: Int?, at now: Int64, _ outcome: inout Outcome) -> Verdict {
        if asked == nil, activity != .activating { return .unknown("no metrics yet") }
        var least = minScale
        if spec.initialScale > 1 && !isInitialized && spec.isReachable { least = max(least, spec.initialScale) }
        var scale = asked ?? -1
        // The lower bound goes before the upper one: an initial scale may exceed max-scale.
        if scale < least {
            scale = least
            if least > 0 { outcome.reason = least > minScale ? "initial scale \(least)" : "min-scale \(least)" }
        } else if spec.maxScale != 0 && scale > spec.maxScale {
            scale = spec.maxScale
            outcome.reason = "max-scale \(spec.maxScale)"
        }
        if scale != 0 { return .set(scale) }
        guard spec.scalesToZero else {
            outcome.reason = "scaling to zero is disabled"
            return .set(1)
        }
        return verdictOnZero(at: now, &outcome)
    }

    /// `handleScaleToZero`
    private func verdictOnZero(at now: Int64, _ outcome: inout Outcome) -> Verdict {
        let age = now - activitySince
        switch activity {
        case .activating:
            let timeout = spec.progressDeadline.nanoseconds + Self.activationBuffer
            if age <= timeout { return .unknown("not active yet") }
            outcome.reason = "activation timed out"
            return .set(0)
        case .active:
            // Idle for the stable window is not enough: it also must have been active for as long.
            if age >= spec.stableWindow.nanoseconds {
                return .hold("idle; the last pods stay until it may scale to zero")
            }
            outcome.reason = "active for less than the stable window"
            return .set(1)
        case .idle, .timedOut:
            let retention = spec.isReachable ? spec.podRetention.nanoseconds : 0
            let grace = spec.gracePeriod.nanoseconds
            if age >= max(grace, retention) { return .set(0) }
            if age < retention { return .hold("the last pod is retained") }
            // No need to wait for what the grace period is for, where the activator has long been in the path.
            if let proxiedSince, now - proxiedSince >= grace { return .set(0) }
            return .hold("within the grace period before zero")
        }
    }

    /// What the autoscaler leaves to the deployment to report its failure first.
    private static let activationBuffer: Int64 = 30_000_000_000

    // MARK: Activity

    private mutating func updateActivity(want: Int, readyPods: Int, at now: Int64) {
        let needed = max(minScale, isInitialized ? 1 : spec.initialScale)
        if readyPods >= needed { isInitialized = true }
        if want == 0 || needed == 0 {
            become(activity == .activating && needed > 0 ? .timedOut : .idle, at: now)
        } else if want > 0 || !activity.isInactive {
            become(readyPods < needed ? .activating : .active, at: now)
        } else if readyPods < needed {
            become(.idle, at: now)
        }
    }

    private mutating func become(_ new: Activity, at now: Int64) {
        guard new != activity else { return }
        activity = new
        activitySince = now
    }
}
