import Profiles

/// What a row's numbers belong to: an image on a technology, launched in one exact way on one host.
///
/// Two targets that differ in anything here are never mixed in one statistic.
package struct MeasuredTarget: Codable, Sendable, Equatable {
    package var image: String
    package var technology: Technology
    package var accelerator: Accelerator
    package var launch: LaunchDescription
    package var host: HostFacts

    package init(
        image: String, technology: Technology, accelerator: Accelerator, launch: LaunchDescription, host: HostFacts
    ) {
        self.image = image
        self.technology = technology
        self.accelerator = accelerator
        self.launch = launch
        self.host = host
    }

    package init(image: ImageManifest, launcher: any Launcher, host: HostFacts) {
        self.init(
            image: image.name, technology: launcher.technology, accelerator: launcher.accelerator,
            launch: LaunchDescription(image, on: launcher.technology), host: host)
    }

    /// `vote.container`: as in `Profile.name`.
    package var name: String { "\(image).\(technology.rawValue)" }
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
    package var memoryMiB: Int?
    package var suite: String?
    package var packages: [String]

    package init(_ image: ImageManifest, on technology: Technology) {
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
        suite = image.tree?.suite
        packages = image.tree?.packages ?? []
    }

    // A key strategy would write `memory_mi_b`.
    private enum CodingKeys: String, CodingKey {
        case command, environment, workingDirectory, user, port, readiness, timeoutSeconds, preparation, cpus
        case memoryMiB = "memoryMib"
        case suite, packages
    }
}

extension Readiness {
    /// In a line, for rows and reports: `GET / 200 containing Cats, Dogs`.
    package var summary: String {
        switch self {
        case .http(let path, let status, let contains):
            "GET \(path) \(status)" + (contains.isEmpty ? "" : " containing \(contains.joined(separator: ", "))")
        case .resp: "PING PONG"
        case .tcp(let banner): banner.isEmpty ? "accepted" : "banner \(banner)"
        }
    }
}
