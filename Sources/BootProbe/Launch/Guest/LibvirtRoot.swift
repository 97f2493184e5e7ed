import Foundation
import Synchronization

/// A directory in which an embedded QEMU driver keeps its state (`qemu:///embed?root=…`), ours while the value lives.
///
/// It stays in the cache folder, because the driver spends seconds on asking QEMU for its capabilities when it finds
/// none there. libvirt allows one process a root; where the first is in use, the next free one is taken.
struct LibvirtRoot: ~Copyable {
    let path: String
    private let lock: FileLock

    /// The driver puts sockets at about this depth below its root, and a socket's path has at most 107 bytes
    /// (unix(7)).
    private static let longestPath = 107 - "/lib/qemu/domain-9999-vm-i9999/monitor.sock".utf8.count

    init(cacheDirectory: String) throws(BootProbeError) {
        let directory = "\(cacheDirectory)/libvirt"
        try FileSystem.createDirectory(directory)
        var number = 0
        while true {
            if let free = try FileLock(ifFree: "\(directory)/\(number).lock") {
                let root = "\(directory)/\(number)"
                try Self.prepare(root)
                path = root
                lock = free
                return
            }
            number += 1
        }
    }

    var uri: String {
        var components = URLComponents()
        components.queryItems = [URLQueryItem(name: "root", value: path)]
        // A plus sign is a space to some readers of queries.
        let query = (components.percentEncodedQuery ?? "").replacing("+", with: "%2B")
        return "qemu:///embed?\(query)"
    }

    /// Writes the driver's settings, and removes what guests of a killed process left, which the driver would try to
    /// reach.
    private static func prepare(_ root: String) throws(BootProbeError) {
        guard root.utf8.count <= longestPath else {
            throw BootProbeError(
                .usage,
                "the cache folder's path is too long for libvirt's sockets: \(root) has \(root.utf8.count) bytes of at "
                    + "most \(longestPath); choose another one with BOOTSCALE_CACHE")
        }
        for leftover in ["run", "lib", "log"] { try FileSystem.remove("\(root)/\(leftover)") }
        try FileSystem.createDirectory("\(root)/etc")
        try FileSystem.write(Array(settings.utf8), to: "\(root)/etc/qemu.conf")
    }

    /// QEMU runs as whoever runs us, without what only a system's daemon can offer: labels, control groups, device
    /// namespaces, a log daemon.
    private static let settings = """
        user = "+0"
        group = "+0"
        dynamic_ownership = 0
        remember_owner = 0
        security_driver = "none"
        cgroup_controllers = [ ]
        namespaces = [ ]
        stdio_handler = "file"

        """
}
