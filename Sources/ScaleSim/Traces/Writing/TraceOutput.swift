import Glibc

/// A file that is there with all of its content or not at all: it is written under another name and gets its own at the
/// end. `-` is standard output.
final class TraceOutput {
    private static let bufferSize = 1 << 16

    private let path: String
    private let partial: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private var isFinished = false

    init(_ path: String) throws(ScaleSimError) {
        self.path = path
        partial = "\(path).partial"
        buffer.reserveCapacity(Self.bufferSize + 256)
        guard path != "-" else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure }
    }

    deinit {
        guard path != "-", descriptor >= 0 else { return }
        close(descriptor)
        if !isFinished { unsafe unlink(partial) }
    }

    private var failure: ScaleSimError {
        ScaleSimError(
            .cannotCreate, "cannot be written: \(unsafe String(cString: strerror(errno)))",
            at: .init(file: path == "-" ? "standard output" : path))
    }

    @inline(__always)
    func write(_ text: String) throws(ScaleSimError) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Writes the instant as decimal seconds, all nine places, and ends the line.
    @inline(__always)
    func writeSeconds(_ nanoseconds: Int64, end: UInt8) throws(ScaleSimError) {
        buffer.append(contentsOf: String(nanoseconds / 1_000_000_000).utf8)
        buffer.append(UInt8(ascii: "."))
        var unit: Int64 = 100_000_000
        while unit > 0 {
            buffer.append(UInt8(ascii: "0") + UInt8(nanoseconds / unit % 10))
            unit /= 10
        }
        buffer.append(end)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    private func flush() throws(ScaleSimError) {
        var done = 0
        while done < buffer.count {
            let count = unsafe buffer.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure }
            done += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Gives the file its name.
    func finish() throws(ScaleSimError) {
        try flush()
        guard path != "-" else { return }
        guard fsync(descriptor) == 0 || errno == EINVAL, unsafe rename(partial, path) == 0 else { throw failure }
        isFinished = true
    }
}
