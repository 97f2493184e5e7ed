import Glibc

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

    /// The interval, in seconds since the launch call, that holds the time to first response which a probe without
    /// pauses would have seen (interval censoring). Nil where no answer came.
    package var censoringInterval: ClosedRange<Double>? {
        guard let upper = timeToFirstResponse else { return nil }
        let lower = result.earliestAnswerAt?.seconds(since: instance.launchedAt) ?? 0
        return max(lower, 0)...upper
    }
}

extension Launcher {
    /// Launches `image` and waits for its first right answer, its death, or its time-out; the caller destroys the
    /// instance in every case.
    ///
    /// Where the endpoint is known beforehand, the probe runs before the launch call does: a quick service answers
    /// before the call has returned.
    ///
    /// Once `cancellation` is set, the probe ends as failed within one failure check.
    ///
    /// - Throws: what `launch` throws, and `badInput` where the readiness rule cannot be asked.
    package func timedLaunch(
        _ image: ImageManifest, as id: InstanceID, pacing: ProbePacing = ProbePacing(),
        cancellation: Cancellation = Cancellation()
    ) throws(BootProbeError) -> TimedLaunch {
        guard let endpoint = endpoint(of: image, as: id) else {
            let instance = try launch(image, as: id)
            return try finish(image, instance, pacing: pacing, cancellation)
        }
        let probe = try ReadinessProbe(endpoint: endpoint, readiness: image.readiness, pacing: pacing)
        // Far off, until the launch sets the image's own.
        let running = RunningProbe(probe, deadline: HostInstant.now.advanced(bySeconds: 3600))
        let instance: any Instance
        do throws(BootProbeError) {
            instance = try launch(image, as: id)
        } catch {
            running.cancel()
            _ = running.result()
            throw error
        }
        running.watch(until: deadline(of: instance, image)) {
            cancellation.isCancelled ? "cancelled" : instance.failure()
        }
        return TimedLaunch(instance: instance, result: running.result())
    }

    private func finish(
        _ image: ImageManifest, _ instance: any Instance, pacing: ProbePacing, _ cancellation: Cancellation
    ) throws(BootProbeError) -> TimedLaunch {
        let probe = try ReadinessProbe(endpoint: instance.endpoint, readiness: image.readiness, pacing: pacing)
        let result = probe.run(
            launchedAt: instance.launchedAt, deadline: deadline(of: instance, image)
        ) {
            cancellation.isCancelled ? "cancelled" : instance.failure()
        }
        return TimedLaunch(instance: instance, result: result)
    }

    private func deadline(of instance: any Instance, _ image: ImageManifest) -> HostInstant {
        instance.launchedAt.advanced(bySeconds: image.timeoutSeconds(on: technology))
    }
}
