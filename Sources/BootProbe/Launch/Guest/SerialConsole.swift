import CLinux
import Foundation
import Synchronization

/// A guest's serial console: a named pipe, read by a thread that stamps each arrival on the host's clock.
///
/// A pipe and not a file, because its reader is woken by each write, and because its end tells that QEMU is gone.
final class SerialConsole: Sendable {
    private struct State: ~Copyable {
        var scanner: ConsoleScanner
        var hasEnded = false
        /// Keeps the reader from seeing an end before QEMU has opened the pipe.
        var keeper: FileDescriptor?
    }

    private let state: Mutex<State>
    private let ended = DispatchSemaphore(value: 0)

    /// Makes the pipes `path.in` and `path.out`, which is where QEMU looks for them, and begins to read.
    init(path: String, phases: [ConsolePattern], fatal: [String]) throws(BootProbeError) {
        for end in ["in", "out"] {
            guard unsafe mkfifo("\(path).\(end)", 0o600) == 0 else {
                throw .system("cannot make \(path).\(end)", errno)
            }
        }
        // Without O_NONBLOCK the open itself would wait for the writer.
        let reader = try FileDescriptor(opening: "\(path).out", flags: O_RDONLY | O_NONBLOCK)
        let keeper = try FileDescriptor(opening: "\(path).out", flags: O_WRONLY)
        state = Mutex(State(scanner: ConsoleScanner(phases: phases, fatal: fatal), keeper: keeper))
        // A closure cannot own a value that is not copyable.
        let source = dup(reader.number)
        Thread { self.read(from: FileDescriptor(owning: source)) }.start()
    }

    var stamps: [PhaseStamp] { state.withLock { $0.scanner.stamps } }
    var fatalLine: String? { state.withLock { $0.scanner.fatalLine } }
    var tail: String { state.withLock { $0.scanner.tail } }

    /// Whether QEMU has closed the console, which it does only by ending.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// To be called when QEMU has opened the pipe, or never will: from now on the end of the pipe is the guest's.
    func release() {
        state.withLock { $0.keeper = nil }
    }

    /// Waits until all that was printed is read; false where the writer lives on after `seconds`.
    func waitForEnd(seconds: Double) -> Bool {
        guard ended.wait(timeout: .now() + seconds) == .success else { return false }
        ended.signal()
        return true
    }

    private func read(from descriptor: consuming FileDescriptor) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            var request = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&request, 1, -1) > 0 else { continue }
            let count = unsafe Glibc.read(descriptor.number, &buffer, buffer.count)
            let instant = HostInstant.now
            if count > 0 {
                state.withLock { $0.scanner.feed(buffer[..<count], at: instant) }
            } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
                break
            }
        }
        state.withLock { $0.hasEnded = true }
        ended.signal()
    }
}
