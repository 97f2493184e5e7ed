import CLinux
import Foundation
import Synchronization

/// The thread on which all probes of this process run.
///
/// One for all, because on a host of few cores many probing threads would take from the boots that they time: the
/// watches of one thread share one rate of attempts. It sleeps between attempts and wakes ahead of ordinary threads,
/// where the host permits that, since a late probe sees an answer late.
package final class ProbeEngine: Sendable {
    package static let shared = ProbeEngine()

    private struct Entry {
        let watch: any Watching
        let finished: (ReadinessResult) -> Void
    }

    private let arrivals = Mutex<[@Sendable () -> Entry]>([])
    /// Wakes the thread for an arrival.
    private let wake: PipeEnds

    private init() {
        guard let ends = try? PipeEnds() else { fatalError("no descriptors are left for a pipe") }
        for end in [ends.read.number, ends.write.number] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        wake = ends
        let thread = Thread { [self] in run() }
        thread.name = "probe engine"
        thread.start()
    }

    /// Drives the watch that `make` makes on the engine's thread, and calls `finished` there with its result.
    func drive(
        _ make: @escaping @Sendable () -> any Watching, finished: @escaping @Sendable (ReadinessResult) -> Void
    ) {
        arrivals.withLock { $0.append { Entry(watch: make(), finished: finished) } }
        _ = unsafe write(wake.write.number, "w", 1)
    }

    private func run() {
        bs_wake_on_time()
        var loop = ProbeLoop()
        var entries: [Entry] = []
        while true {
            drain()
            entries += arrivals.withLock { arrivals in
                defer { arrivals.removeAll() }
                return arrivals
            }.map { $0() }
            loop.round(entries.map(\.watch), wakeDescriptor: wake.read.number)
            entries.removeAll { entry in
                guard let result = entry.watch.result else { return false }
                entry.finished(result)
                return true
            }
        }
    }

    private func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(wake.read.number, &bytes, bytes.count) > 0 {}
    }
}
