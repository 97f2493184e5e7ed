import BootProbe
import Foundation
import Glibc

/// Everything that a run in a lab can leave on its host, noted while it lives.
package final class RunFootprint {
    package let run: RunDirectory
    private let namespaces: NamespaceMembership
    private let devicesBefore: Set<String>

    /// Of the run that the process `host` of this host started; nil where its command does not run in a lab yet.
    ///
    /// - Parameter devicesBefore: The host's network devices before the run began.
    package init?(startedBy host: pid_t, devicesBefore: Set<String> = RunFootprint.networkDevices) {
        guard let initial = Self.children(of: host).first, let command = Self.children(of: initial).first,
            let path = Self.runDirectory(of: command)
        else { return nil }
        run = RunDirectory(path: path)
        namespaces = NamespaceMembership(of: initial)
        self.devicesBefore = devicesBefore
        // Else nothing would ever be found in them.
        guard namespaces.members.contains("\(initial)") else { return nil }
    }

    /// What is still there, in words; nothing when all is as before.
    ///
    /// - Parameter seconds: How long the kernel may take to end what it was told to end.
    package func remains(within seconds: Double = 2) -> [String] {
        processesLeft(within: seconds) + mounts + devices + filesLeft
    }

    /// The processes that are left; where none are, their namespaces are gone too.
    package func processesLeft(within seconds: Double = 2) -> [String] {
        if namespaces.isEmptied(within: seconds) { return [] }
        return namespaces.members.map { process in
            let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            return "process \(process): \(String(decoding: words, as: UTF8.self).split(separator: "\0"))"
        }
    }

    /// The run's folder and its control groups: what a killed run leaves to the next.
    package var filesLeft: [String] {
        let root = "/sys/fs/cgroup"
        let hierarchies = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let groups = ([root] + hierarchies.map { "\(root)/\($0)" }).map { "\($0)/\(run.controlGroup)" }
        return ([run.path] + groups).filter(FileManager.default.fileExists)
    }

    private var mounts: [String] {
        let table = FileManager.default.contents(atPath: "/proc/self/mountinfo") ?? Data()
        return String(decoding: table, as: UTF8.self).split(separator: "\n").filter { $0.contains(run.id) }
            .map { "mount \($0)" }
    }

    private var devices: [String] {
        Self.networkDevices.subtracting(devicesBefore).sorted().map { "network device \($0)" }
    }

    /// The network devices that this host sees.
    package static var networkDevices: Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: "/sys/class/net")) ?? [])
    }

    private static func children(of process: pid_t) -> [pid_t] {
        let text = FileManager.default.contents(atPath: "/proc/\(process)/task/\(process)/children") ?? Data()
        return String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { pid_t($0) }
    }

    private static func runDirectory(of process: pid_t) -> String? {
        let variables = FileManager.default.contents(atPath: "/proc/\(process)/environ") ?? Data()
        return String(decoding: variables, as: UTF8.self).split(separator: "\0")
            .first { $0.hasPrefix("BOOTSCALE_LAB_RUN=") }
            .map { String($0.dropFirst("BOOTSCALE_LAB_RUN=".count)) }
    }
}
