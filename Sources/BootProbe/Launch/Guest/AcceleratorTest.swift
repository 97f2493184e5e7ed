import Foundation
import Glibc
import Profiles

/// Whether KVM really runs guests here, tested with a guest and not with the look of a device file: nested and
/// paravirtual hosts offer a `/dev/kvm` under which stock guests hang.
///
/// First comes our unikernel (`KVMVerdict`), whose failure ends the test. Stock kernels have hung where small code
/// ran, so a second guest follows: a tree's own kernel and our initial RAM disk, whose first process is 64-bit code that
/// uses SSE. It passes if that process writes to the console in time.
package struct AcceleratorTest: Sendable {
    /// Many times what a machine with working KVM takes.
    private static let limitSeconds = 10.0

    private let host: GuestHost
    private let run: RunDirectory
    private let cacheDirectory: String

    package init(run: RunDirectory, host: GuestHost, cacheDirectory: String = CacheDirectory.path) {
        self.run = run
        self.host = host
        self.cacheDirectory = cacheDirectory
    }

    /// KVM, or QEMU's emulator where KVM is missing or fails the test. The verdict on a kernel is kept until the host
    /// boots again, for that is when its own kernel and its hypervisor can change.
    package func accelerator(for disk: GuestDisk) throws(BootProbeError) -> Accelerator {
        guard unsafe access("/dev/kvm", R_OK | W_OK) == 0 else { return .tcg }
        let verdictPath = try verdictPath(disk)
        if FileSystem.exists(verdictPath),
            let verdict = Accelerator(rawValue: String(decoding: try FileSystem.read(verdictPath), as: UTF8.self))
        {
            return verdict
        }
        let verdict: Accelerator = try KVMVerdict.find().isUsable ? verdict(of: disk) : .tcg
        try FileSystem.write(Array(verdict.rawValue.utf8), to: verdictPath)
        return verdict
    }

    private func verdictPath(_ disk: GuestDisk) throws(BootProbeError) -> String {
        let directory = "\(cacheDirectory)/accelerator"
        try FileSystem.createDirectory(directory)
        var hasher = ContentHasher()
        hasher.add("disk", disk.hash.hexadecimal)
        hasher.add("boot", try FileSystem.read("/proc/sys/kernel/random/boot_id"))
        return "\(directory)/\(hasher.finish().short)"
    }

    /// KVM where a guest of `disk`'s kernel passes on it.
    private func verdict(of disk: GuestDisk) throws(BootProbeError) -> Accelerator {
        let directory = try run.folder("accelerator-test")
        let console = try SerialConsole(path: "\(directory)/console", phases: GuestSystem.phases, fatal: [])
        let machine = GuestMachine(
            name: "accelerator-test", accelerator: .kvm, virtualCPUs: 1, memoryMiB: 256, kernel: disk.kernel,
            initialRAMDisk: disk.initialRAMDisk, kernelCommandLine: GuestSystem.kernelCommandLine(machine: 0),
            consolePipe: "\(directory)/console")
        let passed = wait(for: console, of: machine)
        console.close()
        try FileSystem.remove(directory)
        return passed ? .kvm : .tcg
    }

    private func wait(for console: SerialConsole, of machine: GuestMachine) -> Bool {
        let launch: GuestLaunch
        do throws(BootProbeError) {
            launch = try host.create(machine, in: nil)
        } catch {
            // KVM that QEMU refuses to use is no KVM.
            console.release()
            return false
        }
        console.release()
        let deadline = HostInstant.now.advanced(bySeconds: Self.limitSeconds)
        while !console.hasGuestSpoken, !console.hasEnded, HostInstant.now < deadline { usleep(10_000) }
        // The verdict stands without it; the guest ends with the lab at the latest.
        try? launch.process.destroy()
        return console.hasGuestSpoken
    }
}

extension SerialConsole {
    /// Whether the initial RAM disk's first process runs; firmware may print as well.
    fileprivate var hasGuestSpoken: Bool { stamps.contains { $0.name == GuestSystem.phases[0].name } }
}
