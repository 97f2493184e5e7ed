import Glibc
import Synchronization

/// A file that is there with all of its content or not at all; or standard output, which is `-`.
///
/// It is opened when it is made, so that work is not begun whose results cannot be kept. Until it is finished it has no
/// name, or another one where the file system knows no files without names. What is no regular file, such as a pipe or
/// /dev/null, is written to as it is.
package final class OutputFile {
    private static let bufferSize = 1 << 16

    /// As the user named it.
    private let path: String
    /// Where the content goes in the end; nil where it is written there at once.
    private let destination: String?
    /// What the file is called until it is finished, where it needs a name.
    private var partial: String?
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// - Parameter isNamed: whether it has a name from the start, as where the file system leaves no choice.
    package init(_ path: String, isNamed: Bool = false) throws(ScaleSimError) {
        self.path = path
        buffer.reserveCapacity(Self.bufferSize + 256)
        if path == "-" {
            (descriptor, destination) = (STDOUT_FILENO, nil)
            return
        }
        destination = try Self.destination(path)
        guard let destination else {
            descriptor = try Self.opened(path, path, O_WRONLY)
            return
        }
        let folder = Self.folder(of: destination)
        if !isNamed, let unnamed = Self.openedUnnamed(in: folder) {
            descriptor = unnamed
        } else {
            let name = Self.partialName(in: folder)
            descriptor = try Self.opened(path, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW)
            partial = name
        }
    }

    deinit {
        if path != "-" { close(descriptor) }
        if let partial { unsafe unlink(partial) }
    }

    // MARK: Writing

    @inline(__always)
    package func write(_ text: String) throws(ScaleSimError) { try write(text.utf8) }

    @inline(__always)
    package func write(_ bytes: some Sequence<UInt8>) throws(ScaleSimError) {
        buffer.append(contentsOf: bytes)
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
            guard count > 0 else { throw Self.failure(path, errno) }
            done += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes all that there is, and gives the file its name.
    package func finish(with bytes: some Sequence<UInt8>) throws(ScaleSimError) {
        try write(bytes)
        try finish()
    }

    /// Gives the file its name; nothing is written after that.
    package func finish() throws(ScaleSimError) {
        try flush()
        guard let destination else { return }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw Self.failure(path, errno) }
        if partial == nil { partial = try linked(in: Self.folder(of: destination)) }
        guard let name = partial, unsafe rename(name, destination) == 0 else { throw Self.failure(path, errno) }
        partial = nil
    }

    /// A name for a file that has none: a link cannot replace another file, only a renaming can.
    private func linked(in folder: String) throws(ScaleSimError) -> String {
        let name = Self.partialName(in: folder)
        unsafe unlink(name)
        guard unsafe linkat(AT_FDCWD, Self.link(descriptor), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
            throw Self.failure(path, errno)
        }
        return name
    }
}

// MARK: Opening

extension OutputFile {
    /// The regular file that `path` is, or will be; nil for what is written to as it is.
    private static func destination(_ path: String) throws(ScaleSimError) -> String? {
        guard !path.isEmpty else { throw failure(path, ENOENT) }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw failure(path, errno) }
            return path
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw failure(path, EISDIR)
        case S_IFREG: return resolved(path)
        default: return nil
        }
    }

    private static func opened(_ path: String, _ name: String, _ flags: Int32) throws(ScaleSimError) -> Int32 {
        let descriptor = unsafe open(name, flags | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(path, errno) }
        return descriptor
    }

    /// Nil where there are no files without names, or no way to give them one later.
    private static func openedUnnamed(in folder: String) -> Int32? {
        // O_TMPFILE, a macro that Swift does not see.
        let unnamed = 0o20_000_000 | O_DIRECTORY
        let descriptor = unsafe open(folder, O_WRONLY | unnamed | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return nil }
        if unsafe access(link(descriptor), F_OK) == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    private static func link(_ descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

    /// Where a symbolic link leads, which is to stay one.
    private static func resolved(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static let counter = Atomic(0)

    /// Of this process alone, and short whatever the file is called.
    private static func partialName(in folder: String) -> String {
        "\(folder)/.scalesim-\(getpid())-\(counter.add(1, ordering: .relaxed).newValue).partial"
    }

    private static func failure(_ path: String, _ code: Int32) -> ScaleSimError {
        let reason = path.isEmpty ? "a name is missing" : unsafe String(cString: strerror(code))
        return ScaleSimError(
            .cannotCreate, "cannot be written: \(reason)", at: .init(file: path == "-" ? "standard output" : path))
    }
}
