import Profiles

/// What the guests of one image boot from: each launch gets files of its own, so that none changes what others share.
protocol GuestSource: Sendable {
    /// Files that all launches share.
    var sharedFiles: [String] { get }

    /// Content that names what boots: digests in hexadecimal, by what they are of.
    func contentHashes() -> [String: String]

    /// Makes the files of one launch in `directory`, which exists, before the launch's clock starts.
    func makeFiles(
        in directory: String, for image: ImageManifest, at place: GuestNetwork.Place
    ) throws(BootProbeError)

    /// Lets `machine` boot the files in `directory`.
    func equip(_ machine: inout GuestMachine, from directory: String, at place: GuestNetwork.Place, port: UInt16)
}

/// A file whose changes go with it, over a disk image that stays.
enum Overlay {
    static func make(_ path: String, over base: String, format: GuestImage.Disk.Format) throws(BootProbeError) {
        try HostTool("qemu-img", ["create", "-q", "-f", "qcow2", "-F", format.rawValue, "-b", base, path]).run()
    }
}
