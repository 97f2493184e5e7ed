import BootProbe
import Foundation
import Glibc

/// A stream socket named by a file.
///
/// The kernel takes names of at most 107 bytes, and state folders may lie deep: so the folder is opened, and the file
/// is named below its descriptor.
struct UnixSocket: ~Copyable {
    private let descriptor: Int32

    private init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Connects to the listener behind the file `name` in `folder`.
    static func connect(to name: String, in folder: String, timeoutSeconds: Int = 5) throws(BootProbeError)
        -> UnixSocket
    {
        let socket = try make()
        socket.setTimeout(timeoutSeconds)
        let result = unsafe try withAddress(name, in: folder) { address, length in
            unsafe Glibc.connect(socket.descriptor, address, length)
        }
        guard result == 0 else {
            throw BootProbeError(.unavailable, "nothing answers at \(folder)/\(name)", underlying: lastError())
        }
        return socket
    }

    /// Listens at the file `name` in `folder`, in place of whatever was there; only its owner may connect.
    static func listen(at name: String, in folder: String) throws(BootProbeError) -> UnixSocket {
        let socket = try make()
        unsafe unlink("\(folder)/\(name)")
        fchmod(socket.descriptor, 0o600)
        let result = unsafe try withAddress(name, in: folder) { address, length in
            unsafe bind(socket.descriptor, address, length)
        }
        guard result == 0, Glibc.listen(socket.descriptor, 16) == 0 else {
            throw BootProbeError(.cannotCreate, "cannot listen at \(folder)/\(name)", underlying: lastError())
        }
        return socket
    }

    /// Whether a peer connects within the given time.
    func waitsForAccept(withinMilliseconds limit: Int32) -> Bool {
        var listener = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&listener, 1, limit) > 0
    }

    /// Waits for the next connection; nil when the listener failed.
    func accept() -> UnixSocket? {
        while true {
            let connection = Glibc.accept(descriptor, nil, nil)
            if connection >= 0 {
                let socket = UnixSocket(adopting: connection)
                socket.setTimeout(5)
                return socket
            }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    func write(_ text: String) throws(BootProbeError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw BootProbeError(.failed, "a peer hung up", underlying: Self.lastError()) }
            rest = rest.dropFirst(count)
        }
    }

    /// Everything that the peer sends until it ends the connection.
    func readToEnd() throws(BootProbeError) -> String {
        var bytes: [UInt8] = []
        while let chunk = try readChunk() { bytes += chunk }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What the peer sends up to its first line end, at most 1 MiB.
    func readLine() throws(BootProbeError) -> String {
        var bytes: [UInt8] = []
        while bytes.count < 1 << 20, !bytes.contains(UInt8(ascii: "\n")), let chunk = try readChunk() { bytes += chunk }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    private func readChunk() throws(BootProbeError) -> ArraySlice<UInt8>? {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw BootProbeError(.failed, "no answer came", underlying: Self.lastError()) }
        return count == 0 ? nil : buffer.prefix(count)
    }

    private func setTimeout(_ seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    private static func make() throws(BootProbeError) -> UnixSocket {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw BootProbeError(.operatingSystem, "cannot create a socket", underlying: lastError())
        }
        return UnixSocket(adopting: descriptor)
    }

    private static func withAddress(
        _ name: String, in folder: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(BootProbeError) -> Int32 {
        let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw BootProbeError(.noInput, "cannot open \(folder)", underlying: lastError()) }
        defer { close(directory) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array("/proc/self/fd/\(directory)/\(name)".utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            precondition(path.count < bytes.count, "\(name) is too long for a socket's name")
            unsafe bytes.copyBytes(from: path)
        }
        return unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func lastError() -> String { unsafe String(cString: strerror(errno)) }
}
