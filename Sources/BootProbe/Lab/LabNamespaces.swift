import CLinux
import Glibc

/// The set of namespaces in which this host lets us build a lab.
struct LabNamespaces: Equatable {
    /// Whether user ids are the lab's own, as they must be for who may not create the other namespaces.
    let ownUsers: Bool

    var flags: Int32 { Self.shared | (ownUsers ? Int32(BS_NEW_USER) : 0) }

    private static let shared = Int32(BS_NEW_MOUNT | BS_NEW_NETWORK | BS_NEW_PID | BS_NEW_IPC | BS_NEW_UTS)

    /// Whether this process lives in a user namespace below the host's.
    static var isOwnUsers: Bool {
        guard let map = try? FileDescriptor(opening: "/proc/self/uid_map", flags: O_RDONLY) else { return false }
        return !String(decoding: map.contents(), as: UTF8.self).contains(" 4294967295")
    }

    /// - Throws: `unavailable` where the kernel or its settings refuse all of them.
    static func permitted() throws(BootProbeError) -> LabNamespaces {
        if bs_try_namespaces(LabNamespaces(ownUsers: false).flags) == 0 { return LabNamespaces(ownUsers: false) }
        let refused = bs_try_namespaces(LabNamespaces(ownUsers: true).flags)
        if refused == 0 { return LabNamespaces(ownUsers: true) }
        throw .system(
            "this host refuses namespaces, so nothing can be launched in a lab; run as root, or set the sysctl "
                + "kernel.unprivileged_userns_clone and user.max_user_namespaces to allow them",
            refused, code: .unavailable)
    }
}

/// How user and group ids inside a lab stand for ids outside.
struct IdentityMap {
    private enum Kind {
        /// The caller is root and maps all ids to themselves.
        case identity
        /// The caller is root inside; subordinate ids (subuid(5)) serve for all others.
        case subordinate(users: Range, groups: Range)
        /// The caller is root inside and there is nobody else: services cannot switch users.
        case callerOnly
    }

    private struct Range {
        var start: UInt32
        var count: UInt32
    }

    private let kind: Kind

    static func ofCaller() -> IdentityMap {
        if geteuid() == 0 { return IdentityMap(kind: .identity) }
        guard HostTool.isInstalled("newuidmap"), HostTool.isInstalled("newgidmap"),
            let users = range(in: "/etc/subuid"), let groups = range(in: "/etc/subgid")
        else { return IdentityMap(kind: .callerOnly) }
        return IdentityMap(kind: .subordinate(users: users, groups: groups))
    }

    /// Whether services inside can run as other users than root.
    var hasOtherUsers: Bool {
        if case .callerOnly = kind { return false }
        return true
    }

    /// Writes the maps of a process in a new user namespace.
    func write(for child: pid_t) throws(BootProbeError) {
        switch kind {
        case .identity:
            try Self.write("0 0 4294967295", to: "/proc/\(child)/uid_map")
            try Self.write("0 0 4294967295", to: "/proc/\(child)/gid_map")
        case .callerOnly:
            try Self.write("deny", to: "/proc/\(child)/setgroups")
            try Self.write("0 \(geteuid()) 1", to: "/proc/\(child)/uid_map")
            try Self.write("0 \(getegid()) 1", to: "/proc/\(child)/gid_map")
        case .subordinate(let users, let groups):
            try Self.run("newuidmap", child, own: geteuid(), users)
            try Self.run("newgidmap", child, own: getegid(), groups)
        }
    }

    private static func run(_ program: String, _ child: pid_t, own: UInt32, _ range: Range) throws(BootProbeError) {
        try HostTool(program, ["\(child)", "0", "\(own)", "1", "1", "\(range.start)", "\(range.count)"]).run()
    }

    private static func write(_ text: String, to path: String) throws(BootProbeError) {
        try FileDescriptor(opening: path, flags: O_WRONLY).write(Array(text.utf8))
    }

    /// The caller's first range in a file of subuid(5).
    private static func range(in path: String) -> Range? {
        guard let file = try? FileDescriptor(opening: path, flags: O_RDONLY) else { return nil }
        let owners = [unsafe String(cString: getpwuid(geteuid()).pointee.pw_name), "\(geteuid())"]
        for line in String(decoding: file.contents(), as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ":")
            guard fields.count == 3, owners.contains(String(fields[0])) else { continue }
            if let start = UInt32(fields[1]), let count = UInt32(fields[2]) { return Range(start: start, count: count) }
        }
        return nil
    }
}
