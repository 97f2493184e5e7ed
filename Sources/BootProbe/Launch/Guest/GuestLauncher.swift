import Foundation
import Profiles
import Synchronization

/// Launches images as guests: Debian trees with systemd, and kernels and disks of the user's own.
///
/// Through libvirt's embedded QEMU driver, so without daemon or configuration of the host, or by QEMU alone. Lives in the
/// lab: it needs the bridge `lab0` and a mount namespace of its own.
package final class GuestLauncher: Launcher {
    package let technology: Technology
    package let accelerator: Accelerator
    package var path: NetworkPath { places.path }

    private let libvirt: GuestHost?
    private let disks: DiskStore
    private let run: RunDirectory
    private let setsQuotas: Bool
    private let tree: @Sendable (TreeRecipe) throws(BootProbeError) -> BuiltTree
    private let prepared = Mutex<[String: any GuestSource]>([:])
    private let places: GuestPlaces

    /// - Parameters:
    ///   - libvirt: May be nil where all images are launched by QEMU alone, and shared with the `AcceleratorTest` that
    ///     found `accelerator`.
    ///   - places: Shared with the launchers of other technologies that boot guests.
    ///   - setsQuotas: Whether this user can hold processes to a CPU quota.
    ///   - tree: Finds or builds the tree of a recipe.
    package init(
        _ technology: Technology = .vm, run: RunDirectory, libvirt: GuestHost?, accelerator: Accelerator,
        disks: DiskStore, places: GuestPlaces = GuestPlaces(path: .lab),
        setsQuotas: Bool = ControlGroups.quotaLack == nil,
        tree: @escaping @Sendable (TreeRecipe) throws(BootProbeError) -> BuiltTree
    ) {
        precondition(technology.isGuest)
        self.technology = technology
        self.run = run
        self.setsQuotas = setsQuotas
        self.libvirt = libvirt
        self.accelerator = accelerator
        self.disks = disks
        self.places = places
        self.tree = tree
    }

    package func prepare(_ image: ImageManifest) throws(BootProbeError) {
        guard image.preparation.isEmpty else {
            throw BootProbeError(
                .badInput,
                "\(image.name): preparation cannot be kept out of a guest's boot; leave out the technology "
                    + technology.rawValue)
        }
        if variant(of: image).quota != nil, variant(of: image).hypervisor != .qemu {
            throw BootProbeError(
                .badInput,
                "\(image.name): libvirt holds no guest to a part of a CPU; give \(technology.rawValue).cpus a whole "
                    + "number, or take `hypervisor: qemu`")
        }
        let source = try source(of: image)
        if variant(of: image).guest?.addressing == .dhcp { try places.serveAddresses(run) }
        prepared.withLock { $0[image.name] = source }
    }

    private func source(of image: ImageManifest) throws(BootProbeError) -> any GuestSource {
        if let guest = variant(of: image).guest { return OwnGuest(guest: guest) }
        guard let recipe = image.tree else {
            throw BootProbeError(
                .badInput,
                "\(image.name): a guest boots from a tree, or from what \(technology.rawValue).guest names; the host's "
                    + "own root cannot be booted")
        }
        let tree = try tree(recipe)
        return TreeGuest(isMicroVM: technology == .microvm, disk: try disks.disk(for: tree), tree: tree)
    }

    package func cpuQuota(of image: ImageManifest) -> Double? { setsQuotas ? variant(of: image).quota : nil }

    package func cachedPaths(of image: ImageManifest) -> [String] {
        prepared.withLock { $0[image.name]?.sharedFiles ?? [] }
    }

    package func stage(_ image: ImageManifest, as id: InstanceID) throws(BootProbeError) -> StagedLaunch {
        guard let source = prepared.withLock({ $0[image.name] }) else {
            preconditionFailure("\(image.name) is launched before it is prepared")
        }
        let place = try places.take()
        let directory = directory(of: id)
        do throws(BootProbeError) {
            try FileSystem.createDirectory(directory)
            try source.makeFiles(in: directory, for: image, at: place)
            try place.connect()
            let endpoint = Endpoint(address: place.reachableAt, port: image.port)
            let machine = try machine(of: image, source, id, place)
            let group = try cpuQuota(of: image).map { cpus throws(BootProbeError) in
                try QuotaGroup.make("\(technology.rawValue)-\(id)", in: run, cpus: cpus)
            }
            return StagedLaunch(id: id, endpoint: endpoint, path: path) { [self] () throws(BootProbeError) in
                try start(image, id, machine, group, place, endpoint)
            } discard: { [self] () throws(BootProbeError) in
                group?.remove()
                try free(place, directory)
            }
        } catch {
            // The first failure is the one to tell; the lab's end removes what this could not.
            try? free(place, directory)
            throw error
        }
    }

    private func free(_ place: GuestNetwork.Place, _ directory: String) throws(BootProbeError) {
        defer { places.give(back: place) }
        // First, since a launch that was not staged whole has no tap.
        try FileSystem.remove(directory)
        try place.disconnect()
    }

    package func provenance(of image: ImageManifest) throws(BootProbeError) -> LaunchProvenance? {
        guard variant(of: image).guest != nil || image.tree != nil else { return nil }
        let source = try source(of: image)
        let machine = try machine(
            of: image, source, InstanceID(number: 0), GuestNetwork.Place(number: 1, path: path))
        return LaunchProvenance(
            image: image.name, technology: technology, contentHashes: source.contentHashes(),
            command: try hypervisor(of: image).words(for: machine))
    }

    package func shutDown() { places.shutDown() }

    private func start(
        _ image: ImageManifest, _ id: InstanceID, _ machine: GuestMachine, _ group: QuotaGroup?,
        _ place: GuestNetwork.Place, _ endpoint: Endpoint
    ) throws(BootProbeError) -> GuestInstance {
        let console = try console(of: variant(of: image), at: machine.consolePipe)
        let launch: GuestLaunch
        do throws(BootProbeError) {
            launch = try hypervisor(of: image).create(machine, in: group)
        } catch {
            console.release()
            console.close()
            throw error
        }
        if launch.hasOpenedConsole { console.release() }
        return GuestInstance(
            id: id, endpoint: endpoint, launch: launch, console: console, place: place, group: group
        ) { [self] () throws(BootProbeError) in
            group?.remove()
            try free(place, directory(of: id))
        }
    }

    private func hypervisor(of image: ImageManifest) throws(BootProbeError) -> any Hypervisor {
        if variant(of: image).hypervisor == .qemu { return DirectQEMU() }
        guard let libvirt else {
            throw BootProbeError(.internalFault, "\(image.name) needs libvirt, which was not opened")
        }
        return libvirt
    }

    private func machine(
        of image: ImageManifest, _ source: any GuestSource, _ id: InstanceID, _ place: GuestNetwork.Place
    ) throws(BootProbeError) -> GuestMachine {
        let variant = variant(of: image)
        let directory = directory(of: id)
        var machine = GuestMachine(
            name: "\(technology.rawValue)-\(id)", accelerator: accelerator,
            virtualCPUs: max(1, Int((variant.cpus ?? Self.defaultVirtualCPUs).rounded(.up))),
            memoryMiB: variant.memoryMiB ?? Self.defaultMemoryMiB, kernelCommandLine: "",
            consolePipe: "\(directory)/console", network: try network(at: place, port: image.port))
        source.equip(&machine, from: directory, at: place, port: image.port)
        return machine
    }

    private func network(
        at place: GuestNetwork.Place, port: UInt16
    ) throws(BootProbeError) -> GuestMachine.Network {
        let hardwareAddress = try place.hardwareAddress()
        guard place.path == .userMode else { return .tap(place.tap, hardwareAddress: hardwareAddress) }
        let endpoint = Endpoint(address: place.reachableAt, port: port)
        return .userMode(
            netdev: UserModeNetwork.netdev(id: "lan", from: endpoint), id: "lan", hardwareAddress: hardwareAddress)
    }

    /// The manifest's phases, and those of a Debian guest except where the manifest has its own of that name.
    private func console(of variant: Variant, at path: String) throws(BootProbeError) -> SerialConsole {
        guard variant.guest == nil else {
            return try SerialConsole(path: path, phases: variant.phases, fatal: variant.fatal)
        }
        let ours = GuestSystem.phases.filter { ours in !variant.phases.contains { $0.name == ours.name } }
        return try SerialConsole(path: path, phases: ours + variant.phases, fatal: GuestSystem.fatal + variant.fatal)
    }

    private func variant(of image: ImageManifest) -> Variant {
        image.variant(technology) ?? Variant(technology: technology)
    }

    private func directory(of id: InstanceID) -> String { "\(run.path)/\(technology.rawValue)/\(id)" }

    private static let defaultVirtualCPUs = 2.0
    private static let defaultMemoryMiB = 512
}
