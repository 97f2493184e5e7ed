/// What part a pod has in the calculation of one metric: `groupPods` of `replica_calculator.go`.
package enum HPAPodGroup: Sendable, Equatable {
    /// Being deleted, failed or succeeded: neither the pod nor its sample counts.
    case ignored
    /// Not yet scheduled, or with a CPU sample that is still of its start: idle when scaling up, else left out.
    case unready
    /// Without a sample.
    case missing
    case ready
}

/// Sorts the pods of one evaluation.
package struct HPAPodGrouping {
    private let now: Int64
    private let initializationPeriod: Int64
    private let readinessDelay: Int64
    private let isCPU: Bool
    /// A minute: what the controller assumes where the metrics server does not say.
    private static let usualWindow = 60.0

    /// - Parameter now: the time of the evaluation, in seconds.
    package init(flags: HPAControllerFlags, isCPU: Bool, at now: Double) {
        self.now = Self.instant(now)
        self.isCPU = isCPU
        initializationPeriod = Self.instant(flags.cpuInitializationPeriodSeconds)
        readinessDelay = Self.instant(flags.initialReadinessDelaySeconds)
    }

    @inline(__always)
    package func group(of pod: PodObservation, isSampled: Bool) -> HPAPodGroup {
        if pod.deleted || pod.phase == .failed || pod.phase == .succeeded { return .ignored }
        if pod.phase == .pending { return .unready }
        if !isSampled { return .missing }
        return isCPU && isUnready(pod) ? .unready : .ready
    }

    /// Within the initialisation period a sample must lie a full window after the pod's last change of readiness;
    /// later only a pod that has never been ready counts as unready.
    @inline(__always)
    private func isUnready(_ pod: PodObservation) -> Bool {
        let start = Self.instant(pod.startTime)
        if start + initializationPeriod > now {
            let sampled = pod.metricTime.map(Self.instant) ?? now
            let window = Self.instant(pod.metricWindow ?? Self.usualWindow)
            return !pod.ready || sampled < Self.instant(pod.readyTransition) + window
        }
        return !pod.ready && start + readinessDelay > Self.instant(pod.readyTransition)
    }

    /// Whole nanoseconds compare exactly where sums of seconds do not.
    @inline(__always)
    private static func instant(_ seconds: Double) -> Int64 { SimTime(seconds: seconds).nanoseconds }
}
