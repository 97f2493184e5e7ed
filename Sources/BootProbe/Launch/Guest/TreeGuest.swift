import Profiles

/// A Debian tree with its own kernel, systemd and one service.
struct TreeGuest: GuestSource {
    let disk: GuestDisk
    /// What the disk was made from.
    let tree: BuiltTree

    var sharedFiles: [String] { [disk.kernel, disk.initialRAMDisk, disk.rootImage] }

    func contentHashes() -> [String: String] {
        var hashes = tree.contentHashes(with: ["kernel": disk.kernel])
        hashes["disk"] = disk.hash.hexadecimal
        return hashes
    }

    func makeFiles(
        in directory: String, for image: ImageManifest, at place: GuestNetwork.Place
    ) throws(BootProbeError) {
        try Overlay.make(Self.overlay(in: directory), over: disk.rootImage, format: .raw)
        // The lab's own address is reached through a user-mode network too.
        let image = image.resolved(address: place.address, gateway: Lab.gateway)
        let unit = ServiceUnit(
            name: image.name, command: image.command, environment: image.environment,
            workingDirectory: image.workingDirectory, user: image.user)
        let ours = GuestSystem.launchArchive(
            service: try unit.text(), address: "\(place.address)/\(place.prefixLength)", gateway: place.gateway)
        try FileSystem.write(
            try FileSystem.read(disk.initialRAMDisk) + ours, to: Self.initialRAMDisk(in: directory))
    }

    func equip(_ machine: inout GuestMachine, from directory: String, at place: GuestNetwork.Place, port: UInt16) {
        machine.kernel = disk.kernel
        machine.initialRAMDisk = Self.initialRAMDisk(in: directory)
        machine.kernelCommandLine = GuestSystem.kernelCommandLine(machine: place.number)
        machine.disks = [GuestMachine.Disk(overlay: Self.overlay(in: directory), base: disk.rootImage)]
    }

    static func overlay(in directory: String) -> String { "\(directory)/root.qcow2" }
    static func initialRAMDisk(in directory: String) -> String { "\(directory)/initrd" }
}
