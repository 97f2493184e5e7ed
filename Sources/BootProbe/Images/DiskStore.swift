import Foundation

/// Guest disks by the hash of the tree that they are made from, kept in the cache folder as `disks/<name>-<hash>/`.
package struct DiskStore: Sendable {
    /// Changes whenever the same tree would give a different disk.
    private static let format = "1"

    private let directory: String

    package init(cacheDirectory: String = CacheDirectory.path) { directory = "\(cacheDirectory)/disks" }

    /// The disk of `tree`, made in seconds where it is missing; needs neither mounts nor loop devices.
    ///
    /// Throws `badInput` where the tree lacks what a guest needs.
    package func disk(
        for tree: BuiltTree, progress: BuildProgress = { _, _ in }
    ) throws(BootProbeError) -> GuestDisk {
        let disk = location(for: tree)
        let home = URL(filePath: disk.kernel).deletingLastPathComponent().path
        if FileSystem.exists(home) { return disk }
        try FileSystem.createDirectory(directory)
        let lock = try FileLock(waitingFor: "\(directory)/.\(tree.name)-\(disk.hash.short).lock")
        defer { withExtendedLifetime(lock) {} }
        // Built by another process while we waited.
        if FileSystem.exists(home) { return disk }
        let parts = try GuestParts(tree: tree)
        progress("making the guest disk of \(tree.name)", nil)
        let building = "\(directory)/.\(tree.name)-\(disk.hash.short).building"
        try FileSystem.remove(building)
        try FileSystem.createDirectory(building)
        try FileSystem.write(parts.kernel, to: "\(building)/kernel")
        try FileSystem.write(parts.initialRAMDisk, to: "\(building)/initrd")
        try makeFileSystem(of: tree, at: "\(building)/root.ext4")
        try FileSystem.move(building, to: home)
        progress("made the guest disk of \(tree.name)", 1)
        return disk
    }

    private func location(for tree: BuiltTree) -> GuestDisk {
        var hasher = ContentHasher()
        hasher.add("format", Self.format)
        hasher.add("tree", tree.hash.hexadecimal)
        hasher.add("init", GuestSystem.initScript)
        hasher.add("masked", GuestSystem.maskedUnits)
        hasher.add("drivers", GuestSystem.drivers + MicroVMSystem.drivers)
        let hash = hasher.finish()
        let home = "\(directory)/\(tree.name)-\(hash.short)"
        return GuestDisk(
            rootImage: "\(home)/root.ext4", kernel: "\(home)/kernel", initialRAMDisk: "\(home)/initrd", hash: hash)
    }

    /// mke2fs(8) with `-d` writes the files itself.
    private func makeFileSystem(of tree: BuiltTree, at path: String) throws(BootProbeError) {
        let mebibytes = try sizeMiB(of: tree)
        var command = [
            HostTool.location(of: "mke2fs") ?? "mke2fs", "-q", "-F", "-t", "ext4", "-L", "root", "-m", "0", "-i",
            "8192", "-E",
            "lazy_itable_init=1,root_owner=0:0", "-d", tree.path, path, "\(mebibytes)M",
        ]
        // An ordinary user's files are root's in a user namespace of the user's own, and so on the disk.
        if geteuid() != 0 { command = ["unshare", "--map-root-user"] + command }
        do throws(BootProbeError) {
            try HostTool(command[0], Array(command.dropFirst())).run()
        } catch {
            throw BootProbeError(
                error.code,
                "the guest disk of \(tree.name) could not be made (\(mebibytes) MiB at \(path)): "
                    + error.message, underlying: error.underlying)
        }
    }

    /// A quarter more than the files, for metadata and rounding, and 256 MiB for what the guest writes.
    private func sizeMiB(of tree: BuiltTree) throws(BootProbeError) -> Int {
        let lines = try HostTool("du", ["--summarize", "--block-size=1M", tree.path]).run()
        guard let last = lines.last, let used = last.split(separator: "\t").first.flatMap({ Int($0) }) else {
            throw BootProbeError(.failed, "du did not tell the size of \(tree.path)")
        }
        return used * 5 / 4 + 256
    }
}
