import CLinux
import Foundation
import Glibc
import Synchronization

/// The one thread that reads what all instances print, and stamps it on the host's clock as it arrives.
///
/// One for all, because starting a thread for each would cost a launch more than all else it does, and because a
/// machine with two cores has none to spare for idle readers. It waits in epoll(7) for pipes, and for the files of
/// containers' monitors through inotify(7).
final class ConsoleReader: Sendable {
    private enum Watch {
        case writing(ConsoleInput)
        case opening(of: Console)

        var console: Console {
            switch self {
            case .writing(let log): log.console
            case .opening(let console): console
            }
        }
    }

    private struct State {
        /// By descriptor.
        var pipes: [Int32: ConsoleInput] = [:]
        /// By number of the watch.
        var watches: [Int32: Watch] = [:]
    }

    private static let eventsMax = 32

    private let ready: Int32
    private let fileEvents: Int32
    private let state = Mutex(State())

    /// The reader of this process; its thread starts with the first call and ends with the process.
    ///
    /// - Throws: the operating system's reason.
    static func running() throws(BootProbeError) -> ConsoleReader { try started.get() }

    private static let started = Result { () throws(BootProbeError) in
        let reader = try ConsoleReader()
        let thread = Thread { reader.readForEver() }
        thread.name = "consoles"
        thread.start()
        return reader
    }

    private init() throws(BootProbeError) {
        let message = "cannot watch what instances print"
        ready = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard ready >= 0 else { throw .system(message, errno) }
        fileEvents = try checked(bs_open_file_events(), message)
        try watch(fileEvents)
    }

    /// Reads a pipe until its end.
    func read(_ pipe: ConsoleInput) throws(BootProbeError) {
        try state.withLock { state throws(BootProbeError) in
            try watch(pipe.number)
            state.pipes[pipe.number] = pipe
        }
    }

    /// Reads the file at `path`, which is `log`'s, whenever it is written to, until `stop`.
    func follow(_ log: ConsoleInput, at path: String) throws(BootProbeError) {
        // Under the lock, so that the first event finds the watch.
        try state.withLock { state throws(BootProbeError) in
            let watch = try checked(unsafe bs_watch_writing(fileEvents, path), "cannot watch \(path)")
            state.watches[watch] = .writing(log)
        }
    }

    /// Notes on `console` when the file at `path` is next opened.
    func noteOpening(of path: String, on console: Console) throws(BootProbeError) {
        try state.withLock { state throws(BootProbeError) in
            let watch = try checked(unsafe bs_watch_next_opening(fileEvents, path), "cannot watch \(path)")
            state.watches[watch] = .opening(of: console)
        }
    }

    /// Forgets all that concerns `console`.
    func stop(_ console: Console) {
        state.withLock { state in
            for (number, pipe) in state.pipes where pipe.console === console { forget(number, &state) }
            for (number, watch) in state.watches where watch.console === console {
                bs_end_watch(fileEvents, number)
                state.watches[number] = nil
            }
        }
    }

    private func watch(_ descriptor: Int32) throws(BootProbeError) {
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue
        unsafe event.data.fd = descriptor
        guard unsafe epoll_ctl(ready, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            throw .system("cannot watch what an instance prints", errno)
        }
    }

    private func forget(_ pipe: Int32, _ state: inout State) {
        var event = unsafe epoll_event()
        unsafe epoll_ctl(ready, EPOLL_CTL_DEL, pipe, &event)
        state.pipes[pipe] = nil
    }

    private func readForEver() {
        unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsMax) { events in
            while true {
                let count = unsafe epoll_wait(ready, events.baseAddress, Int32(Self.eventsMax), -1)
                for index in 0..<max(0, Int(count)) {
                    let number = unsafe events[index].data.fd
                    if number == fileEvents { takeFileEvents() } else { takeArrived(from: number) }
                }
            }
        }
    }

    private func takeArrived(from number: Int32) {
        // Held here, so that its descriptor cannot be another's meanwhile.
        guard let pipe = state.withLock({ $0.pipes[number] }), !pipe.takeArrived() else { return }
        state.withLock { state in
            if state.pipes[number] === pipe { forget(number, &state) }
        }
    }

    private func takeFileEvents() {
        let instant = HostInstant.now
        var numbers = [Int32](repeating: 0, count: Self.eventsMax)
        let count = unsafe bs_take_file_events(fileEvents, &numbers, Int32(numbers.count))
        for number in numbers.prefix(max(0, Int(count))) {
            switch state.withLock({ $0.watches[number] }) {
            case .writing(let log): log.takeArrived()
            case .opening(let console):
                console.note(PhaseStamp.hypervisorUp, at: instant)
                state.withLock { $0.watches[number] = nil }
            case nil: if number < 0 { takeAllLogs() }
            }
        }
    }

    /// After the queue has overflowed nobody knows whose events were lost.
    private func takeAllLogs() {
        for case .writing(let log) in state.withLock({ Array($0.watches.values) }) { log.takeArrived() }
    }
}
