import Glibc

/// The file in which a container's monitor writes what the container prints, and the console that follows it.
final class FollowedLog: Sendable {
    let console: Console
    let path: String
    private let input: ConsoleInput

    /// Makes the file, which the monitor will append to, and begins to follow it.
    init(at path: String, console: Console) throws(BootProbeError) {
        self.path = path
        self.console = console
        input = ConsoleInput(
            log: try FileDescriptor(opening: path, flags: O_RDONLY | O_CREAT | O_EXCL), console: console)
        try ConsoleReader.running().follow(input, at: path)
    }

    /// Reads what was written until now.
    func catchUp() { input.takeArrived() }

    /// Reads the rest, ends the following and removes the file.
    func close() throws(BootProbeError) {
        catchUp()
        try ConsoleReader.running().stop(console)
        try FileSystem.remove(path)
    }
}
