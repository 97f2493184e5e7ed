import BootProbe
import Glibc
import TestSupport

/// The guest under QEMU's emulator, on user-mode networking; killed with its owner, and with this thread.
final class RunningGuest {
    /// A machine, and the words that start the guest on it.
    enum Machine: String, CaseIterable {
        case microvm
        case q35
        /// With the small firmware, which leaves the card without addresses.
        case q35WithQboot

        fileprivate var words: [String] {
            let card = ["-device", "virtio-net-pci,romfile=,netdev=net"]
            switch self {
            case .microvm:
                return [
                    "-machine", "microvm,acpi=off,pic=off,pit=off,rtc=off,isa-serial=off,x-option-roms=off",
                    "-global", "virtio-mmio.force-legacy=false", "-device", "virtio-net-device,netdev=net",
                ]
            case .q35: return ["-machine", "q35,sata=off,smbus=off,usb=off,smm=off,hpet=off,vmport=off"] + card
            case .q35WithQboot: return ["-bios", "qboot.rom"] + Machine.q35.words
            }
        }
    }

    let port: UInt16
    private let directory: TemporaryDirectory
    private var process: pid_t?

    init(_ machine: Machine, options: String) throws {
        let kernel = Repository.file(".build/beacon/beacon.elf")
        guard unsafe access(kernel, R_OK) == 0 else {
            throw BootProbeError(.unavailable, "\(kernel) is missing: run make beacon first")
        }
        directory = try TemporaryDirectory()
        try directory.write("debug", "")
        port = try LoopbackClient.freePort()
        let words = [
            "qemu-system-x86_64", "-accel", "tcg", "-m", "32M", "-display", "none", "-nodefaults", "-no-user-config",
            "-no-reboot", "-kernel", kernel, "-append", options, "-debugcon", "file:\(directory.file("debug"))",
            "-netdev",
            "user,id=net,hostfwd=tcp:127.0.0.1:\(port)-:8080", "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
        ]
        var plan = SpawnPlan(command: words + machine.words, environment: SpawnPlan.ownEnvironment)
        plan.endsWithCaller = true
        process = try plan.spawn()
    }

    deinit {
        guard let process else { return }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// The lines of the debug port so far.
    var lines: [String] {
        get throws { try directory.read("debug").split(separator: "\n").map(String.init) }
    }

    /// Whether the line comes within 20 s.
    func says(_ line: String) throws -> Bool {
        try eventually(seconds: 20) { try lines.contains { $0.hasPrefix(line) } }
    }

    /// QEMU's exit status; nil where it does not end within 20 s.
    func exitStatus() -> Int32? {
        guard let process else { return nil }
        var status: Int32 = 0
        guard eventually(seconds: 20, { unsafe waitpid(process, &status, WNOHANG) == process }) else { return nil }
        self.process = nil
        return status & 0x7f == 0 ? status >> 8 & 0xff : nil
    }
}
