/// How long policies wait after a scaling activity. Times are seconds since the start of the run.
struct AWSPause: Sendable {
    /// The last activity, by whatever it was begun.
    private var activity: (time: Double, cooldown: Double)?
    private var scaleIn: Double?

    private static let slack = 1e-6

    mutating func begin(at now: Double, cooldown: Double) { activity = (now, cooldown) }

    /// Application Auto Scaling: "scale-in activities are blocked until the scale-in cooldown period has expired"; a
    /// scale-out ends that period.
    mutating func changed(by pace: AWSPolicy.Pace, grows: Bool, at now: Double) {
        if case .cooldown(_, let seconds) = pace { scaleIn = grows ? nil : now + seconds }
    }

    func allowsScaleIn(at now: Double) -> Bool { scaleIn.map { now >= $0 - Self.slack } ?? true }

    /// "The cooldown period … takes effect starting when the last instance finishes launching"; one that takes instances
    /// away starts at once, as behind a load balancer.
    func allowsSimpleScaling(_ observation: Observation) -> Bool {
        guard let activity else { return true }
        var start = activity.time
        for pod in observation.pods where pod.isInGroup && !pod.deleted {
            guard pod.startTime >= activity.time - Self.slack else { continue }
            guard pod.ready else { return false }
            start = max(start, pod.readyTransition)
        }
        return observation.time >= start + activity.cooldown - Self.slack
    }
}
