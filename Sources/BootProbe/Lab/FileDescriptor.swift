import Glibc

/// An open file that is closed with its owner.
package struct FileDescriptor: ~Copyable {
    package let number: Int32

    /// Takes over `number`, which must be open.
    package init(owning number: Int32) { self.number = number }

    /// open(2), closed on exec.
    ///
    /// - Throws: the operating system's reason, with `path` in the message.
    package init(opening path: String, flags: Int32, mode: mode_t = 0o600) throws(BootProbeError) {
        let number = unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
        guard number >= 0 else {
            throw .system("cannot open \(path)", errno, code: flags & O_CREAT == 0 ? .noInput : .cannotCreate)
        }
        self.number = number
    }

    deinit { close(number) }

    /// All bytes from `offset` on, at most `limit`.
    func contents(from offset: Int = 0, limit: Int = .max) -> [UInt8] {
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while result.count < limit {
            let wanted = min(chunk.count, limit - result.count)
            let count = unsafe pread(number, &chunk, wanted, offset + result.count)
            if count <= 0 { break }
            result += chunk[..<count]
        }
        return result
    }

    /// Size of the file in bytes.
    var size: Int {
        var status = stat()
        return unsafe fstat(number, &status) == 0 ? Int(status.st_size) : 0
    }

    func write(_ bytes: [UInt8]) throws(BootProbeError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(number, buffer.baseAddress! + written, buffer.count - written)
            }
            guard count > 0 else { throw .system("cannot write", errno, code: .cannotCreate) }
            written += count
        }
    }
}
