import CLinux
import Glibc

/// What a thread drives: it is advanced when its time has come and told what poll(2) saw.
protocol Watching: AnyObject {
    /// Not nil once the watch is over.
    var result: ReadinessResult? { get }

    /// Does what is due, and returns when to come again.
    ///
    /// - Parameter sharers: How many watches share the thread, and with it the host's CPUs.
    func advance(sharers: Int) -> HostInstant

    /// Adds what poll(2) is to watch for.
    func appendPolled(to entries: inout [pollfd])

    /// Handles the entries that `appendPolled` added last.
    func handle(_ entries: ArraySlice<pollfd>, chunk: inout [UInt8])
}

/// Drives watches on one thread: sleeps until something happens to an attempt or the next thing is due.
struct ProbeLoop {
    private var entries: [pollfd] = []
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)

    /// Does one round over `watches`, until the first of them has something to do.
    ///
    /// - Parameter wakeDescriptor: Ends the sleep when it becomes readable.
    mutating func round(_ watches: [any Watching], wakeDescriptor: Int32? = nil) {
        var wakeAt: HostInstant?
        for watch in watches {
            let next = watch.advance(sharers: watches.count)
            wakeAt = min(wakeAt ?? next, next)
        }
        if watches.contains(where: { $0.result != nil }) { return }
        entries.removeAll(keepingCapacity: true)
        if let wakeDescriptor { entries.append(pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0)) }
        var bounds = [entries.count]
        for watch in watches {
            watch.appendPolled(to: &entries)
            bounds.append(entries.count)
        }
        guard poll(until: wakeAt) > 0 else { return }
        for (index, watch) in watches.enumerated() where watch.result == nil {
            watch.handle(entries[bounds[index]..<bounds[index + 1]], chunk: &chunk)
        }
    }

    private mutating func poll(until instant: HostInstant?) -> Int32 {
        // Without a watch there is only the wake descriptor to wait for.
        let nanoseconds = instant.map { max(0, $0.nanoseconds - HostInstant.now.nanoseconds) } ?? 3_600_000_000_000
        return unsafe bs_poll(&entries, entries.count, nanoseconds)
    }
}
