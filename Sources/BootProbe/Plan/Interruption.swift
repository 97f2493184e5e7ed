import Dispatch
import Glibc

/// Turns the first Ctrl-C (or SIGTERM) into a clean end, and the second into an end at once.
package final class Interruption {
    package let cancellation = Cancellation()
    private var sources: [any DispatchSourceSignal] = []

    package init() {
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
}
