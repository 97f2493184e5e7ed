import Foundation
import Profiles
import Synchronization

/// Launches images as Debian guests with systemd, through libvirt's embedded QEMU driver: no daemon, no configuration
/// of the host.
///
/// Lives in the lab: it needs the bridge `lab0` and a mount namespace of its own.
package final class GuestLauncher: Launcher {
    package let technology = Technology.vm
    package let accelerator: Accelerator
    /// `lab` or `userMode`.
    package let path: NetworkPath

    private let host: GuestHost
    private let disks: DiskStore
    private let run: RunDirectory
    private let tree: @Sendable (TreeRecipe) throws(BootProbeError) -> BuiltTree
    private let prepared = Mutex<[String: GuestDisk]>([:])
    private let network: Mutex<GuestNetwork>

    /// - Parameters:
    ///   - host: May be shared with the `AcceleratorTest` that found `accelerator`.
    ///   - path: How guests are reached: over the lab's bridge, or by user-mode networks where taps cannot be had.
    ///   - tree: Finds or builds the tree of a recipe.
    package init(
        run: RunDirectory, host: GuestHost, accelerator: Accelerator, disks: DiskStore, path: NetworkPath = .lab,
        tree: @escaping @Sendable (TreeRecipe) throws(BootProbeError) -> BuiltTree
    ) {
        self.run = run
        self.host = host
        self.accelerator = accelerator
        self.disks = disks
        self.path = path
        network = Mutex(GuestNetwork(path: path))
        self.tree = tree
    }

    package func prepare(_ image: ImageManifest) throws(BootProbeError) {
        guard let recipe = image.tree else {
            throw BootProbeError(.badInput, "\(image.name): a guest needs a tree; the host's own root cannot be booted")
        }
        guard image.preparation.isEmpty else {
            throw BootProbeError(
                .badInput,
                "\(image.name): preparation cannot be kept out of a guest's boot; leave out the technology vm")
        }
        let disk = try disks.disk(for: try tree(recipe))
        prepared.withLock { $0[image.name] = disk }
    }

    package func cachedPaths(of image: ImageManifest) -> [String] {
        guard let disk = prepared.withLock({ $0[image.name] }) else { return [] }
        return [disk.kernel, disk.initialRAMDisk, disk.rootImage]
    }

    package func stage(_ image: ImageManifest, as id: InstanceID) throws(BootProbeError) -> StagedLaunch {
        guard let disk = prepared.withLock({ $0[image.name] }) else {
            preconditionFailure("\(image.name) is launched before it is prepared")
        }
        let place = try takePlace()
        let directory = directory(of: id)
        do throws(BootProbeError) {
            let files = try GuestFiles(directory: directory, disk: disk, image: image, place: place)
            try place.connect()
            let endpoint = Endpoint(address: place.reachableAt, port: image.port)
            return StagedLaunch(id: id, endpoint: endpoint, path: path) { [self] () throws(BootProbeError) in
                try start(image, id, files, place, endpoint)
            } discard: { [self] () throws(BootProbeError) in
                try free(place, directory)
            }
        } catch {
            // The first failure is the one to tell; the lab's end removes what this could not.
            try? free(place, directory)
            throw error
        }
    }

    private func free(_ place: GuestNetwork.Place, _ directory: String) throws(BootProbeError) {
        defer { network.withLock { $0.give(back: place) } }
        try place.disconnect()
        try FileSystem.remove(directory)
    }

    package func provenance(of image: ImageManifest) throws(BootProbeError) -> LaunchProvenance? {
        guard let recipe = image.tree else { return nil }
        let tree = try tree(recipe)
        let disk = try disks.disk(for: tree)
        let id = InstanceID(number: 0)
        let place = GuestNetwork.Place(number: 1, path: path)
        let domain = try description(
            of: image.variant(.vm) ?? Variant(technology: .vm), id,
            GuestFiles(directory: directory(of: id), disk: disk), place,
            Endpoint(address: place.reachableAt, port: image.port))
        var hashes = tree.contentHashes(with: ["kernel": disk.kernel])
        hashes["disk"] = disk.hash.hexadecimal
        return LaunchProvenance(
            image: image.name, technology: technology, contentHashes: hashes, command: .guest(domain: domain.xml))
    }

    package func shutDown() {}

    private func start(
        _ image: ImageManifest, _ id: InstanceID, _ files: GuestFiles, _ place: GuestNetwork.Place,
        _ endpoint: Endpoint
    ) throws(BootProbeError) -> GuestInstance {
        let variant = image.variant(.vm) ?? Variant(technology: .vm)
        let console = try SerialConsole(
            path: files.consolePipe, phases: Self.phases(of: variant),
            fatal: GuestSystem.fatal + variant.fatal)
        // From here QEMU holds the pipe, or nobody does.
        defer { console.release() }
        let launch: GuestLaunch
        do throws(BootProbeError) {
            launch = try host.create(try description(of: variant, id, files, place, endpoint))
        } catch {
            console.close()
            throw error
        }
        return GuestInstance(
            id: id, endpoint: endpoint, launch: launch, console: console
        ) { [self] () throws(BootProbeError) in
            try free(place, files.directory)
        }
    }

    private func description(
        of variant: Variant, _ id: InstanceID, _ files: GuestFiles, _ place: GuestNetwork.Place, _ endpoint: Endpoint
    ) throws(BootProbeError) -> DomainDescription {
        let hardwareAddress = try place.hardwareAddress()
        let network: DomainDescription.Network =
            place.path == .lab
            ? .tap(place.tap, hardwareAddress: hardwareAddress)
            : .userMode(
                netdev: UserModeNetwork.netdev(id: "lan", from: endpoint), id: "lan", hardwareAddress: hardwareAddress)
        return DomainDescription(
            name: "vm-\(id)", accelerator: accelerator,
            virtualCPUs: max(1, Int((variant.cpus ?? Self.defaultVirtualCPUs).rounded(.up))),
            memoryMiB: variant.memoryMiB ?? Self.defaultMemoryMiB, kernel: files.kernel,
            initialRAMDisk: files.initialRAMDisk,
            kernelCommandLine: GuestSystem.kernelCommandLine(machine: place.number),
            consolePipe: files.consolePipe,
            disk: DomainDescription.Disk(overlay: files.overlay, base: files.base),
            network: network)
    }

    /// The manifest's phases, and ours except where the manifest has its own of that name.
    private static func phases(of variant: Variant) -> [ConsolePattern] {
        GuestSystem.phases.filter { ours in !variant.phases.contains { $0.name == ours.name } } + variant.phases
    }

    private func directory(of id: InstanceID) -> String { "\(run.path)/vm/\(id)" }

    private func takePlace() throws(BootProbeError) -> GuestNetwork.Place {
        try network.withLock { network throws(BootProbeError) in try network.take() }
    }

    private static let defaultVirtualCPUs = 2.0
    private static let defaultMemoryMiB = 512
}
