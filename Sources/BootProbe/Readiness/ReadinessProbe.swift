/// Watches an endpoint until it gives its first right answer.
///
/// Fresh attempts are made on a schedule of the probe's own; none waits for an older one, because an older one may be
/// lost for good: user-mode networks accept before the guest exists, and a lost connection request is repeated by the
/// kernel only after a second.
package struct ReadinessProbe: Sendable {
    private let rule: ProbeRule
    private let pacing: ProbePacing

    /// - Throws: `badInput` where the address is not IPv4 or the readiness path cannot be sent.
    package init(
        endpoint: Endpoint, readiness: Readiness, pacing: ProbePacing = ProbePacing()
    ) throws(BootProbeError) {
        rule = ProbeRule(peer: try SocketAddress(endpoint), check: try AnswerCheck(readiness, endpoint: endpoint))
        self.pacing = rule.check.command.isEmpty ? pacing : pacing.forCommands
    }

    /// Probes on the calling thread, which it blocks, until an answer, `deadline`, or a reason from `failure`.
    ///
    /// - Parameters:
    ///   - launchedAt: The zero of the boot's age, by which attempts grow rarer.
    ///   - failure: Says why the instance will never answer, nil while it may. It runs between attempts and must
    ///     return at once.
    package func run(launchedAt: HostInstant, deadline: HostInstant, failure: () -> String?) -> ReadinessResult {
        withoutActuallyEscaping(failure) { failure in
            let watch = watch(launchedAt: launchedAt, deadline: { deadline }, failure: failure)
            var loop = ProbeLoop()
            while true {
                if let result = watch.result { return result }
                loop.round([watch])
            }
        }
    }

    func watch(
        launchedAt: HostInstant, deadline: @escaping () -> HostInstant, failure: @escaping () -> String?
    ) -> any Watching {
        ReadinessWatch(rule, pacing: pacing, launchedAt: launchedAt, deadline: deadline, failure: failure)
    }
}
