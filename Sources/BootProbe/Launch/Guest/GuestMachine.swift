import Profiles

/// The machine of one launch of a guest, whichever hypervisor makes it.
struct GuestMachine: Sendable {
    var name: String
    var accelerator: Accelerator
    var type = GuestImage.Machine.q35
    /// The type's properties, in QEMU's words; libvirt takes none.
    var options: String?
    /// As QEMU names it; nil takes the host's under KVM, and all that is emulated otherwise.
    var processor: String?
    var virtualCPUs: Int
    var memoryMiB: Int
    /// nil boots the first disk through the firmware.
    var kernel: String?
    var initialRAMDisk: String?
    var kernelCommandLine: String
    /// Stem of the named pipes that the console is written to and read from.
    var consolePipe: String
    var console = GuestImage.Console.serial
    var disks: [Disk] = []
    var network: Network?
    var interface = GuestImage.Interface.virtio
    var hasRandomSource = true

    /// A qcow2 file whose changes go with it, over an image that stays.
    struct Disk: Sendable {
        var overlay: String
        var base: String
        var baseFormat = GuestImage.Disk.Format.raw
        var bus = GuestImage.Disk.Bus.virtio
    }

    enum Network: Sendable {
        /// A tap that exists; neither QEMU nor libvirt makes, moves or removes it.
        case tap(String, hardwareAddress: String)
        /// QEMU's user-mode network, with the value of its option `-netdev` and that device's id.
        case userMode(netdev: String, id: String, hardwareAddress: String)
    }
}
