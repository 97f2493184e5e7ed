import Glibc

/// Reads a descriptor line by line.
struct LineReader: ~Copyable {
    private let descriptor: FileDescriptor
    private var bytes: [UInt8] = []

    init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

    /// The next line, without its end; the last may have none. Nil at the end of what is read.
    mutating func next() -> String? {
        while true {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                defer { bytes.removeFirst(end + 1) }
                return String(decoding: bytes[..<end], as: UTF8.self)
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = unsafe read(descriptor.number, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        if bytes.isEmpty { return nil }
        defer { bytes = [] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
