import CLinux
import Glibc

/// A server whose readiness is known to the microsecond: the truth that a probe is measured against.
///
/// `bootprobe-stub ADDRESS PORT` reads commands from standard input, a line each, and ends with it:
///
///     open NANOSECONDS [awake]
///                         listen at that instant of the raw monotonic clock; prints `opened NANOSECONDS`, the instant
///                         just before it listened, once it does. With `awake` it spends a CPU on seeing the next
///                         requests at once: how fast it wakes up is not the probe's error
///     close               stop listening; prints `closed`
///
/// Printed first, once it listens to commands: `ready`.
///
/// `bootprobe-stub ADDRESS PORT behind TAP NAMESPACE TAP` carries frames besides, between the first tap and the second, which
/// is in the network namespace at the path NAMESPACE, where it listens.
///
/// `bootprobe-stub ADDRESS PORT now` listens at once until it is killed. Whatever is asked, the answer is a small page.
@main
enum Stub {
    static func main() {
        let words = CommandLine.arguments
        var address = in_addr()
        guard words.count >= 3, unsafe inet_pton(AF_INET, words[1], &address) == 1, let port = UInt16(words[2]) else {
            exit(64)
        }
        var server = Server(address: address.s_addr, port: port)
        switch words.dropFirst(3).first {
        case nil:
            // Not ahead of others: awake, it must give way to what carries its packets.
            bs_use_exact_timers()
            server.listenToCommands()
        case "now" where words.count == 4: server.open()
        case "behind" where words.count == 7:
            guard let taps = TapSwitch(near: words[4], namespace: words[5], far: words[6]) else { exit(71) }
            bs_wake_on_time()
            server.taps = taps
            server.listenToCommands()
        default: exit(64)
        }
        while server.serve() {}
    }
}

/// The listener, the connections that wait for their request, and the commands.
private struct Server {
    private let address: UInt32
    private let port: UInt16
    private var listener: Int32 = -1
    private var connections: [Int32] = []
    private var commands: [UInt8] = []
    /// poll(2) passes over a negative one.
    private var commandDescriptor: Int32 = -1
    /// What it carries packets between, if anything.
    var taps: TapSwitch?
    /// When to listen; nil where that is not planned.
    private var opensAt: Int64?
    private var staysAwake = false
    private var awakeUntil: Int64 = 0

    private static let backlog: Int32 = 4096
    private static let answer = Array(
        "HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\nbootscale is here".utf8)
    /// A sleep ends some tens of microseconds late; the rest of the wait is spent awake.
    private static let wakeEarlyNanoseconds: Int64 = 300_000
    private static let awakeNanoseconds: Int64 = 3_000_000

    init(address: UInt32, port: UInt16) {
        self.address = address
        self.port = port
    }

    mutating func listenToCommands() {
        commandDescriptor = STDIN_FILENO
        Self.say("ready")
    }

    mutating func open() {
        bind()
        guard Glibc.listen(listener, Self.backlog) == 0 else { exit(71) }
    }

    private mutating func bind() {
        listener = bs_bind_listener(address, port)
        if listener < 0 { exit(71) }
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
    }

    /// Handles what happens next; false at the end of the commands.
    mutating func serve() -> Bool {
        var polled = [pollfd(fd: commandDescriptor, events: Int16(POLLIN), revents: 0)]
        if isListening { polled.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0)) }
        polled += (connections + (taps?.descriptors ?? [])).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let now = Self.now
        let idle: Int64 = now < awakeUntil ? 0 : 3_600_000_000_000
        let wait = opensAt.map { max(0, $0 - Self.wakeEarlyNanoseconds - now) } ?? idle
        _ = unsafe bs_poll(&polled, polled.count, wait)
        carry()
        if let opensAt, Self.now >= opensAt - Self.wakeEarlyNanoseconds { listen(at: opensAt) }
        for entry in polled where entry.revents != 0 {
            if entry.fd == commandDescriptor {
                guard readCommands() else { return false }
            } else if entry.fd == listener {
                accept()
            } else if connections.contains(entry.fd) {
                reply(to: entry.fd)
            }
        }
        return true
    }

    /// Carries frames to and fro, and sees at once to what they bring, until nothing moves.
    private mutating func carry() {
        while taps?.carry() == true {
            if isListening { accept() }
            for connection in connections { reply(to: connection) }
        }
    }

    private var isListening: Bool { listener >= 0 && opensAt == nil }

    private mutating func listen(at instant: Int64) {
        while Self.now < instant { carry() }
        let opened = Self.now
        guard Glibc.listen(listener, Self.backlog) == 0 else { exit(71) }
        opensAt = nil
        if staysAwake { awakeUntil = opened + Self.awakeNanoseconds }
        Self.say("opened \(opened)")
    }

    private mutating func accept() {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            if connection < 0 { return }
            _ = fcntl(connection, F_SETFL, O_NONBLOCK)
            connections.append(connection)
            // The request is mostly there already.
            reply(to: connection)
        }
    }

    /// Answers if a request is there, and closes then or at the end of the connection.
    private mutating func reply(to connection: Int32) {
        var request = [UInt8](repeating: 0, count: 4096)
        let count = unsafe recv(connection, &request, request.count, 0)
        if count < 0 && errno == EAGAIN { return }
        if count > 0 { _ = unsafe send(connection, Self.answer, Self.answer.count, Int32(MSG_NOSIGNAL)) }
        close(connection)
        connections.removeAll { $0 == connection }
    }

    private mutating func readCommands() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(commandDescriptor, &bytes, bytes.count)
        guard count > 0 else { return false }
        commands += bytes[..<count]
        while let end = commands.firstIndex(of: UInt8(ascii: "\n")) {
            perform(String(decoding: commands[..<end], as: UTF8.self))
            commands.removeFirst(end + 1)
        }
        return true
    }

    private mutating func perform(_ command: String) {
        let words = command.split(separator: " ")
        switch words.first {
        case "open" where words.count >= 2:
            staysAwake = words.count > 2
            // All that takes time is done before the instant comes.
            bind()
            opensAt = Int64(words[1])
        case "close":
            for descriptor in connections + [listener] where descriptor >= 0 { bs_abort_connection(descriptor) }
            connections = []
            listener = -1
            Self.say("closed")
        default: exit(64)
        }
    }

    private static var now: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC_RAW, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func say(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = unsafe write(STDOUT_FILENO, bytes, bytes.count)
    }
}
