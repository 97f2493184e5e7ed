import Profiles

/// What the launchers of guests share, made when the first of them needs it.
struct GuestHosts {
    private let images: [ImageManifest]
    private let run: RunDirectory
    private let cacheDirectory: String
    private let trees: TreeStore
    private let places: GuestPlaces
    private let wanted: Accelerator?
    private var libvirt: GuestHost?

    /// - Parameter accelerator: Taken untested; nil has it found out.
    init(
        images: [ImageManifest], run: RunDirectory, path: NetworkPath, accelerator: Accelerator?,
        cacheDirectory: String, trees: TreeStore
    ) {
        self.images = images
        self.run = run
        self.cacheDirectory = cacheDirectory
        self.trees = trees
        places = GuestPlaces(path: path)
        wanted = accelerator
    }

    /// Which accelerator runs guests is found out with a guest.
    mutating func launcher(_ technology: Technology) throws(BootProbeError) -> GuestLauncher {
        let offered = images.filter { $0.variant(technology) != nil }
        let host = try needsLibvirt(offered, technology) ? openLibvirt() : nil
        let (trees, disks) = (trees, DiskStore(cacheDirectory: cacheDirectory))
        let accelerator: Accelerator
        if let wanted {
            accelerator = wanted
        } else if let host, let recipe = offered.first(where: { $0.variant(technology)?.guest == nil })?.tree {
            let test = AcceleratorTest(run: run, host: host, cacheDirectory: cacheDirectory)
            accelerator = try test.accelerator(for: try disks.disk(for: try trees.tree(recipe)))
        } else {
            accelerator = try KVMVerdict.find().accelerator
        }
        return GuestLauncher(
            technology, run: run, libvirt: host, accelerator: accelerator, disks: disks, places: places
        ) { recipe throws(BootProbeError) in try trees.tree(recipe) }
    }

    private func needsLibvirt(_ offered: [ImageManifest], _ technology: Technology) -> Bool {
        offered.contains { $0.variant(technology)?.hypervisor != .qemu }
    }

    private mutating func openLibvirt() throws(BootProbeError) -> GuestHost {
        if let libvirt { return libvirt }
        let host = try GuestHost(run: run, cacheDirectory: cacheDirectory)
        libvirt = host
        return host
    }
}
