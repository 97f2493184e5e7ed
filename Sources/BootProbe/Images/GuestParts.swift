/// What a guest disk takes out of a tree besides its files.
struct GuestParts {
    var kernel: [UInt8]
    var initialRAMDisk: [UInt8]

    /// Throws `badInput` where the tree has no kernel or no static BusyBox.
    init(tree: BuiltTree) throws(BootProbeError) {
        let release = try Self.kernelRelease(in: tree)
        kernel = try FileSystem.read("\(tree.path)/boot/vmlinuz-\(release)")
        let busyboxPath = "\(tree.path)/usr/bin/busybox"
        guard FileSystem.exists(busyboxPath) else { throw Self.lacks(tree, "busybox-static") }
        let directory = "\(tree.path)/usr/lib/modules/\(release)"
        let table = String(decoding: try FileSystem.read("\(directory)/modules.dep"), as: UTF8.self)
        let available = KernelModules(modulesDep: table)
        let orders = [GuestSystem.drivers, MicroVMSystem.drivers].map(available.loadOrder)
        var modules: [(name: String, content: [UInt8])] = []
        for path in orders.flatMap(\.self).uniqued() {
            modules.append((Self.name(path), try FileSystem.read("\(directory)/\(path)")))
        }
        initialRAMDisk = GuestSystem.initialRAMDisk(
            busybox: try FileSystem.read(busyboxPath), modules: modules, order: orders[0].map(Self.name),
            microVMOrder: orders[1].map(Self.name))
    }

    private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private static func kernelRelease(in tree: BuiltTree) throws(BootProbeError) -> String {
        let prefix = "vmlinuz-"
        let boot = "\(tree.path)/boot"
        let kernels = FileSystem.exists(boot) ? try FileSystem.list(boot).filter { $0.hasPrefix(prefix) } : []
        guard let kernel = kernels.last else { throw lacks(tree, "linux-image-cloud-amd64") }
        return String(kernel.dropFirst(prefix.count))
    }

    private static func lacks(_ tree: BuiltTree, _ package: String) -> BootProbeError {
        BootProbeError(
            .badInput,
            "the tree \(tree.name) cannot boot as a guest: add \(package) to its packages (guests need "
                + TreeRecipe.guestPackages.joined(separator: ", ") + ")")
    }
}
