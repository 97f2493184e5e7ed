import BootProbe
import CLinux
import Glibc
import Synchronization
import VotingStack

/// Passes TCP connections between the services of a stack on, as well as their links' conditions let it.
///
/// A relay of ours, since the kernel's own means are not on every machine: netem and `ss --kill` need options that
/// kernels are built without, nftables would have to be installed, and neither of the last two delays anything. Its
/// price: a service that is down resets its clients' connections where it would refuse them, and a peer that is cut off
/// is a silent one, whose kernel still answers.
final class Relay: Sendable {
    /// Where clients connect in place of a service.
    final class Link: Sendable {
        let endpoint: Endpoint
        fileprivate let listener: Int32
        fileprivate let target: Endpoint
        fileprivate let condition: LinkCondition

        fileprivate init(listener: Int32, endpoint: Endpoint, target: Endpoint, condition: LinkCondition) {
            self.listener = listener
            self.endpoint = endpoint
            self.target = target
            self.condition = condition
        }
    }

    private struct Relayed {
        let link: Link
        var connection: RelayedConnection
    }

    private let links = Mutex<[Link]>([])
    private let cancellation = Cancellation()
    private let thread = Mutex<DedicatedThread<Void, Never>?>(nil)

    /// Longest wait for a socket, and so the precision of delays and of a fault's end.
    private static let waitMilliseconds: Int32 = 5

    /// Begins to relay what `open` is told of.
    init() {
        thread.withLock { $0 = DedicatedThread(name: "relay") { [self] in run() } }
    }

    /// Ends every link.
    func end() {
        cancellation.cancel()
        thread.withLock { $0 }?.wait()
        for link in links.withLock({ $0 }) { Glibc.close(link.listener) }
    }

    /// - Parameter endpoint: Where to listen; port 0 takes a free one.
    func open(
        at endpoint: Endpoint, to target: Endpoint, _ condition: LinkCondition
    ) throws(BootProbeError) -> Link {
        let listener = unsafe bs_open_listener(inet_addr(endpoint.address), endpoint.port, 512)
        guard listener >= 0 else { throw .system("cannot listen at \(endpoint)", listener) }
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        let bound = Endpoint(address: endpoint.address, port: UInt16(bs_local_port(listener)))
        let link = Link(listener: listener, endpoint: bound, target: target, condition: condition)
        links.withLock { $0.append(link) }
        return link
    }

    // MARK: The thread

    private func run() {
        var relayed: [Relayed] = []
        while !cancellation.isCancelled {
            let links = links.withLock { $0 }
            let now = HostInstant.now
            let listening = links.filter { $0.condition.passage(at: now) != .silent }
            let moving = relayed.indices.filter { relayed[$0].link.condition.passage(at: now) != .silent }
            var polled = listening.map { pollfd(fd: $0.listener, events: Int16(POLLIN), revents: 0) }
            for index in moving { polled += relayed[index].connection.interests }
            unsafe poll(&polled, nfds_t(polled.count), Self.waitMilliseconds)
            let inputs = polled.map { $0.revents != 0 }
            var over: Set<Int> = []
            for (place, index) in moving.enumerated() {
                let first = listening.count + 2 * place
                if !advance(&relayed[index], hasInput: (inputs[first], inputs[first + 1])) { over.insert(index) }
            }
            relayed = relayed.indices.filter { !over.contains($0) }.map { relayed[$0] }
            for (link, hasCaller) in zip(listening, inputs) where hasCaller { relayed += callers(of: link) }
        }
        for one in relayed { one.connection.abort() }
    }

    private func advance(_ relayed: inout Relayed, hasInput: (Bool, Bool)) -> Bool {
        let now = HostInstant.now
        if relayed.link.condition.passage(at: now) == .reset {
            relayed.connection.abort()
            return false
        }
        let delay = relayed.link.condition.delaySeconds(at: now)
        return relayed.connection.advance(hasInput: hasInput, delaySeconds: delay, at: now)
    }

    private func callers(of link: Link) -> [Relayed] {
        var accepted: [Relayed] = []
        while true {
            let client = accept(link.listener, nil, nil)
            guard client >= 0 else { return accepted }
            let isReset = link.condition.passage(at: .now) == .reset
            // Not waited for: on the loopback a connection is made, or refused, by the time it is used.
            let service = isReset ? -1 : unsafe bs_start_connection(inet_addr(link.target.address), link.target.port)
            guard service >= 0 else {
                bs_abort_connection(client)
                continue
            }
            // A small answer must not wait for the acknowledgement of the one before.
            var on: Int32 = 1
            for socket in [client, service] {
                unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
            }
            accepted.append(Relayed(link: link, connection: RelayedConnection(client: client, service: service)))
        }
    }
}
