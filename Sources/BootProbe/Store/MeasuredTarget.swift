import Profiles

/// What a row's numbers belong to: an image on a technology, launched in one exact way on one host.
///
/// Two targets that differ in anything here are never mixed in one statistic.
package struct MeasuredTarget: Codable, Sendable, Equatable {
    package var image: String
    package var technology: Technology
    package var accelerator: Accelerator
    package var condition: LaunchCondition
    /// How the probe reached the instances; nil for what was imported.
    package var path: NetworkPath?
    /// nil for what was imported.
    package var launch: LaunchDescription?
    /// nil for what was imported.
    package var host: HostFacts?

    package init(
        image: String, technology: Technology, accelerator: Accelerator, condition: LaunchCondition = .standard,
        path: NetworkPath? = nil, launch: LaunchDescription? = nil, host: HostFacts? = nil
    ) {
        self.image = image
        self.technology = technology
        self.accelerator = accelerator
        self.condition = condition
        self.path = path
        self.launch = launch
        self.host = host
    }

    package init(
        image: ImageManifest, launcher: any Launcher, host: HostFacts?, condition: LaunchCondition = .standard
    ) {
        self.init(
            image: image.name, technology: launcher.technology, accelerator: launcher.accelerator,
            condition: condition, path: launcher.path,
            launch: LaunchDescription(image, on: launcher.technology, cpuQuota: launcher.cpuQuota(of: image)),
            host: host)
    }

    /// `vote.container`: as in `Profile.name`.
    package var name: String { "\(image).\(technology.rawValue)" }

    /// For people: `vote as container, 4 at once`.
    package var label: String { condition.label(of: image, on: technology) }

    /// The same under another condition.
    package func under(_ condition: LaunchCondition) -> MeasuredTarget {
        var target = self
        target.condition = condition
        return target
    }
}

/// The part of a manifest that decides how an image boots and serves.
package struct LaunchDescription: Codable, Sendable, Equatable {
    package var command: [String]
    /// `NAME=value`, in the manifest's order.
    package var environment: [String]
    package var workingDirectory: String
    package var user: String?
    package var port: UInt16
    package var readiness: String
    package var timeoutSeconds: Double
    package var preparation: [[String]]
    package var cpus: Double?
    /// CPUs that the kernel held the instances to; nil for none, and for containers, whose engine sees to `cpus`.
    package var cpuQuota: Double?
    package var memoryMiB: Int?
    /// Each as `name=value`; nil for none.
    package var sysctls: [String]?
    package var suite: String?
    package var packages: [String]

    package init(_ image: ImageManifest, on technology: Technology, cpuQuota: Double? = nil) {
        self.cpuQuota = cpuQuota
        let variant = image.variant(technology)
        command = image.command
        environment = image.environment.map { "\($0.name)=\($0.value)" }
        workingDirectory = image.workingDirectory
        user = image.user
        port = image.port
        readiness = image.readiness.summary
        timeoutSeconds = image.timeoutSeconds(on: technology)
        preparation = image.preparation
        cpus = variant?.cpus
        memoryMiB = variant?.memoryMiB
        let parameters = variant?.sysctls ?? []
        if !parameters.isEmpty { sysctls = parameters.map { "\($0.name)=\($0.value)" } }
        suite = image.tree?.suite
        packages = image.tree?.packages ?? []
    }

    // A key strategy would write `memory_mi_b`.
    private enum CodingKeys: String, CodingKey {
        case command, environment, workingDirectory, user, port, readiness, timeoutSeconds, preparation, cpus, cpuQuota
        case memoryMiB = "memoryMib"
        case sysctls, suite, packages
    }
}

extension Readiness {
    /// In a line, for rows and reports: `GET / 200 containing Cats, Dogs`.
    package var summary: String {
        switch self {
        case .http(let path, let status, let contains, let matches, let headers):
            (["GET \(path) \(status)"]
                + headers.map { "with \($0.name)\($0.contains.isEmpty ? "" : ": \($0.contains)")" }
                + (contains.isEmpty ? [] : ["containing \(contains.joined(separator: ", "))"])
                + (matches.isEmpty ? [] : ["matching \(matches.joined(separator: ", "))"])).joined(separator: " ")
        case .resp: "PING PONG"
        case .respCommand(let words, let answer): "\(words.joined(separator: " ")) answering \(answer)"
        case .tcp(let banner): banner.isEmpty ? "accepted" : "banner \(banner)"
        case .command(let words): "exit status 0 of \(words.joined(separator: " "))"
        }
    }
}
