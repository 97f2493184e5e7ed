/// Chooses a replica for each request.
///
/// Numbers in flight are kept only where the balancing needs them: a heap of departures is then brought up to date at
/// each request. Round robin needs none, so its requests cost no event at all.
package struct Balancer: Sendable {
    private struct Departure: Comparable, Sendable {
        var time: Int64
        var replica: Int32

        static func < (left: Departure, right: Departure) -> Bool {
            left.time != right.time ? left.time < right.time : left.replica < right.replica
        }
    }

    private let balancing: Balancing
    private let stream: RandomStream
    /// Replicas that take requests, in the order in which they became ready.
    private var ready: ContiguousArray<Int32> = []
    private var turn = 0
    private var connections = ConnectionTable()
    private var departures = MinHeap<Departure>()

    package init(_ balancing: Balancing, stream: RandomStream) {
        self.balancing = balancing
        self.stream = stream
    }

    package var hasReadyReplica: Bool { !ready.isEmpty }

    package mutating func addReplica() { connections.addReplica() }

    package mutating func becomeReady(_ replica: Int, at time: Int64) {
        catchUp(to: time)
        ready.append(Int32(replica))
        connections.list(replica)
    }

    /// No more requests to `replica`; those in flight stay there.
    package mutating func drain(_ replica: Int, at time: Int64) {
        catchUp(to: time)
        guard let position = ready.firstIndex(of: Int32(replica)) else { return }
        ready.remove(at: position)
        if position < turn { turn -= 1 }
        connections.unlist(replica)
    }

    /// The replica for request `index` at `time`; at least one must be ready, and times must not go back.
    @inline(__always)
    package mutating func choose(request index: UInt64, at time: Int64) -> Int {
        switch balancing {
        case .roundRobin:
            if turn >= ready.count { turn = 0 }
            defer { turn += 1 }
            return Int(ready[turn])
        case .leastConnections:
            catchUp(to: time)
            return connections.leastConnected()
        case .random(let draws):
            catchUp(to: time)
            return leastOf(draws: draws, request: index)
        }
    }

    /// Notes that a request sent to `replica` will be in flight until `departure`.
    @inline(__always)
    package mutating func send(to replica: Int, departure: Int64) {
        if case .roundRobin = balancing { return }
        connections.change(replica, by: 1)
        departures.insert(Departure(time: departure, replica: Int32(replica)))
    }

    /// Takes account of the requests that have departed by `time`.
    private mutating func catchUp(to time: Int64) {
        while let departure = departures.min, departure.time <= time {
            departures.removeMin()
            connections.change(Int(departure.replica), by: -1)
        }
    }

    private func leastOf(draws: Int, request index: UInt64) -> Int {
        var best = -1
        for draw in 0..<draws {
            let bits = stream.bits(index, attempt: UInt32(draw)).0
            let candidate = Int(ready[Int(bits.multipliedFullWidth(by: UInt64(ready.count)).high)])
            if best < 0 || connections.connections(of: candidate) <= connections.connections(of: best) {
                best = candidate
            }
        }
        return best
    }
}
