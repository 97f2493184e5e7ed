import Glibc
import Profiles

/// Whether KVM can run guests here, and why not, found out by running one.
package struct KVMVerdict: Sendable, Equatable {
    /// Why it cannot; nil where our unikernel passed.
    package var failure: String?
    /// The runs that were made; none where there is no KVM to test.
    package var runs: [AcceleratorGuest.Run]

    package init(failure: String? = nil, runs: [AcceleratorGuest.Run] = []) {
        self.failure = failure
        self.runs = runs
    }

    package var isUsable: Bool { failure == nil }

    /// What can run guests here.
    package var accelerator: Accelerator { isUsable ? .kvm : .tcg }

    /// Opens the device, then runs our unikernel on each machine until one fails: 8 s at most, tenths of a second
    /// where KVM works or QEMU says what is wrong.
    ///
    /// - Throws: `unavailable` where QEMU is not installed.
    package static func find(
        device: String = "/dev/kvm", guest: AcceleratorGuest = AcceleratorGuest()
    ) throws(BootProbeError) -> KVMVerdict {
        if let lack = lack(of: device) { return KVMVerdict(failure: lack) }
        var runs: [AcceleratorGuest.Run] = []
        for machine in AcceleratorGuest.Machine.allCases {
            let run = try guest.run(on: .kvm, machine: machine)
            // An old or a slim QEMU; the machine that guests get decides alone.
            if machine == .microvm, run.failure?.contains("unsupported machine type") == true { continue }
            runs.append(run)
            if let failure = run.failure {
                return KVMVerdict(failure: "\(device) is there, but \(failure)", runs: runs)
            }
        }
        return KVMVerdict(runs: runs)
    }

    private static func lack(of device: String) -> String? {
        let opened = unsafe open(device, O_RDWR | O_CLOEXEC)
        guard opened < 0 else {
            close(opened)
            return nil
        }
        return switch errno {
        case ENOENT: "there is no \(device)"
        case EACCES, EPERM: "this user may not open \(device)"
        case let error: "\(device) cannot be opened: \(unsafe String(cString: strerror(error)))"
        }
    }
}
