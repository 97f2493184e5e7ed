import Glibc

/// A user as the kernel knows it.
package struct UserIdentity: Sendable, Equatable {
    package var user: uid_t
    package var group: gid_t
    /// Supplementary groups, `group` among them.
    package var groups: [gid_t]

    /// Looks `name` up in the `etc/passwd` and `etc/group` of a root file system; the host's name services know
    /// nothing of a tree's users.
    ///
    /// - Throws: `badInput` where the tree has no such user.
    package init(named name: String, root: String) throws(BootProbeError) {
        let users = try Self.records(root + "/etc/passwd", fields: 7)
        guard let record = users.first(where: { $0[0] == name }), let user = uid_t(record[2]),
            let group = gid_t(record[3])
        else {
            throw BootProbeError(.badInput, "user \(name): \(root)/etc/passwd has no such user")
        }
        let memberships = try Self.records(root + "/etc/group", fields: 4)
            .filter { $0[3].split(separator: ",").contains(name[...]) }
            .compactMap { gid_t($0[2]) }
        self.user = user
        self.group = group
        groups = [group] + memberships.filter { $0 != group }
    }

    private static func records(_ path: String, fields: Int) throws(BootProbeError) -> [[Substring]] {
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        return String(decoding: file.contents(), as: UTF8.self)
            .split(separator: "\n")
            .map { $0.split(separator: ":", omittingEmptySubsequences: false) }
            .filter { $0.count == fields }
    }
}
