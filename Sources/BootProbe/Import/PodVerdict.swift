import UserInput

/// What a pod tells of its time from creation to readiness.
enum PodVerdict {
    case trial(ImportedTrial)
    case leftOut(String)
}

extension KubernetesPod {
    /// - Parameter seen: An instant at which the pod was still as it is described here; an earlier one is as right, and
    ///   tells less.
    func verdict(seen: WholeSecondStamp) -> PodVerdict {
        guard condition("Ready")?.status == "True" else { return verdictOnUnready(seen: seen) }
        guard let ready = becameTrue("Ready") else { return .leftOut("ready, but not said since when") }
        guard let bounds = ready.bounds(since: metadata.creationTimestamp) else {
            return .leftOut("ready before it was created: the clocks of the cluster's machines differ")
        }
        if hasRestarted { return .leftOut("restarted: its readiness may not be its first") }
        if let started = containersStartedAt, started > ready {
            return .leftOut("a container started after the pod was ready: its readiness may not be its first")
        }
        return .trial(trial(.answered(lower: bounds.lower, upper: bounds.upper)))
    }

    private func verdictOnUnready(seen: WholeSecondStamp) -> PodVerdict {
        if metadata.deletionTimestamp != nil { return .leftOut("being deleted: whether it was ready is not told") }
        if status?.phase == "Succeeded" { return .leftOut("ran to its end: a job, not a service") }
        if status?.phase == "Unknown" || condition("Ready")?.status == "Unknown" {
            return .leftOut("its node does not report")
        }
        if hasRestarted { return .leftOut("not ready after a restart: whether it was ready before is not told") }
        // Readiness is first denied when the kubelet takes up the pod, before its containers start. Denied after
        // that, it was granted in between.
        if let denied = condition("Ready")?.lastTransitionTime, let started = containersStartedAt, denied > started {
            return .leftOut("no longer ready: when it first was is not told")
        }
        if let failure { return .trial(trial(.failed(reason: failure))) }
        let waited = seen.bounds(since: metadata.creationTimestamp)?.lower ?? 0
        guard waited > 0 else { return .leftOut("not ready yet, and nothing tells for how long") }
        return .trial(trial(.censored(after: waited)))
    }

    private func trial(_ outcome: ImportedTrial.Outcome) -> ImportedTrial {
        ImportedTrial(startedAt: metadata.creationTimestamp.date, outcome: outcome, phases: phases)
    }

    /// Why the pod will not be ready; nil where it may still become so.
    private var failure: String? {
        let states = ((status?.initContainerStatuses ?? []) + (status?.containerStatuses ?? [])).compactMap(\.state)
        if status?.phase == "Failed" {
            let ended = states.compactMap(\.terminated).first { $0.exitCode != 0 }.map { terminated in
                "\(terminated.reason ?? "ended"), exit code \(terminated.exitCode ?? -1)"
            }
            return Self.words("failed", status?.reason ?? ended, status?.message)
        }
        let blocked = states.compactMap(\.waiting).first { !Self.usualWaits.contains($0.reason ?? "") }
        return blocked.flatMap { Self.words($0.reason ?? "", $0.message) }
    }

    /// Reasons to wait that every start passes through; any other is a fault (`ImagePullBackOff`).
    private static let usualWaits: Set = ["", "ContainerCreating", "PodInitializing"]

    /// Parts on one line; a container's message may be a page long.
    private static func words(_ parts: String?...) -> String {
        let text = parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": ")
        return String(text.map { $0.isNewline ? " " : $0 }.prefix(300)).onOneLine
    }

    /// The conditions on the way, each as an interval. One from before the creation, or that came true after readiness,
    /// has changed since the start and is none of its phases.
    private var phases: [ImportedTrial.Phase] {
        let ready = becameTrue("Ready")
        return Self.phaseConditions.compactMap { name, type in
            guard let stamp = becameTrue(type), let bounds = stamp.bounds(since: metadata.creationTimestamp) else {
                return nil
            }
            if let ready, stamp > ready { return nil }
            return ImportedTrial.Phase(name: name, lower: bounds.lower, upper: bounds.upper)
        }
    }

    private static let phaseConditions = [
        ("scheduled", "PodScheduled"), ("initialised", "Initialized"), ("containers ready", "ContainersReady"),
        ("ready", "Ready"),
    ]
}
