import Glibc

/// An exclusive lock on a file (flock(2)), held until the value goes, or the process ends however it ends.
package struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Waits for the lock at `path`, which is created if need be.
    package init(waitingFor path: String) throws(BootProbeError) {
        let opened = try Self.open(path)
        while flock(opened, LOCK_EX) < 0 {
            guard errno == EINTR else {
                let code = errno
                close(opened)
                throw .operatingSystem("the lock on \(path)", code)
            }
        }
        descriptor = opened
    }

    /// Takes the lock at `path`, or returns nil where another process or another part of this one holds it.
    package init?(ifFree path: String) throws(BootProbeError) {
        let opened = try Self.open(path)
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            return nil
        }
        descriptor = opened
    }

    deinit { close(descriptor) }

    private static func open(_ path: String) throws(BootProbeError) -> Int32 {
        let opened = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard opened >= 0 else {
            throw BootProbeError(
                .cannotCreate, "cannot open the lock file \(path)",
                underlying: unsafe String(cString: strerror(errno)))
        }
        return opened
    }
}
