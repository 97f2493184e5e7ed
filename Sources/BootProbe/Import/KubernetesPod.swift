import UserInput

/// What a pod tells of its start (Kubernetes API, core/v1 Pod); the rest of it is not read.
struct KubernetesPod: Decodable {
    struct Metadata: Decodable {
        var name: String
        var creationTimestamp: WholeSecondStamp
        var deletionTimestamp: WholeSecondStamp?
        var labels: [String: String]?
        var ownerReferences: [Owner]?
    }

    struct Owner: Decodable {
        var kind: String
        var name: String
    }

    struct Spec: Decodable {
        struct Container: Decodable { var image: String? }

        var containers: [Container]
    }

    struct Status: Decodable {
        var phase: String?
        var reason: String?
        var message: String?
        var conditions: [Condition]?
        var containerStatuses: [ContainerStatus]?
        var initContainerStatuses: [ContainerStatus]?
    }

    struct Condition: Decodable {
        var type: String
        /// `True`, `False` or `Unknown`.
        var status: String
        var lastTransitionTime: WholeSecondStamp?
    }

    struct ContainerStatus: Decodable {
        struct State: Decodable {
            var waiting: Waiting?
            var running: Running?
            var terminated: Terminated?
        }

        struct Waiting: Decodable {
            var reason: String?
            var message: String?
        }

        struct Running: Decodable { var startedAt: WholeSecondStamp? }

        struct Terminated: Decodable {
            var reason: String?
            var exitCode: Int?
            var startedAt: WholeSecondStamp?
            var finishedAt: WholeSecondStamp?
        }

        var restartCount: Int?
        var state: State?

        var startedAt: WholeSecondStamp? { state?.running?.startedAt ?? state?.terminated?.startedAt }
    }

    var metadata: Metadata
    var spec: Spec
    /// Absent in a pod that no kubelet and no scheduler has seen.
    var status: Status?

    private enum CodingKeys: CodingKey { case kind, metadata, spec, status }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // Absent in the items of a PodList as the API server itself sends it.
        if let kind = try container.decodeIfPresent(String.self, forKey: .kind), kind != "Pod" {
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: container,
                debugDescription: "expected a Pod, found \(kind.quoted); kubectl get pods -o json prints pods")
        }
        metadata = try container.decode(Metadata.self, forKey: .metadata)
        spec = try container.decode(Spec.self, forKey: .spec)
        status = try container.decodeIfPresent(Status.self, forKey: .status)
    }
}

extension KubernetesPod {
    func condition(_ type: String) -> Condition? { status?.conditions?.first { $0.type == type } }

    /// When the condition became true; nil where it is not true, or not said since when.
    func becameTrue(_ type: String) -> WholeSecondStamp? {
        guard let condition = condition(type), condition.status == "True" else { return nil }
        return condition.lastTransitionTime
    }

    /// Whether a container that runs beside the service, or is it, was ever started again.
    ///
    /// An init container that was tried again is part of the start; one that still runs is a sidecar.
    var hasRestarted: Bool {
        let sidecars = (status?.initContainerStatuses ?? []).filter { $0.state?.running != nil }
        return ((status?.containerStatuses ?? []) + sidecars).contains { ($0.restartCount ?? 0) > 0 }
    }

    /// When the last of the containers started; nil where one has not.
    var containersStartedAt: WholeSecondStamp? {
        let statuses = status?.containerStatuses ?? []
        guard statuses.count >= spec.containers.count else { return nil }
        return statuses.eachKnown(\.startedAt)?.max()
    }

    /// The newest instant that the pod mentions as past: the file was written at that time or later.
    var lastMentioned: WholeSecondStamp {
        let statuses = (status?.containerStatuses ?? []) + (status?.initContainerStatuses ?? [])
        let stamps =
            (status?.conditions ?? []).compactMap(\.lastTransitionTime)
            + statuses.flatMap { [$0.startedAt, $0.state?.terminated?.finishedAt].compactMap(\.self) }
        return stamps.max().map { max($0, metadata.creationTimestamp) } ?? metadata.creationTimestamp
    }
}
