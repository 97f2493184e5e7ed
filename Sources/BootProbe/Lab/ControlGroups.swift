import Foundation
import Glibc

/// The control groups of a run: one in each hierarchy (cgroup v1) or one in all (v2), named after the run.
package enum ControlGroups {
    private static let root = "/sys/fs/cgroup"

    /// Where groups with a CPU quota are made: a hierarchy of version 1, or the unified one of version 2.
    static var quotaHierarchy: (path: String, isUnified: Bool)? {
        let old = "\(root)/cpu"
        if FileSystem.exists("\(old)/cpu.cfs_quota_us") { return (old, false) }
        guard let controllers = try? FileSystem.read("\(root)/cgroup.controllers") else { return nil }
        return LinuxFacts.words(String(decoding: controllers, as: UTF8.self)).contains("cpu") ? (root, true) : nil
    }

    /// Why this user cannot hold processes to a CPU quota; nil where that can be done.
    package static var quotaLack: String? {
        guard let hierarchy = quotaHierarchy else { return "no control groups with the CPU controller are mounted" }
        return lackOfRight(in: hierarchy.path)
    }

    /// Why this user cannot make groups in a hierarchy; nil where that can be done.
    static func lackOfRight(in hierarchy: String) -> String? {
        unsafe access(hierarchy, W_OK) == 0
            ? nil : "this user cannot create control groups in \(hierarchy); run as root"
    }

    static func name(ofRun id: String) -> String { "bootscale-\(id)" }

    /// Removes the run's groups and returns the paths of those that were there.
    ///
    /// A group can be removed once its last process has been reaped, for which killed ones are given `patience`
    /// seconds.
    static func remove(ofRun id: String, patience: Double = 2) -> [String] {
        let hierarchies = [root] + folders(in: root)
        let groups = hierarchies.map { "\($0)/\(name(ofRun: id))" }.filter(isFolder)
        let deadline = HostInstant.now.advanced(bySeconds: patience)
        return groups.filter { group in
            while !removeFolders(group) && HostInstant.now < deadline { usleep(20_000) }
            return !isFolder(group)
        }
    }

    /// rmdir(2) on a group and all below; its files are the kernel's and go with it.
    private static func removeFolders(_ group: String) -> Bool {
        for child in folders(in: group) { _ = removeFolders(child) }
        return unsafe rmdir(group) == 0
    }

    private static func folders(in path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().map { "\(path)/\($0)" }.filter(isFolder)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
