import Foundation
import Glibc

/// The control group of one container, as Podman's cgroupfs manager names it.
struct ContainerControlGroup: Sendable {
    private static let root = "/sys/fs/cgroup"

    /// Below a hierarchy, without a leading slash.
    private let path: String

    init(parent: String, containerID: String) { path = "\(parent)/libpod-\(containerID)" }

    /// Whether processes are in the group; nil where it cannot be seen, which is so too after it has been removed.
    var hasProcesses: Bool? {
        if let events = Self.read("\(Self.root)/\(path)/cgroup.events") { return events.contains("populated 1") }
        return Self.read("\(Self.root)/pids/\(path)/cgroup.procs").map { !$0.isEmpty }
    }

    /// The processes in the group; none where it cannot be seen.
    var processes: [pid_t] {
        let text = Self.read("\(Self.root)/\(path)/cgroup.procs") ?? Self.read("\(Self.root)/pids/\(path)/cgroup.procs")
        return text?.split(separator: "\n").compactMap { pid_t($0) } ?? []
    }

    /// CPU time of all processes that were ever in the group; nil where it cannot be seen.
    var cpuSeconds: Double? {
        if let nanoseconds = Self.read("\(Self.root)/cpuacct/\(path)/cpuacct.usage") {
            return Double(nanoseconds.trimmingCharacters(in: .whitespacesAndNewlines)).map { $0 / 1e9 }
        }
        return CPUStatistics(of: "\(Self.root)/\(path)")?.cpuSeconds
    }

    /// As `CPUStatistics` has them.
    var throttledPeriods: Int? {
        (CPUStatistics(of: "\(Self.root)/cpu/\(path)") ?? CPUStatistics(of: "\(Self.root)/\(path)"))?.throttledPeriods
    }

    private static func read(_ path: String) -> String? {
        guard let file = try? FileDescriptor(opening: path, flags: O_RDONLY) else { return nil }
        return String(decoding: file.contents(), as: UTF8.self)
    }
}
