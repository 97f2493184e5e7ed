import Glibc

/// A temporary file of instants, eight bytes each, without a name: it is gone with the process, however that ends.
final class InstantSpool: Sendable {
    private let descriptor: Int32

    init() throws(ScaleSimError) {
        let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/scalesim-instants-XXXXXX".utf8CString)
        descriptor = unsafe template.withUnsafeMutableBufferPointer { name in
            guard let start = name.baseAddress else { return -1 }
            let descriptor = unsafe mkstemp(start)
            if descriptor >= 0 {
                unsafe unlink(start)
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            }
            return descriptor
        }
        guard descriptor >= 0 else { throw Self.failure(in: folder) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private static func failure(in folder: String) -> ScaleSimError {
        ScaleSimError(
            .cannotCreate,
            "no temporary file to sort the trace in: \(unsafe String(cString: strerror(errno))); make room, or set TMPDIR",
            at: .init(file: folder))
    }

    /// Writes all of `instants` from the place `position` on, counted in instants.
    func write(_ instants: ArraySlice<Int64>, at position: Int) throws(ScaleSimError) {
        let done = unsafe instants.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let start = unsafe bytes.baseAddress.map { unsafe $0 + written }
                let count = unsafe pwrite(descriptor, start, bytes.count - written, off_t(position * 8 + written))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return true
        }
        guard done else { throw Self.failure(in: "temporary file") }
    }

    /// Fills `buffer` with `count` instants from `position` on.
    func read(_ count: Int, at position: Int, into buffer: inout [Int64]) throws(ScaleSimError) {
        buffer.removeAll(keepingCapacity: true)
        buffer.append(contentsOf: repeatElement(0, count: count))
        let done = unsafe buffer.withUnsafeMutableBytes { bytes in
            var filled = 0
            while filled < bytes.count {
                let start = unsafe bytes.baseAddress.map { unsafe $0 + filled }
                let count = unsafe pread(descriptor, start, bytes.count - filled, off_t(position * 8 + filled))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                filled += count
            }
            return true
        }
        guard done else { throw Self.failure(in: "temporary file") }
    }
}
