import Foundation

extension FileMapping {
    /// Copies the file, or the content of the directory, to its place below `root`.
    ///
    /// Throws `badInput` where the way there leads through a symbolic link: an absolute one such as Debian's
    /// `/var/run` would be followed out of the tree, into the host.
    func copy(into root: String) throws(BootProbeError) {
        let components = to.split(separator: "/").map(String.init)
        guard to.hasPrefix("/"), !components.isEmpty, !components.contains("..") else {
            throw BootProbeError(.badInput, "a tree's files: \"\(to)\" must be an absolute path without \"..\"")
        }
        var place = root
        for component in components {
            place += "/\(component)"
            var information = stat()
            if unsafe lstat(place, &information) == 0, information.st_mode & S_IFMT == S_IFLNK {
                throw BootProbeError(
                    .badInput,
                    "a tree's files: \"\(to)\" leads through the tree's symbolic link \(component); "
                        + "name the directory that it stands for")
            }
        }
        try FileSystem.createDirectory("\(root)/\(components.dropLast().joined(separator: "/"))")
        var isDirectory: ObjCBool = false
        _ = unsafe FileManager.default.fileExists(atPath: from, isDirectory: &isDirectory)
        if isDirectory.boolValue { try FileSystem.createDirectory(place) }
        let source = isDirectory.boolValue ? "\(from)/." : from
        try HostTool(
            "cp", ["--recursive", "--dereference", "--preserve=mode,timestamps", "--", source, place]
        ).run()
    }
}
