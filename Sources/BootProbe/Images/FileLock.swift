import Glibc

/// An exclusive lock on a file (flock(2)), held until the value goes, or the process ends however it ends.
package struct FileLock: ~Copyable {
    private let file: FileDescriptor

    /// Waits for the lock at `path`, which is created if need be.
    package init(waitingFor path: String) throws(BootProbeError) {
        let opened = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT, mode: 0o644)
        while flock(opened.number, LOCK_EX) < 0 {
            guard errno == EINTR else { throw .system("cannot lock \(path)", errno) }
        }
        file = opened
    }

    /// Takes the lock at `path`, or returns nil where another process or another part of this one holds it.
    package init?(ifFree path: String) throws(BootProbeError) {
        let opened = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT, mode: 0o644)
        guard flock(opened.number, LOCK_EX | LOCK_NB) == 0 else { return nil }
        file = opened
    }

    /// Unlocks for all who share the open file: closing it alone would leave the lock with a child of ours that has
    /// not executed its program yet.
    deinit { flock(file.number, LOCK_UN) }
}
