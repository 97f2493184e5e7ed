import Profiles

/// One launch and what its probe saw.
package struct TimedLaunch: Sendable {
    package var instance: any Instance
    package var result: ReadinessResult

    package init(instance: any Instance, result: ReadinessResult) {
        self.instance = instance
        self.result = result
    }

    /// Seconds from the launch call to the last byte of the first right answer; nil where none came.
    package var timeToFirstResponse: Double? {
        result.firstAnswer.map { $0.lastByteAt.seconds(since: instance.launchedAt) }
    }

    /// The least time to first response, in seconds since the launch call, that a probe without pauses might have seen.
    /// Nil where no answer came.
    ///
    /// Where no attempt failed, requests began with the one that got the answer, and at the latest when the launch call
    /// returned.
    package var earliestSeconds: Double? {
        guard let answer = result.firstAnswer else { return nil }
        let possibleFrom = min(result.lastFailureSentAt ?? instance.launchReturnedAt, answer.sentAt)
        let gap = answer.sentAt.seconds(since: possibleFrom)
        return max(0, answer.lastByteAt.seconds(since: instance.launchedAt) - gap)
    }

    /// - Throws: `failed`, with what the instance printed, where no right answer came.
    package func requireAnswer(of image: ImageManifest, on technology: Technology) throws(BootProbeError) {
        guard result.firstAnswer == nil else { return }
        throw BootProbeError(
            .failed, "\(image.name) as \(technology.rawValue) did not become ready: \(result.outcome)",
            underlying: instance.consoleTail())
    }
}

extension Launcher {
    /// Launches `image` and waits for its first right answer, its death, or its time-out; the caller destroys the
    /// instance in every case.
    ///
    /// Once `cancellation` is set, the probe ends as failed within one failure check.
    ///
    /// - Throws: what staging and launching throw, and `badInput` where the readiness rule cannot be asked.
    package func timedLaunch(
        _ image: ImageManifest, as id: InstanceID, pacing: ProbePacing = ProbePacing(),
        cancellation: Cancellation = Cancellation()
    ) throws(BootProbeError) -> TimedLaunch {
        try stage(image, as: id).timed(image, on: technology, pacing: pacing, cancellation: cancellation)
    }
}

extension StagedLaunch {
    /// Launches `image`, which this was staged of, by its own readiness rule and time-out.
    package func timed(
        _ image: ImageManifest, on technology: Technology, pacing: ProbePacing = ProbePacing(),
        cancellation: Cancellation
    ) throws(BootProbeError) -> TimedLaunch {
        try timed(
            image.readiness(at: endpoint), timeoutSeconds: image.timeoutSeconds(on: technology), pacing: pacing,
            cancellation: cancellation)
    }

    /// Launches, and waits as `Launcher.timedLaunch` does.
    ///
    /// The probe runs before the launch call does: a quick service answers before the call has returned.
    package func timed(
        _ readiness: Readiness, timeoutSeconds: Double, pacing: ProbePacing = ProbePacing(),
        cancellation: Cancellation = Cancellation()
    ) throws(BootProbeError) -> TimedLaunch {
        let probe: ReadinessProbe
        do throws(BootProbeError) {
            probe = try ReadinessProbe(endpoint: endpoint, readiness: readiness, pacing: pacing.over(path))
        } catch {
            try discard()
            throw error
        }
        // Far off, until the launch sets the image's own.
        let running = RunningProbe(probe, deadline: HostInstant.now.advanced(bySeconds: 3600))
        let instance: any Instance
        do throws(BootProbeError) {
            instance = try launch()
        } catch {
            running.cancel()
            _ = running.result()
            throw error
        }
        running.watch(until: instance.launchedAt.advanced(bySeconds: timeoutSeconds)) {
            cancellation.isCancelled ? "cancelled" : instance.failure()
        }
        let result = running.result().answered(since: instance.launchedAt, endpoint)
        if result.firstAnswer != nil { instance.openToTraffic() }
        return TimedLaunch(instance: instance, result: result)
    }
}

extension ReadinessResult {
    /// This result, unless what answered was asked before the launch and so was somebody else.
    fileprivate func answered(since launchedAt: HostInstant, _ endpoint: Endpoint) -> ReadinessResult {
        guard let answer = firstAnswer, answer.lastByteAt < launchedAt else { return self }
        var result = self
        result.outcome = .failed(
            at: launchedAt, reason: "something answered at \(endpoint) before the launch; end what listens there")
        return result
    }
}

extension ImageManifest {
    /// The readiness rule with the placeholders of its command replaced for an instance that answers at `endpoint`.
    func readiness(at endpoint: Endpoint) -> Readiness {
        resolved(address: endpoint.address, gateway: Lab.gateway).readiness
    }
}
