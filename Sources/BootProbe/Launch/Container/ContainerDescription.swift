import CLinux
import Profiles

/// The body of `POST /containers/create`.
struct ContainerDescription: Encodable {
    private struct Host: Encodable {
        var networkMode: String
        var controlGroupParent: String
        var nanoCPUs: Int?
        var memoryBytes: Int?
        var sysctls: [String: String]?
        var limits: [Limit]
        var log: Log

        enum CodingKeys: String, CodingKey {
            case networkMode = "NetworkMode"
            case controlGroupParent = "CgroupParent"
            case nanoCPUs = "NanoCpus"
            case memoryBytes = "Memory"
            case sysctls = "Sysctls"
            case limits = "Ulimits"
            case log = "LogConfig"
        }
    }

    /// Where the container's monitor writes what it prints.
    private struct Log: Encodable {
        /// Podman's own (containers.conf(5), `log_driver`).
        var driver = "k8s-file"
        var options: [String: String]

        enum CodingKeys: String, CodingKey {
            case driver = "Type"
            case options = "Config"
        }
    }

    private struct Limit: Encodable {
        var name: String
        var soft: Int64
        var hard: Int64

        /// This process's own limit: an engine's default may lie above it, which a container runtime without
        /// CAP_SYS_RESOURCE cannot set.
        init(_ name: String, _ limit: bs_limit) {
            // The kernel's greatest number of open files; a greater limit on processes is none.
            let greatest: Int64 = 1 << 20
            self.name = name
            soft = min(limit.soft, greatest)
            hard = min(limit.hard, greatest)
        }

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case soft = "Soft"
            case hard = "Hard"
        }
    }

    private struct Networking: Encodable {
        struct Endpoint: Encodable {
            struct Addressing: Encodable {
                var address: String

                enum CodingKeys: String, CodingKey { case address = "IPv4Address" }
            }

            var addressing: Addressing
            var hardwareAddress: String

            enum CodingKeys: String, CodingKey {
                case addressing = "IPAMConfig"
                case hardwareAddress = "MacAddress"
            }
        }

        /// By the network's name.
        var endpoints: [String: Endpoint]

        enum CodingKeys: String, CodingKey { case endpoints = "EndpointsConfig" }
    }

    private var image: String
    private var command: [String]
    private var environment: [String]
    private var workingDirectory: String
    private var user: String?
    private var host: Host
    private var networking: Networking?

    private enum CodingKeys: String, CodingKey {
        case image = "Image"
        case command = "Cmd"
        case environment = "Env"
        case workingDirectory = "WorkingDir"
        case user = "User"
        case host = "HostConfig"
        case networking = "NetworkingConfig"
    }

    /// As it is sent.
    var json: [UInt8] { get throws(BootProbeError) { try DockerClient.encode(self) } }

    /// A container of `manifest`, whose placeholders are resolved.
    init(
        _ manifest: ImageManifest, containerImage: String, network: ContainerNetwork, address: String,
        controlGroup: String, logPath: String
    ) throws(BootProbeError) {
        let variant = manifest.variant(.container)
        image = containerImage
        command = manifest.command
        environment = manifest.environment.map { "\($0.name)=\($0.value)" }
        workingDirectory = manifest.workingDirectory
        user = manifest.user
        host = Host(
            networkMode: network.mode, controlGroupParent: "/\(controlGroup)",
            nanoCPUs: variant?.cpus.map { Int(($0 * 1e9).rounded()) },
            memoryBytes: variant?.memoryMiB.map { $0 << 20 },
            sysctls: Self.sysctls(of: variant, on: network),
            limits: [Limit("nofile", bs_open_file_limit()), Limit("nproc", bs_process_limit())],
            log: Log(options: ["path": logPath]))
        if case .bridge(let name) = network {
            let endpoint = Networking.Endpoint(
                addressing: .init(address: address), hardwareAddress: try LabNetwork.hardwareAddress(of: address))
            networking = Networking(endpoints: [name: endpoint])
        }
    }
}

extension ContainerDescription {
    /// On the lab's own network those of `net` are the lab's, which all share; an engine refuses them there.
    private static func sysctls(of variant: Variant?, on network: ContainerNetwork) -> [String: String]? {
        var parameters = variant?.sysctls ?? []
        if network == .host { parameters.removeAll { $0.name.hasPrefix("net.") } }
        guard !parameters.isEmpty else { return nil }
        return Dictionary(parameters.map { ($0.name, $0.value) }) { first, _ in first }
    }
}

/// How containers are reached.
enum ContainerNetwork: Sendable, Equatable {
    /// A bridge network of this name, an address for each container.
    case bridge(name: String)
    /// The lab's own network, a loopback address for each container.
    case host

    var mode: String {
        switch self {
        case .bridge(let name): name
        case .host: "host"
        }
    }

    /// The address of instance `id`, known before its launch.
    func address(of id: InstanceID) -> String {
        let place = "\(1 + id.number / 250 % 250).\(1 + id.number % 250)"
        return switch self {
        case .bridge: "10.78.\(place)"
        case .host: "127.1.\(place)"
        }
    }
}
