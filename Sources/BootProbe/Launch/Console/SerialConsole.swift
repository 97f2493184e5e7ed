import Glibc
import Synchronization

/// A guest's serial console: a named pipe, whose arrivals are stamped on the host's clock.
///
/// A pipe and not a file, because its reader is woken by each write, and because its end tells that QEMU is gone.
final class SerialConsole: Sendable {
    private struct State: ~Copyable {
        /// Keeps the reader from seeing an end before QEMU has opened the pipe.
        var keeper: FileDescriptor?
    }

    let console: Console
    private let input: ConsoleInput
    private let state: Mutex<State>

    /// Makes the pipes `path.in` and `path.out`, which is where QEMU looks for them, and begins to read.
    ///
    /// The first to open them from now on is QEMU, which does so once its program is loaded and before it makes the
    /// machine: that is stamped as `PhaseStamp.hypervisorUp`. (libvirt, which knows the path, does not open it.)
    init(path: String, phases: [ConsolePattern], fatal: [String]) throws(BootProbeError) {
        for end in ["in", "out"] {
            guard unsafe mkfifo("\(path).\(end)", 0o600) == 0 else {
                throw .system("cannot make \(path).\(end)", errno)
            }
        }
        // Without O_NONBLOCK the open itself would wait for the writer.
        let reader = try FileDescriptor(opening: "\(path).out", flags: O_RDONLY | O_NONBLOCK)
        state = Mutex(State(keeper: try FileDescriptor(opening: "\(path).out", flags: O_WRONLY)))
        console = Console(phases: phases, fatal: fatal)
        input = ConsoleInput(pipe: reader, console: console)
        let consoles = try ConsoleReader.running()
        try consoles.noteOpening(of: "\(path).out", on: console)
        try consoles.read(input)
    }

    var stamps: [PhaseStamp] { console.stamps }
    var fatalLine: String? { console.fatalLine }
    var tail: String { console.tail }

    /// Whether QEMU has closed the console, which it does only by ending.
    var hasEnded: Bool { console.hasEnded }

    /// To be called when QEMU has opened the pipe, or never will, if need be again: from now on the end of the pipe is
    /// the guest's.
    func release() {
        state.withLock { $0.keeper = nil }
    }

    /// Waits until all that was printed is read; false where the writer lives on after `seconds`.
    func waitForEnd(seconds: Double) -> Bool { console.waitForEnd(seconds: seconds) }

    /// Ends the reading, whoever still writes.
    func close() { try? ConsoleReader.running().stop(console) }
}
