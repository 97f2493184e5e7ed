import CLinux
import Glibc

/// What this host lets a lab do; each lack is a sentence that says what is missing and what to do.
package struct LabCapabilities: Sendable, Equatable {
    package enum Capability: String, Sendable, CaseIterable {
        /// The lab itself; without it nothing is launched.
        case namespaces
        /// Services that run as users other than root of the lab.
        case users
        /// Guests on the lab's bridge.
        case taps
        case containers
    }

    /// Reasons why capabilities are absent; a capability that is present has none.
    package private(set) var missing: [Capability: String] = [:]

    package func has(_ capability: Capability) -> Bool { missing[capability] == nil }

    /// The lacks in words, in a fixed order, each beginning with the name of the capability.
    package var sentences: [String] {
        Capability.allCases.compactMap { capability in missing[capability].map { "\(capability.rawValue): \($0)" } }
    }
}

extension Lab {
    /// Finds out by trying, where that is cheap, what this host offers; may be called inside and outside a lab.
    package static func capabilities() -> LabCapabilities {
        var result = LabCapabilities()
        result.note(.namespaces, namespacesLack())
        result.note(.users, usersLack())
        result.note(.taps, tapsLack())
        result.note(.containers, programsLack(["podman", "crun", "conmon", "iptables"]) ?? controlGroupsLack())
        return result
    }

    private static func namespacesLack() -> String? {
        if isInside { return nil }
        do throws(BootProbeError) {
            _ = try LabNamespaces.permitted()
            return programsLack(["ip"])
        } catch { return "\(error)" }
    }

    private static func usersLack() -> String? {
        if isInside || geteuid() == 0 || IdentityMap.ofCaller().hasOtherUsers { return nil }
        return "no subordinate user ids; install newuidmap (apt package uidmap) and give this user ranges in "
            + "/etc/subuid and /etc/subgid"
    }

    private static func tapsLack() -> String? {
        unsafe access("/dev/net/tun", R_OK | W_OK) == 0 ? nil : "/dev/net/tun is missing or not accessible"
    }

    /// Containers have CPU quotas and their CPU time is read, which both take control groups.
    private static func controlGroupsLack() -> String? {
        let pids = "/sys/fs/cgroup/pids"
        let hierarchy = unsafe access(pids, F_OK) == 0 ? pids : "/sys/fs/cgroup"
        return ControlGroups.lackOfRight(in: hierarchy)
    }

    private static func programsLack(_ names: [String]) -> String? {
        let absent = names.filter { !HostTool.isInstalled($0) }
        return absent.isEmpty ? nil : "not installed: \(absent.joined(separator: ", "))"
    }
}

extension LabCapabilities {
    fileprivate mutating func note(_ capability: Capability, _ lack: String?) { missing[capability] = lack }
}
