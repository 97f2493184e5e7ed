import Glibc

/// A control group whose processes the kernel holds to a CPU quota together (Linux,
/// Documentation/scheduler/sched-bwc.rst), as container engines do.
struct QuotaGroup: Sendable {
    private let path: String

    /// As container engines take it.
    private static let periodMicroseconds = 100_000

    /// Makes the group `name` below the run's own.
    ///
    /// - Parameter cpus: at least 0.01.
    static func make(_ name: String, in run: RunDirectory, cpus: Double) throws(BootProbeError) -> QuotaGroup {
        guard let hierarchy = ControlGroups.quotaHierarchy else {
            throw BootProbeError(.unavailable, ControlGroups.quotaLack ?? "no control groups")
        }
        let parent = "\(hierarchy.path)/\(run.controlGroup)"
        try FileSystem.createDirectory(parent)
        let group = QuotaGroup(path: "\(parent)/\(name)")
        if hierarchy.isUnified {
            for path in [hierarchy.path, parent] { try write("+cpu", to: "\(path)/cgroup.subtree_control") }
        }
        try FileSystem.createDirectory(group.path)
        let quota = Int((cpus * Double(periodMicroseconds)).rounded())
        if hierarchy.isUnified {
            try write("\(quota) \(periodMicroseconds)", to: "\(group.path)/cpu.max")
        } else {
            try write("\(periodMicroseconds)", to: "\(group.path)/cpu.cfs_period_us")
            try write("\(quota)", to: "\(group.path)/cpu.cfs_quota_us")
        }
        return group
    }

    /// Starts the process of `plan` within the group.
    func spawn(_ plan: SpawnPlan) throws(BootProbeError) -> StartedProcess {
        let members = try FileDescriptor(opening: "\(path)/cgroup.procs", flags: O_WRONLY)
        var plan = plan
        plan.controlGroup = members.number
        return try plan.timedSpawn()
    }

    /// As `CPUStatistics` has them.
    var throttledPeriods: Int? { CPUStatistics(of: path)?.throttledPeriods }

    /// To be called once its processes have ended; one that has not gone by then goes with the run.
    func remove() { _ = unsafe rmdir(path) }

    private static func write(_ text: String, to path: String) throws(BootProbeError) {
        do throws(BootProbeError) {
            try FileDescriptor(opening: path, flags: O_WRONLY).write(Array(text.utf8))
        } catch {
            throw BootProbeError(
                .unavailable, "the CPU quota cannot be set: \(path) does not take \"\(text)\"", underlying: "\(error)")
        }
    }
}
