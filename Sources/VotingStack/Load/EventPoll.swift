import BootProbe
import CLinux
import Glibc

/// An epoll instance: which of many sockets can be read or written. Used by one thread.
struct EventPoll: ~Copyable {
    /// Few at a time, so that planned sends never wait long behind answers.
    private static let eventsMax = 32

    private let descriptor: Int32

    init() throws(BootProbeError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else {
            throw BootProbeError(
                .operatingSystem, "cannot watch sockets for the load generator",
                underlying: unsafe String(cString: strerror(errno)))
        }
    }

    deinit { close(descriptor) }

    /// What a socket is watched for, or can do.
    struct Readiness: OptionSet {
        let rawValue: Int
        static let readable = Readiness(rawValue: 1)
        static let writable = Readiness(rawValue: 2)
        static let failed = Readiness(rawValue: 4)
    }

    /// Watches `socket` for `interest`, newly or from now on; an empty interest ends it.
    func watch(_ socket: Int32, for interest: Readiness) {
        var event = unsafe epoll_event()
        if interest.contains(.readable) { unsafe event.events |= EPOLLIN.rawValue }
        if interest.contains(.writable) { unsafe event.events |= EPOLLOUT.rawValue }
        unsafe event.data.fd = socket
        guard !interest.isEmpty else {
            unsafe epoll_ctl(descriptor, EPOLL_CTL_DEL, socket, &event)
            return
        }
        // A closed socket leaves the set by itself, so whether its number is in the set is for the kernel to say.
        if unsafe epoll_ctl(descriptor, EPOLL_CTL_MOD, socket, &event) != 0, errno == ENOENT {
            unsafe epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event)
        }
    }

    /// Waits until a watched socket is ready, at most `nanoseconds`; calls `body` for each that is.
    func wait(nanoseconds: Int64, _ body: (_ socket: Int32, Readiness) -> Void) {
        let limit = max(0, nanoseconds)
        var timeout = timespec(tv_sec: Int(limit / 1_000_000_000), tv_nsec: Int(limit % 1_000_000_000))
        unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsMax) { events in
            let count = unsafe epoll_pwait2(descriptor, events.baseAddress, Int32(Self.eventsMax), &timeout, nil)
            for index in 0..<max(0, Int(count)) {
                let event = unsafe events[index]
                unsafe body(event.data.fd, Self.readiness(event.events))
            }
        }
    }

    private static func readiness(_ bits: UInt32) -> Readiness {
        var readiness: Readiness = []
        if bits & EPOLLIN.rawValue != 0 { readiness.insert(.readable) }
        if bits & EPOLLOUT.rawValue != 0 { readiness.insert(.writable) }
        if bits & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { readiness.insert(.failed) }
        return readiness
    }
}
