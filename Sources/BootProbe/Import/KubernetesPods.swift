import Foundation
import Profiles
import UserInput

/// Reads what `kubectl get pods -o json` prints: how long pods took from their creation to readiness.
package enum KubernetesPods {
    /// The pods of the file at `path`, those of each workload and container image together.
    ///
    /// Creation is stamped by the API server and readiness by the kubelet, both in whole seconds, so each time is known
    /// to within two seconds, and as well as the clocks of two machines agree.
    ///
    /// - Parameters:
    ///   - path: `-` is standard input.
    ///   - image: Takes the place of the workload's name; there must be pods of one image only.
    ///   - technology: How pods run: where a runtime class makes them guests, not as containers.
    package static func read(
        contentsOf path: String, image: String? = nil, technology: Technology = .container
    ) throws(BootProbeError) -> [ImportedTrials] {
        try parse(try ImportFile.data(of: path), file: path, image: image, technology: technology)
    }

    /// Reads `data`, which stands for the content of `file`.
    package static func parse(
        _ data: Data, file: String, image: String? = nil, technology: Technology = .container
    ) throws(BootProbeError) -> [ImportedTrials] {
        let pods = try ImportFile.decode(PodList.self, from: data, file: file).items
        // The file was written after everything that it mentions.
        guard let seen = pods.map(\.lastMentioned).max() else {
            throw BootProbeError(badInput: "items: holds no pod", file: file, line: nil)
        }
        let groups = Dictionary(grouping: pods, by: PodWorkload.init)
        let workloads = pods.map(PodWorkload.init).uniqued()
        if image != nil, workloads.count > 1 {
            let found = workloads.prefix(5).map { "\($0.description) (\(groups[$0]?.count ?? 0))" }
            throw BootProbeError(
                badInput: "items: --image names pods of one image, here are \(workloads.count): "
                    + found.joined(separator: ", ") + "; choose with kubectl get pods -l",
                file: file, line: nil)
        }
        let names = image.map { [$0] } ?? PodWorkload.names(of: workloads)
        return zip(names, workloads).map { name, workload in
            trials(of: groups[workload] ?? [], as: name, on: technology, workload: workload, seen: seen)
        }
    }

    private static func trials(
        of pods: [KubernetesPod], as image: String, on technology: Technology, workload: PodWorkload,
        seen: WholeSecondStamp
    ) -> ImportedTrials {
        var trials = ImportedTrials(
            image: image, technology: technology, source: "Kubernetes pods, creation to Ready: \(workload.description)")
        for pod in pods {
            switch pod.verdict(seen: seen) {
            case .trial(let trial): trials.append(trial)
            case .leftOut(let reason): trials.leaveOut(reason)
            }
        }
        return trials
    }
}

/// A list of pods, or one pod.
private struct PodList: Decodable {
    var items: [KubernetesPod]

    private enum CodingKeys: CodingKey { case kind, items }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try container.decode(String.self, forKey: .kind)
        switch kind {
        case "List", "PodList": items = try container.decode([KubernetesPod].self, forKey: .items)
        case "Pod": items = [try KubernetesPod(from: decoder)]
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: container,
                debugDescription: "expected a List of pods or a Pod, found \(kind.quoted)")
        }
    }
}
