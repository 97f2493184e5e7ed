/// The files of one launch, made before its clock starts.
struct GuestFiles {
    let directory: String
    let kernel: String
    let base: String

    var overlay: String { "\(directory)/root.qcow2" }
    var initialRAMDisk: String { "\(directory)/initrd" }
    var consolePipe: String { "\(directory)/console" }

    /// The names alone.
    init(directory: String, disk: GuestDisk) {
        self.directory = directory
        kernel = disk.kernel
        base = disk.rootImage
    }

    /// Makes the files.
    init(
        directory: String, disk: GuestDisk, image: ImageManifest, place: GuestNetwork.Place
    ) throws(BootProbeError) {
        self.init(directory: directory, disk: disk)
        try FileSystem.createDirectory(directory)
        try HostTool(
            "qemu-img", ["create", "-q", "-f", "qcow2", "-F", "raw", "-b", base, overlay]
        ).run()
        // The lab's own address is reached through a user-mode network too.
        let image = image.resolved(address: place.address, gateway: Lab.gateway)
        let unit = ServiceUnit(
            name: image.name, command: image.command, environment: image.environment,
            workingDirectory: image.workingDirectory, user: image.user)
        let ours = GuestSystem.launchArchive(
            service: try unit.text(), address: "\(place.address)/\(place.prefixLength)", gateway: place.gateway)
        try FileSystem.write(try FileSystem.read(disk.initialRAMDisk) + ours, to: initialRAMDisk)
    }
}
