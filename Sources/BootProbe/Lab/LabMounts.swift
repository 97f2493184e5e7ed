import CLinux
import Glibc

/// The mounts of a lab, seen by no process outside.
enum LabMounts {
    /// Makes the mounts private, with a `/proc` of the lab's processes and an empty `/run` and `/dev/shm`: programs
    /// that keep state there (container runtimes, network namespaces, semaphores) can then leave nothing on the host.
    static func setUp() throws(BootProbeError) {
        _ = try checked(bs_make_mounts_private(), "cannot make the lab's mounts private")
        let hardened = UInt(MS_NOSUID | MS_NODEV)
        try mount("proc", on: "/proc", flags: hardened | UInt(MS_NOEXEC))
        try mount("tmpfs", on: "/run", flags: hardened, options: "mode=755")
        try mount("tmpfs", on: "/dev/shm", flags: hardened, options: "mode=1777")
        try hideHybridControlGroups()
    }

    /// Detaches what is still mounted below `path`.
    static func detach(below path: String) throws(BootProbeError) {
        for target in try mountPoints().reversed() where target.hasPrefix(path + "/") {
            _ = try checked(unsafe bs_detach_mount(target), "cannot unmount \(target)")
        }
    }

    /// crun refuses a host that has cgroup v1 and v2 mounted side by side. Covered rather than unmounted: below the
    /// mount lies the host's own file system, where groups created by mistake would stay.
    private static func hideHybridControlGroups() throws(BootProbeError) {
        let unified = "/sys/fs/cgroup/unified"
        guard unsafe bs_is_cgroup2(unified) == 1 else { return }
        try mount("tmpfs", on: unified, flags: UInt(MS_NOSUID | MS_NODEV), options: "mode=755")
    }

    private static func mount(
        _ type: String, on target: String, flags: UInt, options: String? = nil
    ) throws(BootProbeError) {
        let result = unsafe bs_mount_with_options(type, target, type, flags, options ?? "")
        _ = try checked(result, "cannot mount \(type) on \(target) in the lab")
    }

    /// All mount points, in the order in which they were mounted.
    private static func mountPoints() throws(BootProbeError) -> [String] {
        let table = try FileDescriptor(opening: "/proc/self/mountinfo", flags: O_RDONLY)
        return MountTable(mountinfo: String(decoding: table.contents(), as: UTF8.self)).mounts.map(\.point)
    }
}
