import Profiles

/// A Debian tree with its own kernel and one service, started by systemd or, as a microVM, by a script.
struct TreeGuest: GuestSource {
    var isMicroVM = false
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
        try FileSystem.write(
            try FileSystem.read(disk.initialRAMDisk) + ours(for: image, at: place),
            to: Self.initialRAMDisk(in: directory))
    }

    /// What the launch adds to the initial RAM disk.
    private func ours(for image: ImageManifest, at place: GuestNetwork.Place) throws(BootProbeError) -> [UInt8] {
        let address = "\(place.address)/\(place.prefixLength)"
        if isMicroVM {
            return try MicroVMSystem.launchArchive(service: image, address: address, gateway: place.gateway)
        }
        let unit = ServiceUnit(
            name: image.name, command: image.command, environment: image.environment,
            workingDirectory: image.workingDirectory, user: image.user)
        return GuestSystem.launchArchive(service: try unit.text(), address: address, gateway: place.gateway)
    }

    func equip(_ machine: inout GuestMachine, from directory: String, at place: GuestNetwork.Place, port: UInt16) {
        machine.kernel = disk.kernel
        machine.initialRAMDisk = Self.initialRAMDisk(in: directory)
        if isMicroVM {
            machine.type = .microvm
            let clock = machine.accelerator == .tcg ? LinuxFacts.timeStampCounterKHz : nil
            machine.kernelCommandLine = MicroVMSystem.kernelCommandLine(clockKHz: clock)
        } else {
            machine.kernelCommandLine = GuestSystem.kernelCommandLine(machine: place.number)
        }
        machine.disks = [GuestMachine.Disk(overlay: Self.overlay(in: directory), base: disk.rootImage)]
    }

    static func overlay(in directory: String) -> String { "\(directory)/root.qcow2" }
    static func initialRAMDisk(in directory: String) -> String { "\(directory)/initrd" }
}
