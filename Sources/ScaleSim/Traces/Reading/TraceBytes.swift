import Glibc

/// The bytes of a trace, read from where one likes; any number of threads may read at once.
final class TraceBytes: Sendable {
    /// What tells that a file is still the one that was opened.
    private struct Identity: Equatable {
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    let name: String
    /// −1 for bytes in memory.
    private let descriptor: Int32
    private let memory: [UInt8]
    private let identity: Identity

    /// Opens the regular file at `path`.
    init(path: String) throws(ScaleSimError) {
        // Without blocking: the open of a named pipe waits for a writer, who may never come.
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ScaleSimError(.noInput, "no such file, or not readable", at: .init(file: path))
        }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ScaleSimError(.noInput, "not a regular file", at: .init(file: path))
        }
        self.descriptor = descriptor
        name = path
        memory = []
        identity = Self.identity(status)
    }

    init(_ bytes: [UInt8], name: String) {
        descriptor = -1
        memory = bytes
        self.name = name
        identity = Identity(size: Int64(bytes.count), seconds: 0, nanoseconds: 0)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    var size: Int64 { identity.size }

    /// Whether the file has neither grown nor been written to since it was opened.
    var isUnchanged: Bool {
        guard descriptor >= 0 else { return true }
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 && Self.identity(status) == identity
    }

    private static func identity(_ status: stat) -> Identity {
        Identity(size: Int64(status.st_size), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }

    /// Fills `buffer` from `position` on with the bytes from `offset` on; returns how many there were, 0 at the end.
    func read(at offset: Int64, into buffer: inout [UInt8], from position: Int) throws(ScaleSimError) -> Int {
        guard descriptor >= 0 else {
            let rest = memory.dropFirst(Int(offset)).prefix(buffer.count - position)
            buffer.replaceSubrange(position..<position + rest.count, with: rest)
            return rest.count
        }
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    descriptor, bytes.baseAddress.map { unsafe $0 + position }, bytes.count - position, off_t(offset))
            }
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw ScaleSimError(
                    .noInput, "cannot be read: \(unsafe String(cString: strerror(errno)))", at: .init(file: name))
            }
        }
    }
}
