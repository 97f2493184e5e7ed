import Foundation

extension FileMapping {
    /// Copies the file, or the content of the directory, to its place below `root`, readable for all users of the tree
    /// whatever the umask and the modes on the host are.
    ///
    /// Throws `badInput` where the way there leads through a symbolic link: an absolute one such as Debian's
    /// `/var/run` would be followed out of the tree, into the host.
    func copy(into root: String) throws(BootProbeError) {
        let place = try place(below: root)
        try FileSystem.createDirectory(URL(filePath: place.path).deletingLastPathComponent().path)
        var isDirectory: ObjCBool = false
        _ = unsafe FileManager.default.fileExists(atPath: from, isDirectory: &isDirectory)
        if isDirectory.boolValue { try FileSystem.createDirectory(place.path) }
        let source = isDirectory.boolValue ? "\(from)/." : from
        try HostTool(
            "cp", ["--recursive", "--dereference", "--preserve=mode,timestamps", "--", source, place.path]
        ).run()
        try HostTool("chmod", ["--recursive", "u=rwX,go=rX", "--", place.topmostNew]).run()
    }

    /// Where `to` is below `root`, and the first directory on the way that has to be made, or the place itself.
    private func place(below root: String) throws(BootProbeError) -> (path: String, topmostNew: String) {
        let components = to.split(separator: "/").map(String.init)
        guard to.hasPrefix("/"), !components.isEmpty, !components.contains("..") else {
            throw BootProbeError(.badInput, "a tree's files: \"\(to)\" must be an absolute path without \"..\"")
        }
        var path = root
        var topmostNew: String?
        for component in components {
            path += "/\(component)"
            var information = stat()
            if unsafe lstat(path, &information) != 0 {
                topmostNew = topmostNew ?? path
            } else if information.st_mode & S_IFMT == S_IFLNK {
                throw BootProbeError(
                    .badInput,
                    "a tree's files: \"\(to)\" leads through the tree's symbolic link \(component); "
                        + "name the directory that it stands for")
            }
        }
        return (path, topmostNew ?? path)
    }
}
