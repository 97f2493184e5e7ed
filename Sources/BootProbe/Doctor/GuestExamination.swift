import Foundation
import Glibc
import Profiles

/// What guests need, found out by running our unikernel.
struct GuestExamination {
    private static let emulator = "qemu-system-x86_64"

    private let version: String?
    private let emulated: Result<AcceleratorGuest.Run, BootProbeError>
    private let verdict: Result<KVMVerdict, BootProbeError>

    /// Runs the guests.
    init() {
        version = ToolVersion.ofProgram(Self.emulator)
        emulated = Result { () throws(BootProbeError) in try AcceleratorGuest().run(on: .tcg, machine: .q35) }
        verdict = Result { () throws(BootProbeError) in try KVMVerdict.find() }
    }

    var canEmulate: Bool { (try? emulated.get())?.failure == nil && version != nil }

    var findings: [Finding] { [qemu, libvirt, emulation, kvm, userNetwork] }

    private var qemu: Finding {
        let why = "QEMU runs guests"
        let absent = [Self.emulator, "qemu-img"].filter { !HostTool.isInstalled($0) }
        guard absent.isEmpty else {
            return Finding(
                "qemu", .missing, found: "not installed: \(absent.joined(separator: ", "))", why: why,
                remedy: "sudo apt install qemu-system-x86 qemu-utils")
        }
        return Finding("qemu", .ok, found: "QEMU \(version ?? "of unknown version")", why: why)
    }

    private var libvirt: Finding {
        let why = "libvirt's QEMU driver, without its daemon, launches guests"
        let found = "libvirt \(ToolVersion.libvirt ?? "of unknown version")"
        guard Self.hasDriver else {
            return Finding(
                "libvirt", .missing, found: "\(found), its QEMU driver is not installed", why: why,
                remedy: "sudo apt install libvirt-daemon-driver-qemu")
        }
        return Finding("libvirt", .ok, found: "\(found) with its QEMU driver", why: why)
    }

    /// The driver is a library in a folder beside the one that this process has loaded.
    private static var hasDriver: Bool {
        let library = LinuxFacts.mappedFiles((try? LinuxFacts.text("/proc/self/maps")) ?? "")
            .first { $0.contains("/libvirt.so") }
        guard let library, let end = library.lastIndex(of: "/") else { return false }
        return FileSystem.exists("\(library[..<end])/libvirt/connection-driver/libvirt_driver_qemu.so")
    }

    private var emulation: Finding {
        let why = "guests run on QEMU's emulator where KVM cannot run them"
        switch emulated {
        case .failure(let error):
            let remedy = HostTool.isInstalled(Self.emulator) ? "make beacon" : "sudo apt install qemu-system-x86"
            return Finding("emulation", .missing, found: error.description, why: why, remedy: remedy)
        case .success(let run):
            if let failure = run.failure {
                return Finding(
                    "emulation", .missing, found: failure, why: why,
                    remedy: "sudo apt install --reinstall qemu-system-x86 qemu-system-data seabios")
            }
            let milliseconds = Int(((run.firstByteSeconds ?? 0) * 1000).rounded())
            return Finding("emulation", .ok, found: "our unikernel spoke after \(milliseconds) ms", why: why)
        }
    }

    private var kvm: Finding {
        let why = "without it guests are emulated, which takes many times as long"
        switch verdict {
        case .failure(let error): return Finding("kvm", .unknown, found: error.description, why: why)
        case .success(let verdict):
            guard let failure = verdict.failure else {
                let seconds = verdict.runs.map(\.seconds).reduce(0, +)
                let found = "our unikernel passed, \(Int((seconds * 1000).rounded())) ms in all"
                return Finding("kvm", .ok, found: found, why: why)
            }
            return Finding("kvm", .missing, found: failure, why: why, remedy: Self.remedy(for: verdict))
        }
    }

    private static func remedy(for verdict: KVMVerdict) -> String {
        guard verdict.runs.isEmpty else {
            return "none here, for this KVM does not run guests: use a machine with hardware or nested virtualisation"
        }
        guard unsafe access("/dev/kvm", F_OK) == 0 else {
            return "switch virtualisation on in the firmware, or nested virtualisation in this machine's own host; "
                + "then sudo modprobe kvm_intel or kvm_amd"
        }
        return "sudo usermod --append --groups kvm $USER, then log in again"
    }

    private var userNetwork: Finding {
        let why = "guests are reached by it where taps cannot be had"
        let result = try? LimitedProgram(Self.emulator, ["-netdev", "help"], limitSeconds: 5).run()
        guard let result else {
            return Finding("user-network", .unknown, found: "QEMU is not installed", why: why)
        }
        if result.lines.contains("user") {
            return Finding("user-network", .ok, found: "QEMU has it (slirp)", why: why)
        }
        return Finding(
            "user-network", .warning, found: "this QEMU was built without it", why: why,
            remedy: "sudo apt install qemu-system-x86, which has it")
    }
}
