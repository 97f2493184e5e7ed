/// A guest that the user brings: what it boots from, and the machine that it boots on.
package struct GuestImage: Sendable, Equatable {
    /// Machine types, as QEMU names them.
    package enum Machine: String, Sendable, Equatable, CaseIterable {
        /// The i440FX board: PCI, IDE.
        case pc
        /// The Q35 board: PCI Express, SATA.
        case q35
        /// No PCI and hardly any firmware; devices are virtio-mmio. libvirt does not know it.
        case microvm
    }

    package enum Interface: String, Sendable, Equatable, CaseIterable {
        case virtio
        case e1000
    }

    /// How the guest learns its address.
    package enum Addressing: String, Sendable, Equatable, CaseIterable {
        /// From its command line, which holds placeholders.
        case commandLine = "command-line"
        /// From a DHCP server in the lab network.
        case dhcp
    }

    package enum Console: String, Sendable, Equatable, CaseIterable {
        case serial
        /// No serial port; what the guest writes to port 0xe9, where QEMU's debug console is, stamps the phases.
        case debugPort = "debug-port"
    }

    /// What starts QEMU.
    package enum Hypervisor: String, Sendable, Equatable, CaseIterable {
        case libvirt
        /// QEMU itself, without libvirt's management of it.
        case qemu
    }

    /// A disk image, to which nothing is written: a guest's changes go to an overlay that is thrown away.
    package struct Disk: Sendable, Equatable {
        package enum Format: String, Sendable, Equatable, CaseIterable {
            case raw
            case qcow2
        }

        package enum Bus: String, Sendable, Equatable, CaseIterable {
            case virtio
            case ide
        }

        package var path: String
        package var format: Format
        package var bus: Bus

        package init(path: String, format: Format, bus: Bus = .virtio) {
            self.path = path
            self.format = format
            self.bus = bus
        }
    }

    /// A multiboot or PVH ELF, or a bzImage; QEMU tells them apart. nil boots the first disk through the firmware.
    package var kernel: String?
    package var initialRAMDisk: String?
    /// May hold `{address}`, `{gateway}`, `{mask}`, `{prefix}` and `{port}`.
    package var commandLine: String
    package var disks: [Disk]
    package var machine: Machine
    /// Properties of the machine type in QEMU's words, such as `acpi=off,pit=off`; for a guest that QEMU launches.
    package var machineOptions: String?
    /// As QEMU names it; nil takes the host's under KVM, and all that is emulated otherwise.
    package var processor: String?
    package var interface: Interface
    package var addressing: Addressing
    /// Whether the guest has a source of entropy: one that waits for entropy measures its wait.
    package var hasRandomSource: Bool
    package var console: Console
    package var hypervisor: Hypervisor

    package init(
        kernel: String? = nil, initialRAMDisk: String? = nil, commandLine: String = "", disks: [Disk] = [],
        machine: Machine = .q35, machineOptions: String? = nil, processor: String? = nil,
        interface: Interface = .virtio,
        addressing: Addressing = .commandLine, hasRandomSource: Bool = true, console: Console = .serial,
        hypervisor: Hypervisor? = nil
    ) {
        self.kernel = kernel
        self.initialRAMDisk = initialRAMDisk
        self.commandLine = commandLine
        self.disks = disks
        self.machine = machine
        self.machineOptions = machineOptions
        self.processor = processor
        self.interface = interface
        self.addressing = addressing
        self.hasRandomSource = hasRandomSource
        self.console = console
        self.hypervisor = hypervisor ?? (machine == .microvm ? .qemu : .libvirt)
    }

    /// The files of the host that it boots from.
    var files: [String] { [kernel, initialRAMDisk].compactMap(\.self) + disks.map(\.path) }
}

extension Variant {
    /// CPUs that a guest with a fraction of one is held to.
    var quota: Double? { cpus.flatMap { $0 == $0.rounded() ? nil : $0 } }

    /// What starts the guest's QEMU: for a tree what knows the machine.
    var hypervisor: GuestImage.Hypervisor { guest?.hypervisor ?? (technology == .microvm ? .qemu : .libvirt) }
}
