/// What becomes ready at an instant that it tells.
protocol CalibrationSubject {
    /// Lets it become ready `delay` seconds after it could be, probes it, and makes it ready for the next trial.
    func trial(delay: Double) throws(BootProbeError) -> CalibrationTrial

    /// Takes it down.
    func remove()
}

/// One probed readiness. All in seconds since the launch call.
struct CalibrationTrial {
    /// When it was ready: for a stub when it began to listen, for a guest when it had sent its first answer.
    var truth: Double
    /// When the probe had the whole answer.
    var seen: Double
    /// Whether the censoring interval holds the instant from which it could have answered.
    var isCovered: Bool

    /// - Parameters:
    ///   - listening: Since when it could have answered.
    ///   - truth: As the property.
    init(_ launch: TimedLaunch, listening: HostInstant, truth: HostInstant) throws(BootProbeError) {
        guard let answer = launch.result.firstAnswer, let earliest = launch.earliestSeconds else {
            throw BootProbeError(.failed, "what calibrates did not answer: \(launch.result)")
        }
        let start = launch.instance.launchedAt
        self.truth = truth.seconds(since: start)
        seen = answer.lastByteAt.seconds(since: start)
        // An ideal probe's own exchange would have taken as long as the real one did.
        let exchange = answer.lastByteAt.seconds(since: answer.sentAt)
        let listening = listening.seconds(since: start)
        isCovered = earliest <= listening + exchange && listening <= seen
    }
}
