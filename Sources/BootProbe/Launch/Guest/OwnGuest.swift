import Glibc

/// A guest of the user's own.
struct OwnGuest: GuestSource {
    let guest: GuestImage

    var sharedFiles: [String] { guest.files }

    func contentHashes() -> [String: String] {
        var files: [String: String] = [:]
        files["kernel"] = guest.kernel
        files["initrd"] = guest.initialRAMDisk
        for (index, disk) in guest.disks.enumerated() { files["disk\(index)"] = disk.path }
        return FileHash.sha256(of: files)
    }

    func makeFiles(
        in directory: String, for image: ImageManifest, at place: GuestNetwork.Place
    ) throws(BootProbeError) {
        for file in guest.files where unsafe access(file, R_OK) != 0 {
            throw BootProbeError(.noInput, "\(image.name): there is no readable file \(file)")
        }
        for (index, disk) in guest.disks.enumerated() {
            try Overlay.make(Self.overlay(index, in: directory), over: disk.path, format: disk.format)
        }
    }

    func equip(_ machine: inout GuestMachine, from directory: String, at place: GuestNetwork.Place, port: UInt16) {
        machine.type = guest.machine
        machine.options = guest.machineOptions
        machine.processor = guest.processor
        machine.kernel = guest.kernel
        machine.initialRAMDisk = guest.initialRAMDisk
        let address = GuestAddress(
            address: place.address, gateway: place.gateway, prefixLength: place.prefixLength, port: port)
        machine.kernelCommandLine = address.fill(guest.commandLine)
        machine.console = guest.console
        machine.interface = guest.interface
        machine.hasRandomSource = guest.hasRandomSource
        machine.disks = guest.disks.enumerated().map { index, disk in
            GuestMachine.Disk(
                overlay: Self.overlay(index, in: directory), base: disk.path, baseFormat: disk.format, bus: disk.bus)
        }
    }

    private static func overlay(_ index: Int, in directory: String) -> String { "\(directory)/disk\(index).qcow2" }
}
