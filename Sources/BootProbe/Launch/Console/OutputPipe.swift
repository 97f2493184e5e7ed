import CLinux
import Glibc

/// The pipe that takes what a process and its children print, and the console at its other end.
final class OutputPipe: Sendable {
    let console: Console
    private let input: ConsoleInput

    /// Makes the pipe, begins to read, and calls `start` with the end to write to, which is closed here when that
    /// returns; from then on the pipe ends with the last process that holds it.
    static func open<Result>(
        to console: Console, _ start: (_ writer: Int32) throws(BootProbeError) -> Result
    ) throws(BootProbeError) -> (pipe: OutputPipe, result: Result) {
        var ends: [Int32] = [0, 0]
        _ = try checked(unsafe bs_pipe(&ends), "cannot make a pipe for what a process prints")
        let writer = FileDescriptor(owning: ends[1])
        let pipe = try OutputPipe(reader: FileDescriptor(owning: ends[0]), console: console)
        do throws(BootProbeError) {
            return (pipe, try start(writer.number))
        } catch {
            pipe.close()
            throw error
        }
    }

    private init(reader: consuming FileDescriptor, console: Console) throws(BootProbeError) {
        // Only the reading end: the writing one is the process's, which expects an ordinary pipe.
        _ = fcntl(reader.number, F_SETFL, O_NONBLOCK)
        self.console = console
        input = ConsoleInput(pipe: reader, console: console)
        try ConsoleReader.running().read(input)
    }

    /// Reads what was printed until now.
    func catchUp() { input.takeArrived() }

    /// Ends the reading, whoever still writes.
    func close() {
        catchUp()
        try? ConsoleReader.running().stop(console)
    }
}
