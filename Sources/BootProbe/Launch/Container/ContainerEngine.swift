import Foundation
import Glibc

/// A Podman service that this run starts for itself; it speaks the Docker Engine API and ends with the lab.
///
/// Containers and their layers are the run's own; images are read from the cache folder, into which only `importing`
/// engines write, so that runs side by side share images and nothing else.
struct ContainerEngine: Sendable {
    /// Podman takes its storage for its own, so what it is told decides who shares what.
    enum Purpose {
        /// Runs containers of the images in the cache folder.
        case running(RunDirectory)
        /// Adds images to the cache folder; one at a time.
        case importing(RunDirectory)
    }

    /// In the lab's private `/run`: paths are short, as sockets' must be, and the same in every lab, as Podman wants
    /// them for storage that it meets again.
    private static let stateFolder = "/run/bootscale"
    private static let startPatienceSeconds = 20.0

    let client: DockerClient
    private let process: pid_t

    /// Starts the service and waits until it answers.
    ///
    /// - Throws: `unavailable` where Podman is not installed or, with its log, does not answer.
    init(_ purpose: Purpose) throws(BootProbeError) {
        let (run, name) =
            switch purpose {
            case .running(let run): (run, "engine")
            case .importing(let run): (run, "import")
            }
        let folder = try run.folder("containers/\(name)")
        let state = "\(Self.stateFolder)/\(name)"
        try FileSystem.createDirectory(state)
        let socket = "\(state)/engine.sock"
        client = DockerClient(socketPath: socket)
        let input = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        let log = try FileDescriptor(opening: "\(folder)/log", flags: O_WRONLY | O_CREAT | O_APPEND)
        let options = try Self.options(purpose, folder: folder, state: state)
        var plan = SpawnPlan(
            command: ["podman"] + options + ["system", "service", "--time", "0", "unix://\(socket)"],
            environment: try Self.environment(folder: folder))
        plan.standard = (input.number, log.number, log.number)
        // The terminal's Ctrl-C is for the command, which still needs the engine to clean up.
        plan.ownSession = true
        process = try plan.spawn()
        try waitUntilItAnswers(log: "\(folder)/log")
    }

    /// Ends the service; containers of it that still run end with the lab.
    func stop() { endChild(process) }

    private func waitUntilItAnswers(log: String) throws(BootProbeError) {
        let deadline = HostInstant.now.advanced(bySeconds: Self.startPatienceSeconds)
        while unsafe access(client.socketPath, F_OK) != 0 || (try? client.exists("/_ping")) != true {
            if let ended = waitForChild(process, options: WNOHANG) {
                throw BootProbeError(.unavailable, "the podman service \(ended.status)", underlying: LogTail.read(log))
            }
            guard HostInstant.now < deadline else {
                stop()
                throw BootProbeError(
                    .unavailable, "the podman service did not answer in time", underlying: LogTail.read(log))
            }
            usleep(5000)
        }
    }

    private static func options(
        _ purpose: Purpose, folder: String, state: String
    ) throws(BootProbeError) -> [String] {
        let images = try CacheDirectory.folder("containers")
        let storage =
            switch purpose {
            case .running: ["--root", "\(folder)/storage", "--storage-opt", "additionalimagestore=\(images)"]
            case .importing: ["--root", images]
            }
        return storage + [
            "--runroot", "\(state)/storage", "--tmpdir", "\(state)/libpod", "--storage-driver", "overlay",
            "--cgroup-manager", "cgroupfs", "--events-backend", "none", "--runtime", "crun",
            "--network-config-dir", "\(folder)/networks",
        ]
    }

    /// With settings of our own, so that the user's change neither behaviour nor measurements.
    private static func environment(folder: String) throws(BootProbeError) -> [EnvironmentVariable] {
        let engine = "[network]\nnetwork_backend = \"netavark\"\n"
        // The paths are required, and overruled by the command line.
        let storage = "[storage]\ndriver = \"overlay\"\nrunroot = \"/run\"\ngraphroot = \"/run\"\n"
        try FileSystem.write(Array(engine.utf8), to: "\(folder)/containers.conf")
        try FileSystem.write(Array(storage.utf8), to: "\(folder)/storage.conf")
        let temporary = "\(folder)/temporary"
        try FileSystem.createDirectory(temporary)
        return [
            EnvironmentVariable(name: "PATH", value: SpawnPlan.systemDirectories.joined(separator: ":")),
            EnvironmentVariable(name: "HOME", value: folder),
            EnvironmentVariable(name: "TMPDIR", value: temporary),
            EnvironmentVariable(name: "CONTAINERS_CONF", value: "\(folder)/containers.conf"),
            EnvironmentVariable(name: "CONTAINERS_STORAGE_CONF", value: "\(folder)/storage.conf"),
        ]
    }
}
