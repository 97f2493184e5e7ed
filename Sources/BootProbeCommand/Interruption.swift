import ArgumentParser
import BootProbe
import Dispatch
import Glibc

/// Turns the first Ctrl-C (or SIGTERM) into a clean end, and the second into an end at once.
final class Interruption {
    let cancellation = Cancellation()
    private var sources: [any DispatchSourceSignal] = []

    init() {
        for number in [SIGINT, SIGTERM] {
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [cancellation] in
                if cancellation.isCancelled { _exit(128 + number) }
                cancellation.cancel()
            }
            source.resume()
            sources.append(source)
        }
    }

    /// Throws the exit status of an interrupted command if this one was.
    func check(_ message: String) throws {
        guard cancellation.isCancelled else { return }
        Progress.standardError("bootprobe: interrupted; \(message)\n")
        throw ExitCode(128 + SIGINT)
    }
}
