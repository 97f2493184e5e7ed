import Foundation
import Profiles
import Synchronization

/// Brings images up as containers, through the Docker Engine API of a Podman service of the run's own.
package final class ContainerLauncher: Launcher {
    package let technology = Technology.container
    package let accelerator = Accelerator.none
    package var path: NetworkPath { currentNetwork == .host ? .loopback : .containerBridge }

    /// The bridge of the containers' network, and its address.
    private static let bridge = "labc0"
    private static let bridgeAddress = "10.78.0.1"
    private static let prefixLength = 16
    private static let networkName = "bootscale"

    private let run: RunDirectory
    private let engine: ContainerEngine
    private let network: Mutex<ContainerNetwork>
    private let notice: @Sendable (String) -> Void
    private let tree: @Sendable (TreeRecipe) throws(BootProbeError) -> BuiltTree
    private struct Prepared: Sendable {
        var tree: BuiltTree
        var layers: [String]
    }

    private let prepared = Mutex<[String: Prepared]>([:])

    /// Starts the engine and creates the containers' network.
    ///
    /// - Parameters:
    ///   - tree: Finds or builds the tree of a recipe.
    ///   - notice: Is told where containers share the lab's network since they cannot have their own.
    package init(
        run: RunDirectory, tree: @escaping @Sendable (TreeRecipe) throws(BootProbeError) -> BuiltTree,
        notice: @escaping @Sendable (String) -> Void
    ) throws(BootProbeError) {
        self.run = run
        self.tree = tree
        self.notice = notice
        engine = try ContainerEngine(.running(run))
        network = Mutex(.bridge(name: Self.networkName))
        do throws(BootProbeError) {
            try Self.createNetwork(engine.client)
        } catch {
            shareLabNetwork(because: error)
        }
    }

    package func prepare(_ image: ImageManifest) throws(BootProbeError) {
        guard let recipe = image.tree else {
            throw BootProbeError(.badInput, "image \(image.name): a container needs a tree; add one to the manifest")
        }
        guard image.preparation.isEmpty else {
            throw BootProbeError(
                .badInput, "image \(image.name): preparation commands cannot run before a container's start")
        }
        let built = try tree(recipe)
        let images = ContainerImages(run: run)
        try images.provide(built, to: engine.client)
        let layers = try images.layers(of: built, in: engine.client)
        prepared.withLock { $0[image.name] = Prepared(tree: built, layers: layers) }
        try warmUp(image)
    }

    package func cachedPaths(of image: ImageManifest) -> [String] {
        prepared.withLock { $0[image.name]?.layers } ?? []
    }

    package func stage(_ image: ImageManifest, as id: InstanceID) throws(BootProbeError) -> StagedLaunch {
        try stage(image, name: "\(image.name)-\(id)", as: id)
    }

    package func provenance(of image: ImageManifest) throws(BootProbeError) -> LaunchProvenance? {
        guard let recipe = image.tree else { return nil }
        let tree = try tree(recipe)
        let id = InstanceID(number: 0)
        let body = try description(of: image, tree, as: id, logPath: try logPath(image.name, id)).json
        return LaunchProvenance(
            image: image.name, technology: technology, contentHashes: tree.contentHashes(),
            command: .container(createBody: String(decoding: body, as: UTF8.self)))
    }

    package func shutDown() { engine.stop() }

    private var currentNetwork: ContainerNetwork { network.withLock { $0 } }

    private func stage(
        _ image: ImageManifest, name: String, as id: InstanceID
    ) throws(BootProbeError) -> StagedLaunch {
        guard let tree = prepared.withLock({ $0[image.name]?.tree }) else {
            throw BootProbeError(.internalFault, "image \(image.name) was not prepared")
        }
        let address = currentNetwork.address(of: id)
        if case .bridge = currentNetwork { try LabNetwork.addPermanentNeighbour(address, on: Self.bridge) }
        let log = try FollowedLog(at: try logPath(name, id), console: Console(image.variant(.container)))
        let description: ContainerDescription
        do throws(BootProbeError) {
            description = try self.description(of: image, tree, as: id, logPath: log.path)
        } catch {
            try log.close()
            throw error
        }
        let endpoint = Endpoint(address: address, port: image.port)
        return StagedLaunch(id: id, endpoint: endpoint, path: path) { [self] () throws(BootProbeError) in
            try ContainerInstance(
                id: id, endpoint: endpoint, client: engine.client, name: name, description: description,
                controlGroup: run.controlGroup, log: log)
        } discard: { () throws(BootProbeError) in
            // The permanent neighbour stays, as it does after every container: its address is that instance's alone.
            try log.close()
        }
    }

    private func logPath(_ name: String, _ id: InstanceID) throws(BootProbeError) -> String {
        "\(try run.folder("containers/logs"))/\(name)-\(id)"
    }

    private func description(
        of image: ImageManifest, _ tree: BuiltTree, as id: InstanceID, logPath: String
    ) throws(BootProbeError) -> ContainerDescription {
        let network = currentNetwork
        let address = network.address(of: id)
        return try ContainerDescription(
            image.resolved(address: address, gateway: Lab.gateway), containerImage: tree.containerImage,
            network: network, address: address, controlGroup: run.controlGroup, logPath: logPath)
    }

    /// Starts and removes a container of `image` that ends at once, since the first of an image takes half a second
    /// more than all others: the engine reads the image's layer, and the network's packet filter is set up.
    private func warmUp(_ image: ImageManifest) throws(BootProbeError) {
        var idle = image
        idle.command = ["true"]
        let name = "\(image.name)-warm-up"
        do throws(BootProbeError) {
            try stage(idle, name: name, as: InstanceID(number: 0)).launch().destroy()
        } catch {
            if currentNetwork == .host { throw error }
            shareLabNetwork(because: error)
            try stage(idle, name: name, as: InstanceID(number: 0)).launch().destroy()
        }
    }

    private func shareLabNetwork(because error: BootProbeError) {
        notice("containers share the lab's network, since they cannot have their own: \(error)")
        network.withLock { $0 = .host }
    }

    /// A bridge network with addresses of ours. The call is Podman's own, since the Docker Engine API cannot leave out
    /// the name server that Podman would start for the network.
    private static func createNetwork(_ client: DockerClient) throws(BootProbeError) {
        let description = NetworkDescription(
            name: networkName, interface: bridge, subnets: [.init(subnet: "10.78.0.0/16", gateway: bridgeAddress)])
        try client.request(.post, "/v4.0.0/libpod/networks/create", body: .json(try DockerClient.encode(description)))
        // After the network, whose addresses must not be in use when it is created.
        try LabNetwork.addBridge(bridge, address: bridgeAddress, prefixLength: prefixLength)
    }
}

/// The body of `POST /libpod/networks/create`.
private struct NetworkDescription: Encodable {
    struct Subnet: Encodable { var subnet, gateway: String }

    var name: String
    var driver = "bridge"
    var interface: String
    var subnets: [Subnet]
    var hasNameServer = false

    enum CodingKeys: String, CodingKey {
        case name, driver, subnets
        case interface = "network_interface"
        case hasNameServer = "dns_enabled"
    }
}
