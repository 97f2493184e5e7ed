/// The mounts of a process, from the content of `/proc/<pid>/mountinfo` (proc(5)).
struct MountTable {
    struct Mount: Equatable {
        var point: String
        /// As in `ext4`.
        var fileSystem: String
        /// Those of the file system itself, such as a control group hierarchy's controllers.
        var options: [String]
    }

    /// In the order in which they were mounted.
    let mounts: [Mount]

    init(mountinfo: String) { mounts = mountinfo.split(separator: "\n").compactMap(Self.mount) }

    /// The mount that holds `path`, which is absolute and holds no links.
    func mount(of path: String) -> Mount? {
        mounts.filter { path == $0.point || path.hasPrefix($0.point == "/" ? "/" : $0.point + "/") }
            .max { $0.point.utf8.count < $1.point.utf8.count }
    }

    /// A number of optional fields ends with a hyphen; type, source and options of the file system follow.
    private static func mount(_ line: Substring) -> Mount? {
        let fields = line.split(separator: " ")
        guard let hyphen = fields.firstIndex(of: "-"), hyphen > 4, fields.count > hyphen + 3 else { return nil }
        return Mount(
            point: unescaped(fields[4]), fileSystem: String(fields[hyphen + 1]),
            options: fields[hyphen + 3].split(separator: ",").map { String($0) })
    }

    /// The kernel writes blanks and backslashes as three octal digits.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(3), as: UTF8.self)
            if byte == UInt8(ascii: "\\"), let value = UInt8(digits, radix: 8) {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
