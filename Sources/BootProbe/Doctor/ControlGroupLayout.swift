/// How a host has mounted its control groups, by which containers are limited and their CPU time is read.
package struct ControlGroupLayout: Sendable, Equatable {
    package enum Version: String, Sendable {
        case none = "not mounted"
        case v1 = "v1"
        case v2 = "v2"
        /// v1 with an empty v2 beside it.
        case hybrid = "v1 and v2 (hybrid)"
    }

    package var version: Version
    /// Whether a CPU quota can be set.
    package var hasQuotas: Bool

    package init(_ host: HostFolder = HostFolder()) {
        let mounts = MountTable(mountinfo: host.text("/proc/self/mountinfo") ?? "").mounts
        let hierarchies = mounts.filter { $0.fileSystem == "cgroup" }
        let unified = mounts.first { $0.fileSystem == "cgroup2" }
        version =
            switch (hierarchies.isEmpty, unified == nil) {
            case (true, true): .none
            case (false, true): .v1
            case (true, false): .v2
            case (false, false): .hybrid
            }
        let old = hierarchies.first { $0.options.contains("cpu") }
        let controllers = unified.flatMap { host.text("\($0.point)/cgroup.controllers") } ?? ""
        hasQuotas =
            old.map { host.exists("\($0.point)/cpu.cfs_quota_us") } ?? LinuxFacts.words(controllers).contains("cpu")
    }
}
