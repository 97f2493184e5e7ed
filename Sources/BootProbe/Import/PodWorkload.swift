import UserInput

/// What pods must have in common for their times to be of one distribution: the application and the image it runs.
struct PodWorkload: Hashable {
    var application: String
    /// Of the first container, as the pod names it.
    var image: String

    init(_ pod: KubernetesPod) {
        image = pod.spec.containers.first?.image ?? ""
        let labels = pod.metadata.labels ?? [:]
        application =
            labels["app.kubernetes.io/name"] ?? labels["app"] ?? Self.owner(of: pod)
            ?? Self.parts(of: image).name
    }

    var description: String { "\(application), image \(image)".onOneLine }

    /// The name of what made the pod: of a Deployment, not of the ReplicaSet that it made in between.
    private static func owner(of pod: KubernetesPod) -> String? {
        guard let owner = pod.metadata.ownerReferences?.first else { return nil }
        guard owner.kind == "ReplicaSet", let hash = pod.metadata.labels?["pod-template-hash"],
            owner.name.hasSuffix("-\(hash)")
        else { return owner.name }
        return String(owner.name.dropLast(hash.count + 1))
    }

    /// `vote` and `1.2` of `registry:5000/team/vote:1.2@sha256:…`.
    private static func parts(of image: String) -> (name: String, tag: String) {
        let last = image.split(separator: "@")[safe: 0]?.split(separator: "/").last ?? ""
        let parts = last.split(separator: ":", maxSplits: 1).map(String.init)
        return (parts[safe: 0] ?? "", parts[safe: 1] ?? "")
    }

    /// A name each, as manifests have them: the application's, with the image's tag where an application has several
    /// images, and a number where even these are equal.
    static func names(of workloads: [PodWorkload]) -> [String] {
        let images = Dictionary(workloads.map { ($0.application, 1) }, uniquingKeysWith: +)
        var taken: [String: Int] = [:]
        return workloads.map { workload in
            let tag = images[workload.application] == 1 ? "" : parts(of: workload.image).tag
            let wanted = name(from: tag.isEmpty ? workload.application : "\(workload.application)-\(tag)")
            var name = wanted
            while let number = taken[name] {
                taken[name] = number + 1
                name = "\(wanted.prefix(50))-\(number)"
            }
            taken[name] = 2
            return name
        }
    }

    /// `text` with everything but letters and digits of ASCII replaced by hyphens.
    private static func name(from text: String) -> String {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.joined(separator: "-").prefix(63)
        let trimmed = name.hasSuffix("-") ? name.dropLast() : name
        return trimmed.isEmpty ? "image" : String(trimmed)
    }
}

extension Collection {
    fileprivate subscript(safe position: Index) -> Element? { indices.contains(position) ? self[position] : nil }
}
