import Profiles

// The machine in QEMU's own words (qemu-system-x86_64(1)).
extension GuestMachine {
    func command(program: String = "qemu-system-x86_64") -> [String] {
        var words = [
            program, "-name", name, "-machine", [type.rawValue, options].compactMap(\.self).joined(separator: ","),
            "-accel", accelerator.rawValue,
            "-cpu", processor ?? (accelerator == .kvm ? "host" : "max"), "-smp", "\(virtualCPUs)", "-m",
            "\(memoryMiB)M",
            "-display", "none", "-nodefaults", "-no-user-config",
            // A guest that restarts is gone, and its console ends: that is how its failure is seen.
            "-no-reboot",
        ]
        if type == .microvm { words += ["-global", "virtio-mmio.force-legacy=false"] }
        if let kernel { words += ["-kernel", kernel] }
        if let initialRAMDisk { words += ["-initrd", initialRAMDisk] }
        if !kernelCommandLine.isEmpty { words += ["-append", kernelCommandLine] }
        words += ["-chardev", "pipe,id=console,path=\(Self.escaped(consolePipe))"]
        words +=
            console == .serial
            ? ["-serial", "chardev:console"] : ["-device", "isa-debugcon,iobase=0xe9,chardev=console"]
        for (index, disk) in disks.enumerated() { words += arguments(disk, id: "disk\(index)", index) }
        words += networkArguments
        if hasRandomSource { words += ["-device", "virtio-rng-\(virtioBus)"] }
        return words
    }

    private var virtioBus: String { type == .microvm ? "device" : "pci" }

    private func arguments(_ disk: Disk, id: String, _ index: Int) -> [String] {
        // The overlay is thrown away, so a flush by the guest need not reach the host's disk.
        let drive = "file=\(Self.escaped(disk.overlay)),format=qcow2,if=none,id=\(id),cache=unsafe"
        // A kernel is the first to boot, and QEMU has no place for two.
        let order = kernel == nil ? ",bootindex=\(index)" : ""
        let device =
            switch disk.bus {
            case .virtio: "virtio-blk-\(virtioBus),drive=\(id)"
            // Two channels with two disks each; on q35 a port of SATA for each.
            case .ide where type == .pc: "ide-hd,drive=\(id),bus=ide.\(index / 2),unit=\(index % 2)"
            case .ide: "ide-hd,drive=\(id),bus=ide.\(index)"
            }
        return ["-drive", drive, "-device", device + order]
    }

    private var networkArguments: [String] {
        let (netdev, id, hardwareAddress): (String, String, String)
        switch network {
        case nil: return []
        case .tap(let tap, let address):
            (netdev, id, hardwareAddress) = ("tap,id=lan,ifname=\(tap),script=no,downscript=no", "lan", address)
        case .userMode(let value, let identifier, let address):
            (netdev, id, hardwareAddress) = (value, identifier, address)
        }
        // No guest boots from the network: without its ROM the firmware has less to do.
        let device = type == .microvm ? "virtio-net-device" : "\(interface.device),romfile="
        return ["-netdev", netdev, "-device", "\(device),netdev=\(id),mac=\(hardwareAddress)"]
    }

    /// A comma within the value of an option is doubled.
    private static func escaped(_ text: String) -> String { text.replacing(",", with: ",,") }
}

extension GuestImage.Interface {
    /// The PCI device.
    var device: String { self == .virtio ? "virtio-net-pci" : "e1000" }
}
