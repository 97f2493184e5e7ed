/// What boots a Debian tree without its init: the same kernel and root disk, virtio-mmio in place of PCI, and a shell
/// script as first process that starts the one service.
enum MicroVMSystem {
    /// Drivers that must be there before the root file system is.
    static let drivers = ["virtio_mmio", "virtio_blk", "virtio_net"]

    /// Where the initial RAM disk lists them in the order of loading.
    static let order = "modules/order-microvm"

    /// In the root file system's `/run`.
    private static let start = "run/bootscale/start"

    /// Takes the place of the one in the common part of the initial RAM disk.
    private static let initScript = InitScript.text(
        modules: order, stage: "$b mkdir /mnt/bootscale && $b cp /\(start) /mnt/bootscale/",
        next: "/bin/busybox sh /\(start)")

    /// The kernel's settings for a launch.
    ///
    /// - Parameter clockKHz: Frequency of the time stamp counter, where the guest cannot find it out: emulated, its
    ///   kernel measures it against a timer that a busy host serves late, gives up, and then waits for ever for ticks
    ///   that this machine does not have.
    static func kernelCommandLine(clockKHz: Int?) -> String {
        let clock = clockKHz.map { " tsc_early_khz=\($0)" } ?? ""
        return "console=ttyS0 quiet net.ifnames=0 panic=-1" + clock
    }

    /// What one launch adds to the initial RAM disk: its first process, its service and its address, in CIDR notation.
    static func launchArchive(
        service: ImageManifest, address: String, gateway: String
    ) throws(BootProbeError) -> [UInt8] {
        var archive = CpioArchive()
        archive.addFile("init", Array(initScript.utf8), mode: 0o755)
        archive.addFile(start, Array(try startScript(service).utf8), mode: 0o755)
        archive.addFile("network", Array("\(address) \(gateway)\n".utf8))
        return archive.finish()
    }

    /// The first process of the root file system. It goes when the service does, so that a failed trial ends at once.
    static func startScript(_ service: ImageManifest) throws(BootProbeError) -> String {
        var lines = [
            "b=/bin/busybox", "$b ip link set lo up", "$b mkdir -p /dev/pts /dev/shm /run/lock",
            "$b mount -t devpts devpts /dev/pts", "$b mount -t tmpfs -o mode=1777 tmpfs /dev/shm",
            "$b mount -t tmpfs -o mode=1777 tmpfs /tmp",
            "cd \(try quote(service.workingDirectory))", "echo 'bootscale: starting service'",
        ]
        var words = ["/usr/bin/env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        for variable in service.environment { words.append("\(variable.name)=\(variable.value)") }
        if let user = service.user {
            words += ["/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(user)", "--init-groups", "--"]
        }
        var quoted: [String] = []
        for word in words + service.command { quoted.append(try quote(word)) }
        lines.append(quoted.joined(separator: " "))
        lines += ["echo \"bootscale: the service ended with status $?\"", "$b poweroff -f"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// A word of a shell's, in single quotes.
    private static func quote(_ word: String) throws(BootProbeError) -> String {
        guard !word.unicodeScalars.contains("\0") else {
            throw BootProbeError(.badInput, "\(word.debugDescription) holds a zero byte, which no command can be given")
        }
        return "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
