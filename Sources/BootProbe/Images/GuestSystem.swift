/// What turns a Debian tree into our guest: the initial RAM disk that finds the root disk and sets the address, and
/// the target that systemd boots into.
///
/// The tree's own files stay as Debian made them; everything here is handed to systemd in `/run`, the place for
/// run-time configuration (systemd.unit(5), "Unit File Load Path").
enum GuestSystem {
    /// What the guest writes to its console, by the phase that begins with it.
    static let phases = [
        ConsolePattern(name: "kernel", text: "bootscale: kernel is up"),
        ConsolePattern(name: "init", text: "bootscale: starting init"),
        ConsolePattern(name: "service", text: "bootscale: starting service"),
    ]

    /// Console texts after which no answer will come.
    static let fatal = ["Kernel panic - not syncing", "bootscale: cannot"]

    /// Drivers that must be there before the root file system is.
    static let drivers = ["virtio_pci", "virtio_blk", "virtio_net"]

    static let serviceUnit = "bootscale.service"
    private static let targetUnit = "bootscale.target"
    private static let units = "run/systemd/system"

    /// Stock units that do nothing for one service in a virtual machine: consoles for people, periodic cleaning,
    /// first-boot questions, records of logins, file systems and devices that servers do not use. Device management,
    /// the journal, generators, sysctl, temporary files and the rest of Debian's boot run as shipped.
    static let maskedUnits = [
        "dev-hugepages.mount", "dev-mqueue.mount", "kmod-static-nodes.service", "modprobe@configfs.service",
        "modprobe@dm_mod.service", "modprobe@efi_pstore.service", "modprobe@fuse.service", "modprobe@loop.service",
        "proc-sys-fs-binfmt_misc.automount", "sys-fs-fuse-connections.mount", "sys-kernel-config.mount",
        "sys-kernel-debug.mount", "sys-kernel-tracing.mount", "systemd-ask-password-console.path",
        "systemd-ask-password-wall.path", "systemd-binfmt.service", "systemd-firstboot.service",
        "systemd-initctl.socket", "systemd-journal-flush.service", "systemd-journald-audit.socket",
        "systemd-machine-id-commit.service", "systemd-modules-load.service", "systemd-pcrphase.service",
        "systemd-pcrphase-sysinit.service", "systemd-pstore.service", "systemd-random-seed.service",
        "systemd-repart.service", "systemd-sysusers.service", "systemd-update-utmp.service", "timers.target",
    ]

    static let order = "modules/order"

    static let initScript = InitScript.text(modules: order, stage: "$b cp -a /run/. /mnt/", next: "/sbin/init")

    /// The kernel's and systemd's settings for a launch: a console that carries only our markers, Linux's own names
    /// for interfaces, and an identity, without which systemd takes the boot for the first and enables all units.
    static func kernelCommandLine(machine: UInt8) -> String {
        let digits = String(machine, radix: 16)
        let identity = String(repeating: "b", count: 32 - digits.count) + digits
        return "console=ttyS0 quiet systemd.show_status=false net.ifnames=0 panic=-1 systemd.machine_id=\(identity)"
    }

    /// The part of the initial RAM disk that all launches share.
    ///
    /// - Parameters:
    ///   - order: Names of those of `modules` that a guest with PCI loads, in that order.
    ///   - microVMOrder: The same for `MicroVMSystem`.
    static func initialRAMDisk(
        busybox: [UInt8], modules: [(name: String, content: [UInt8])], order: [String], microVMOrder: [String]
    ) -> [UInt8] {
        var archive = CpioArchive()
        for directory in ["dev", "proc", "sys", "mnt", "root", "modules"] { archive.addDirectory(directory) }
        archive.addFile("bin/busybox", busybox, mode: 0o755)
        archive.addFile("init", Array(initScript.utf8), mode: 0o755)
        for module in modules { archive.addFile("modules/\(module.name)", module.content) }
        for (path, names) in [(Self.order, order), (MicroVMSystem.order, microVMOrder)] {
            archive.addFile(path, Array(names.map { "\($0)\n" }.joined().utf8))
        }
        archive.addFile("\(units)/\(targetUnit)", Array(target.utf8))
        // So nothing that a package enabled starts: only what this target wants.
        archive.addLink("\(units)/default.target", to: targetUnit)
        for unit in maskedUnits { archive.addLink("\(units)/\(unit)", to: "/dev/null") }
        return archive.finish()
    }

    /// What one launch adds: its service and its address, which is in CIDR notation.
    static func launchArchive(service: String, address: String, gateway: String) -> [UInt8] {
        var archive = CpioArchive()
        archive.addFile("\(units)/\(serviceUnit)", Array(service.utf8))
        archive.addFile("network", Array("\(address) \(gateway)\n".utf8))
        return archive.finish()
    }

    private static let target = """
        [Unit]
        Description=The service under measurement
        Requires=basic.target
        Wants=\(serviceUnit)
        After=basic.target

        """
}
