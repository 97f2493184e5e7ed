import Foundation
import Glibc
import Profiles

/// Looks at what this host can launch, and at what would spoil a measurement on it.
///
/// What is cheap to try is tried: namespaces, a bridge, guests. Nothing that was started outlives the examination.
package struct Doctor: Sendable {
    let host: HostFolder
    let cacheDirectory: String
    /// The Python that is to render reports.
    let python: String

    package init(host: HostFolder = HostFolder(), cacheDirectory: String = CacheDirectory.path, python: String) {
        self.host = host
        self.cacheDirectory = cacheDirectory
        self.python = python
    }

    /// Takes a second, up to 15 where guests hang.
    package func examine(progress: (String) -> Void = { _ in }) -> DoctorReport {
        // Before the examination itself is work.
        let conditions = HostConditions(host)
        progress("namespaces and containers")
        let lab = LabExamination(host: host, cacheDirectory: cacheDirectory, python: python)
        progress("guests")
        let guests = GuestExamination()
        return DoctorReport(
            capabilities: lab.findings + guests.findings + lab.surroundings, conditions: conditions.findings,
            canEmulate: guests.canEmulate)
    }
}

/// A host from the prober's point of view.
package struct DoctorReport: Codable, Sendable, Equatable {
    /// What can be measured here.
    package var canLaunch: [Technology]
    /// What would run guests; nil where nothing can.
    package var guestAccelerator: Accelerator?
    /// What a host offers, or lacks.
    package var capabilities: [Finding]
    /// What would spoil a measurement, or would not.
    package var conditions: [Finding]
    package var summary: String

    package init(capabilities: [Finding], conditions: [Finding], canEmulate: Bool) {
        self.capabilities = capabilities
        self.conditions = conditions
        func isThere(_ ids: String...) -> Bool {
            ids.allSatisfy { id in capabilities.contains { $0.id == id && $0.state != .missing } }
        }
        let canLab = isThere("namespaces", "bridge")
        // Where nobody could ask, as without QEMU, nothing is known of it.
        let hasKVM = capabilities.contains { $0.id == "kvm" && $0.state == .ok }
        guestAccelerator = hasKVM ? .kvm : canEmulate ? .tcg : nil
        canLaunch = []
        if canLab { canLaunch.append(.process) }
        if canLab, isThere("containers", "control-groups") { canLaunch.append(.container) }
        let hasNetwork = capabilities.contains { ["taps", "user-network"].contains($0.id) && $0.state == .ok }
        if canLab, hasKVM || canEmulate, hasNetwork, isThere("qemu") {
            // What libvirt is not there for, QEMU launches by itself.
            canLaunch += isThere("libvirt") ? [.vm, .microvm, .unikernel] : [.microvm, .unikernel]
        }
        summary = ""
        summary = sentence
    }

    /// Whether at least a process can be measured.
    package var isUsable: Bool { canLaunch.contains(.process) }

    /// By how much it stands in the way: what keeps anything from running, what keeps a technology from running, what
    /// spoils figures, what is good to have.
    private static let urgency = [
        "namespaces", "bridge", "qemu", "libvirt", "taps", "containers", "control-groups", "dhcp", "load-tools",
        "users", "cache", "load",
        "swap", "governor", "turbo", "idle-states", "ksm", "huge-pages", "entropy", "smt", "timer-slack",
        "image-building", "user-network", "reports", "clock", "kvm", "cpus", "virtual-machine",
    ]

    private var sentence: String {
        let names = canLaunch.map(Self.plural)
        let last = (names.count > 1 ? " and " : "") + (names.last ?? "nothing")
        let emulated = guestAccelerator == .tcg && canLaunch.contains(where: \.isGuest) ? ", guests emulated" : ""
        let can = "\(names.dropLast().joined(separator: ", "))\(last) can be launched here\(emulated)"
        return can.prefix(1).uppercased() + can.dropFirst() + ending
    }

    private static func plural(_ technology: Technology) -> String {
        switch technology {
        case .process: "processes"
        case .container: "containers"
        case .vm: "virtual machines"
        case .microvm: "microVMs"
        case .unikernel: "unikernels"
        }
    }

    private var ending: String {
        let inTheWay = (capabilities + conditions).filter(\.isInTheWay)
        let first = Self.urgency.compactMap { id in inTheWay.first { $0.id == id && $0.remedy != nil } }.first
        guard let first, let remedy = first.remedy else {
            return inTheWay.isEmpty ? ", and nothing is in the way of a good measurement." : "."
        }
        return "; mend first: \(first.id) (\(first.found)): \(remedy)."
    }
}
