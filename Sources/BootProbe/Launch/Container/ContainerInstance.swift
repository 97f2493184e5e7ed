import Foundation
import Synchronization

/// A launched container.
final class ContainerInstance: Instance {
    let id: InstanceID
    let endpoint: Endpoint
    let launchedAt: HostInstant
    let launchReturnedAt: HostInstant

    private let createdAt: HostInstant
    private let client: DockerClient
    private let containerID: String
    private let controlGroup: ContainerControlGroup
    private let log: FollowedLog
    private let isDestroyed = Mutex(false)

    /// Creates and starts the container; one that was created and could not be started is removed.
    init(
        id: InstanceID, endpoint: Endpoint, client: DockerClient, name: String,
        description: ContainerDescription, controlGroup: String, log: FollowedLog
    ) throws(BootProbeError) {
        self.id = id
        self.endpoint = endpoint
        self.client = client
        self.log = log
        let body = UnixSocketRequest.Body.json(try description.json)
        launchedAt = .now
        let created = try client.request(.post, "/containers/create", query: [("name", name)], body: body)
        createdAt = .now
        containerID = try DockerClient.decode(Created.self, from: created).id
        self.controlGroup = ContainerControlGroup(parent: controlGroup, containerID: containerID)
        do throws(BootProbeError) {
            try client.request(.post, "/containers/\(containerID)/start")
        } catch {
            try Self.remove(containerID, client)
            throw error
        }
        launchReturnedAt = .now
    }

    func phases() -> [PhaseStamp] {
        log.catchUp()
        let calls = [
            PhaseStamp(name: PhaseStamp.containerCreated, at: createdAt),
            PhaseStamp(name: PhaseStamp.launchReturned, at: launchReturnedAt),
        ]
        return (calls + log.console.stamps).inOrderOfTime
    }

    /// Asks the engine only once the control group says that the container may have ended: the engine takes
    /// milliseconds.
    func failure() -> String? {
        if isDestroyed.withLock({ $0 }) { return "it was destroyed" }
        if let line = log.console.fatalLine { return "the container printed \"\(line)\"" }
        if controlGroup.hasProcesses == true { return nil }
        guard let state = try? state(), !state.isRunning else { return nil }
        return "the container exited with status \(state.exitCode)"
    }

    func cpuSeconds() -> Double? { controlGroup.cpuSeconds }

    func threadSeconds() -> [Int32: Double] { ThreadTimes.seconds(of: controlGroup.processes) }

    func throttledPeriods() -> Int? { controlGroup.throttledPeriods }

    func consoleTail() -> String {
        log.catchUp()
        return log.console.tail
    }

    func destroy() throws(BootProbeError) {
        let isFirst = isDestroyed.withLock { isDestroyed in
            defer { isDestroyed = true }
            return !isDestroyed
        }
        guard isFirst else { return }
        try Self.remove(containerID, client)
        try log.close()
    }

    private struct Created: Decodable {
        var id: String

        enum CodingKeys: String, CodingKey { case id = "Id" }
    }

    private struct Inspection: Decodable {
        var state: State

        enum CodingKeys: String, CodingKey { case state = "State" }
    }

    private struct State: Decodable {
        var isRunning: Bool
        var exitCode: Int

        enum CodingKeys: String, CodingKey {
            case isRunning = "Running"
            case exitCode = "ExitCode"
        }
    }

    private func state() throws(BootProbeError) -> State {
        let body = try client.request(.get, "/containers/\(containerID)/json")
        return try DockerClient.decode(Inspection.self, from: body).state
    }

    /// Kills first: a forced removal alone lets the process end in peace for a while.
    private static func remove(_ containerID: String, _ client: DockerClient) throws(BootProbeError) {
        // Refused with 409 (Docker) or 500 (Podman) for a container that is not running, 404 for one that is gone.
        try client.request(.post, "/containers/\(containerID)/kill", tolerating: [404, 409, 500])
        try client.request(
            .delete, "/containers/\(containerID)", query: [("force", "1"), ("v", "1")], tolerating: [404])
    }
}
