/// A network between the guest and its clients that loses, repeats, delays and reorders frames, the same way for the same
/// seed.
final class LossyLink {
    struct Faults {
        var loss = 0.0
        var duplication = 0.0
        /// Each frame takes from 0.1 ms up to this.
        var delayMsMax = 1.0
    }

    private struct Event {
        var time: Int64
        var order: Int
        var frame: [UInt8]
        var isForGuest: Bool
    }

    let guest: Guest
    private let clients: [ModelClient]
    private let faults: Faults
    private var generator: Numbers
    private var events: [Event] = []
    private var order = 0
    private(set) var now: Int64 = 0

    init(_ guest: Guest, _ clients: [ModelClient], _ faults: Faults, seed: UInt64) {
        self.guest = guest
        self.clients = clients
        self.faults = faults
        generator = Numbers(seed: seed)
    }

    /// Until all clients are done, or the time is over.
    func run(limitSeconds: Int64) {
        for client in clients { put(client.send(at: 0), isForGuest: true) }
        while now < limitSeconds * 1_000_000_000, clients.contains(where: { $0.state == .opening || $0.state == .open })
        {
            let arrival = events.map(\.time).min() ?? .max
            let timeouts = clients.filter { $0.state == .opening || $0.state == .open }.map(\.nextTimeout).min() ?? .max
            now = max(now, min(arrival, timeouts, guest.nextDeadline))
            put(guest.advance(to: now), isForGuest: false)
            now = max(now, guest.now)
            for client in clients where client.nextTimeout <= now { put(client.send(at: now), isForGuest: true) }
            deliver()
        }
    }

    private func deliver() {
        while let index = events.indices.min(by: {
            (events[$0].time, events[$0].order) < (events[$1].time, events[$1].order)
        }),
            events[index].time <= now
        {
            let event = events.remove(at: index)
            if event.isForGuest {
                put(guest.receive(event.frame), isForGuest: false)
            } else if let segment = WireSegment(event.frame) {
                let target = Array(event.frame[30..<34])
                guard let client = clients.first(where: { $0.port == segment.target && $0.address == target }) else {
                    preconditionFailure("a frame for nobody")
                }
                put(client.receive(segment, at: now), isForGuest: true)
            }
        }
    }

    private func put(_ frames: [[UInt8]], isForGuest: Bool) {
        for frame in frames {
            let copies = generator.unit() < faults.duplication ? 2 : 1
            for _ in 0..<copies where generator.unit() >= faults.loss {
                let delay = 100_000 + Int64(generator.unit() * faults.delayMsMax * 1e6)
                order += 1
                events.append(Event(time: now + delay, order: order, frame: frame, isForGuest: isForGuest))
            }
        }
    }
}

/// SplitMix64, for tests.
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
