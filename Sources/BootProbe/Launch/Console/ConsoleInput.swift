import Glibc
import Synchronization

/// Where a console's bytes come from: a pipe, or a file that a container's monitor writes.
final class ConsoleInput: Sendable {
    private struct State: ~Copyable {
        let descriptor: FileDescriptor
        /// For a monitor's file, which has no end.
        var log: ContainerLog?
        var hasEnded = false
    }

    let console: Console
    /// Of the descriptor, which is open as long as this value lives.
    let number: Int32
    private let state: Mutex<State>

    /// Bytes of a pipe, whose reading end must not block.
    init(pipe: consuming FileDescriptor, console: Console) {
        number = pipe.number
        self.console = console
        state = Mutex(State(descriptor: pipe))
    }

    /// What a container prints, from the file in which its monitor writes it.
    init(log: consuming FileDescriptor, console: Console) {
        number = log.number
        self.console = console
        state = Mutex(State(descriptor: log, log: ContainerLog()))
    }

    /// Hands what has arrived to the console, stamped now; false once the end of the pipe was reached.
    ///
    /// Called by the reader when something has arrived, and by whoever wants to know all that was printed until now.
    @discardableResult
    func takeArrived() -> Bool {
        state.withLock { state in
            guard !state.hasEnded else { return false }
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = unsafe read(state.descriptor.number, &buffer, buffer.count)
                let instant = HostInstant.now
                if count > 0 {
                    Self.hand(buffer[..<count], to: console, through: &state.log, at: instant)
                } else if count < 0 && errno == EINTR {
                    continue
                }
                // A pipe is at its end, a file only where its writer is now.
                let isAtEnd = count == 0 && state.log == nil || count < 0 && errno != EAGAIN
                if isAtEnd {
                    state.hasEnded = true
                    console.end()
                }
                if count < buffer.count { return !isAtEnd }
            }
        }
    }

    private static func hand(
        _ bytes: ArraySlice<UInt8>, to console: Console, through log: inout ContainerLog?, at instant: HostInstant
    ) {
        guard log != nil else { return console.feed(bytes, at: instant) }
        if let printed = log?.text(of: bytes), !printed.isEmpty { console.feed(printed, at: instant) }
    }
}
