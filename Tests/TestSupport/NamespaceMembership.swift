import Foundation
import Glibc

/// The namespaces of a process, and who is still in them.
package final class NamespaceMembership {
    private static let kinds = ["pid", "net", "mnt"]
    private let links: [String: String]
    /// Open, so that the kernel gives their numbers to no other lab.
    private let held: [Int32]

    package init(of process: pid_t) {
        links = Self.links(of: "\(process)")
        held = Self.kinds.map { unsafe open("/proc/\(process)/ns/\($0)", O_RDONLY | O_CLOEXEC) }
    }

    deinit {
        for descriptor in held { close(descriptor) }
    }

    /// Processes of this host that are in one of the namespaces.
    package var members: [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { process in
            Int(process) != nil && Self.links(of: process).contains { links[$0.key] == $0.value }
        }
    }

    /// Waits until the kernel has ended all members; false where some are left after `seconds`.
    package func isEmptied(within seconds: Double = 2) -> Bool { eventually(seconds: seconds) { members.isEmpty } }

    private static func links(of process: String) -> [String: String] {
        var result: [String: String] = [:]
        for kind in kinds {
            result[kind] = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/ns/\(kind)")
        }
        return result
    }
}
