/// An archive in the "newc" format, the only one that the kernel unpacks as an initial RAM disk
/// (Documentation/driver-api/early-userspace/buffer-format.rst).
///
/// The kernel unpacks concatenated archives one after another, so that what one launch adds to the common part needs
/// only to be appended.
struct CpioArchive {
    private(set) var bytes: [UInt8] = []
    private var entryCount: UInt32 = 0
    private var directories: Set<String> = []

    /// Adds a regular file and the directories above it; `path` is relative to the root.
    mutating func addFile(_ path: String, _ content: [UInt8], mode: UInt32 = 0o644) {
        addParents(of: path)
        addEntry(path, mode: 0o100000 | mode, content)
    }

    mutating func addLink(_ path: String, to destination: String) {
        addParents(of: path)
        addEntry(path, mode: 0o120777, Array(destination.utf8))
    }

    mutating func addDirectory(_ path: String) {
        guard directories.insert(path).inserted else { return }
        addParents(of: path)
        addEntry(path, mode: 0o040755, [])
    }

    /// The whole archive, padded so that another may follow.
    consuming func finish() -> [UInt8] {
        addEntry("TRAILER!!!", mode: 0, [])
        return bytes
    }

    private mutating func addParents(of path: String) {
        guard let slash = path.lastIndex(of: "/") else { return }
        addDirectory(String(path[..<slash]))
    }

    private mutating func addEntry(_ path: String, mode: UInt32, _ content: [UInt8]) {
        entryCount += 1
        let name = Array(path.utf8) + [0]
        // inode, mode, user, group, links, time, size, four device numbers, size of the name, checksum
        let fields: [UInt32] = [
            entryCount, mode, 0, 0, 1, 0, UInt32(content.count), 0, 0, 0, 0, UInt32(name.count), 0,
        ]
        bytes += Array("070701".utf8)
        for field in fields {
            let digits = String(field, radix: 16)
            bytes += Array((String(repeating: "0", count: 8 - digits.count) + digits).utf8)
        }
        bytes += name
        pad()
        bytes += content
        pad()
    }

    private mutating func pad() {
        bytes += [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }
}
