import CLinux
import Glibc

/// Removes directory trees without leaving them: symbolic links are removed, not followed, and a mount point ends the
/// removal with an error.
enum TreeRemoval {
    /// Removes `name` in the directory `parent`; a missing one is fine.
    static func remove(_ name: String, in parent: String) throws(BootProbeError) {
        let directory = try FileDescriptor(opening: parent, flags: O_RDONLY | O_DIRECTORY)
        try remove(name, from: directory.number, path: "\(parent)/\(name)")
    }

    private static func remove(_ name: String, from parent: Int32, path: String) throws(BootProbeError) {
        if unsafe unlinkat(parent, name, 0) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw .system("cannot remove \(path)", errno) }
        let directory = FileDescriptor(
            owning: try checked(unsafe bs_open_directory_beneath(parent, name), "cannot enter \(path) to remove it"))
        for entry in try names(in: directory.number, path: path) {
            try remove(entry, from: directory.number, path: "\(path)/\(entry)")
        }
        guard unsafe unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
            throw .system("cannot remove \(path)", errno)
        }
    }

    /// The entries of an open directory, without `.` and `..`.
    private static func names(in directory: Int32, path: String) throws(BootProbeError) -> [String] {
        // closedir closes what fdopendir took.
        guard let stream = unsafe fdopendir(dup(directory)) else { throw .system("cannot read \(path)", errno) }
        defer { unsafe closedir(stream) }
        var result: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { result.append(name) }
        }
        return result
    }
}
