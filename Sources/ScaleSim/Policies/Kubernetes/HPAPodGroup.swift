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

    /// The group of the pod at `index`; by position, since a pod that is handed on is copied with its name.
    @inline(__always)
    package func group(in pods: [PodObservation], at index: Int, isSampled: Bool) -> HPAPodGroup {
        let phase = pods[index].phase
        if pods[index].deleted || phase == .failed || phase == .succeeded { return .ignored }
        if phase == .pending { return .unready }
        if !isSampled { return .missing }
        return isCPU && isUnready(pods, index) ? .unready : .ready
    }

    /// Within the initialisation period a sample must lie a full window after the pod's last change of readiness;
    /// later only a pod that has never been ready counts as unready.
    @inline(__always)
    private func isUnready(_ pods: [PodObservation], _ index: Int) -> Bool {
        let ready = pods[index].ready
        let start = Self.instant(pods[index].startTime)
        if start + initializationPeriod > now {
            let sampled = pods[index].metricTime.map(Self.instant) ?? now
            let window = Self.instant(pods[index].metricWindow ?? Self.usualWindow)
            return !ready || sampled < Self.instant(pods[index].readyTransition) + window
        }
        return !ready && start + readinessDelay > Self.instant(pods[index].readyTransition)
    }

    /// Whole nanoseconds compare exactly where sums of seconds do not.
    @inline(__always)
    private static func instant(_ seconds: Double) -> Int64 { SimTime(seconds: seconds).nanoseconds }
}
