import CLinux
import Glibc
import Synchronization

/// The hypervisor's process of one guest.
protocol GuestProcess: Sendable {
    /// CPU time with all its threads, in seconds; nil when it is gone.
    var cpuSeconds: Double? { get }

    /// Why it has ended, in the hypervisor's own words; nil where it has not, or said nothing.
    var lastWords: String? { get }

    /// Ends it at once; one that is gone already is as good as ended.
    func destroy() throws(BootProbeError)
}

/// A guest that libvirt runs.
final class LibvirtGuest: GuestProcess {
    private let domain: Mutex<LibvirtDomain>

    init(_ domain: consuming sending LibvirtDomain) { self.domain = Mutex(domain) }

    var cpuSeconds: Double? { domain.withLock { $0.cpuSeconds } }

    var lastWords: String? { nil }

    func destroy() throws(BootProbeError) {
        try domain.withLock { domain throws(BootProbeError) in try domain.destroy() }
    }
}

/// A QEMU that was started by itself.
final class QEMUGuest: GuestProcess {
    private let process: pid_t
    private let output: OutputPipe

    init(process: pid_t, output: OutputPipe) {
        self.process = process
        self.output = output
    }

    var cpuSeconds: Double? { ProcessTree.ownSeconds(process) }

    var lastWords: String? {
        let status = bs_peek_exit(process)
        guard status >= 0 else { return nil }
        output.catchUp()
        let said = output.console.tail.split(whereSeparator: \.isNewline).filter { !$0.contains(": warning: ") }
        let words = said.isEmpty ? "" : ": \(said.joined(separator: "; "))"
        return "QEMU \(ExitStatus(waitStatus: status))\(words)"
    }

    func destroy() throws(BootProbeError) {
        endChild(process)
        output.close()
    }
}
