import CLinux
import Foundation
import Glibc

/// The root file system of one process instance: a tree that is only read, and a layer of its own for what it writes.
package struct ProcessRoot: Sendable {
    /// Directory to chroot to; nil for the host's own root.
    package let path: String?
    /// Where the layer and the output are; removed with the root.
    private let folder: String

    /// - Throws: `unavailable` outside a lab, whose private mounts it needs, and where the host cannot stack file
    ///   systems on the cache folder.
    package init(of tree: BuiltTree?, in folder: String, volumes: [FileMapping] = []) throws(BootProbeError) {
        self.folder = folder
        guard let tree else {
            path = nil
            return
        }
        guard Lab.isInside else {
            throw BootProbeError(.internalFault, "a process in the tree \(tree.name) needs a lab for its mounts")
        }
        let root = "\(folder)/root"
        for name in ["layer", "work", "root"] { try FileSystem.createDirectory("\(folder)/\(name)") }
        let options = Self.overlayOptions(lower: tree.path, upper: "\(folder)/layer", work: "\(folder)/work")
        let mounted = unsafe bs_mount_with_options("overlay", root, "overlay", UInt(MS_NODEV), options)
        guard mounted >= 0 else {
            throw .system(
                "cannot stack a layer on \(tree.path); set BOOTSCALE_CACHE to a folder on ext4, xfs, btrfs or tmpfs",
                mounted, code: .unavailable)
        }
        path = root
        let kernel = ["/proc", "/dev"].map { FileMapping(from: $0, to: $0) }
        for volume in kernel + volumes {
            try FileSystem.createDirectory(root + volume.to)
            _ = try checked(
                unsafe bs_mount(volume.from, root + volume.to, "none", UInt(MS_BIND | MS_REC)),
                "cannot mount \(volume.from) at \(root)\(volume.to)")
        }
    }

    /// Detaches the mounts and removes the layer and the folder.
    package func remove() throws(BootProbeError) {
        if let path { _ = try checked(unsafe bs_detach_mount(path), "cannot unmount \(path)") }
        let url = URL(filePath: folder)
        try TreeRemoval.remove(url.lastPathComponent, in: url.deletingLastPathComponent().path)
    }

    /// In a user namespace overlayfs keeps its marks in `user.` attributes, since `trusted.` ones are refused.
    private static func overlayOptions(lower: String, upper: String, work: String) -> String {
        let paths = "lowerdir=\(escaped(lower)),upperdir=\(escaped(upper)),workdir=\(escaped(work))"
        return LabNamespaces.isOwnUsers ? paths + ",userxattr" : paths
    }

    private static func escaped(_ path: String) -> String {
        path.replacing("\\", with: "\\\\").replacing(":", with: "\\:").replacing(",", with: "\\,")
    }
}
