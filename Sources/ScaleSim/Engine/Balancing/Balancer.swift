/// Chooses a replica for each request, and knows how many are in flight at each where the balancing needs it.
package struct Balancer: Sendable {
    private let balancing: Balancing
    /// Requests in flight at which a replica takes no more.
    private let limit: Int32
    private let stream: RandomStream
    /// Whether anything depends on the numbers in flight: round robin without a limit needs none.
    package let countsConnections: Bool
    /// Replicas that take requests, in the order in which they became ready.
    private var ready: ContiguousArray<Int32> = []
    private var turn = 0
    private var connections = ConnectionTable()
    private var vacancies = Vacancies()

    /// - Parameter limit: requests in flight at a replica, at least 1; nil for any number.
    package init(_ balancing: Balancing, limit: Int? = nil, stream: RandomStream) {
        self.balancing = balancing
        self.limit = limit.map { Int32(clamping: $0) } ?? .max
        self.stream = stream
        countsConnections = limit != nil || balancing != .roundRobin
    }

    package var hasReadyReplica: Bool { !ready.isEmpty }

    /// Whether the next requests can be sent without knowing of those in flight.
    package var choosesInTurn: Bool { !ready.isEmpty && !countsConnections }

    package mutating func addReplica() {
        connections.addReplica()
        if balancing == .first { vacancies.addReplica() }
    }

    package mutating func becomeReady(_ replica: Int) {
        ready.append(Int32(replica))
        connections.list(replica)
        if balancing == .first { vacancies.open(replica) }
    }

    /// No more requests to `replica`; those in flight stay there.
    package mutating func drain(_ replica: Int) {
        guard let position = ready.firstIndex(of: Int32(replica)) else { return }
        ready.remove(at: position)
        if position < turn { turn -= 1 }
        connections.unlist(replica)
        if balancing == .first { vacancies.close(replica) }
    }

    /// The replica for request `index`; nil where none is ready, or all are at their limit.
    @inline(__always)
    package mutating func choose(request index: UInt64) -> Int? {
        guard !ready.isEmpty else { return nil }
        switch balancing {
        case .roundRobin: return limit == .max ? inTurn() : inTurnWithRoom()
        case .leastConnections:
            let replica = connections.leastConnected()
            return hasRoom(replica) ? replica : nil
        case .random(let draws):
            let replica = leastOf(draws: draws, request: index)
            return hasRoom(replica) ? replica : firstWithRoom(from: ready.firstIndex(of: Int32(replica)) ?? 0)
        case .first: return vacancies.first
        }
    }

    /// Counts a request that was sent to `replica`.
    @inline(__always)
    package mutating func send(to replica: Int) {
        guard countsConnections else { return }
        connections.change(replica, by: 1)
        if balancing == .first, !hasRoom(replica) { vacancies.close(replica) }
    }

    /// Counts a request that is not in flight at `replica` any more.
    @inline(__always)
    package mutating func release(_ replica: Int) {
        guard countsConnections else { return }
        connections.change(replica, by: -1)
        if balancing == .first, connections.isListed(replica) { vacancies.open(replica) }
    }

    /// Chooses in turn for all of the block.
    package mutating func choose(for block: inout RequestBlock) {
        precondition(choosesInTurn, "no choice depends on requests in flight")
        let (count, ready) = (block.count, ready)
        var turn = turn
        var replicas = block.replicas.mutableSpan
        for position in 0..<count {
            if turn >= ready.count { turn = 0 }
            replicas[position] = ready[turn]
            turn += 1
        }
        self.turn = turn
    }

    private func hasRoom(_ replica: Int) -> Bool { connections.connections(of: replica) < Int(limit) }

    private mutating func inTurn() -> Int {
        if turn >= ready.count { turn = 0 }
        defer { turn += 1 }
        return Int(ready[turn])
    }

    private mutating func inTurnWithRoom() -> Int? {
        if turn >= ready.count { turn = 0 }
        guard let replica = firstWithRoom(from: turn) else { return nil }
        turn = (ready.firstIndex(of: Int32(replica)) ?? 0) + 1
        return replica
    }

    private func firstWithRoom(from start: Int) -> Int? {
        for offset in ready.indices {
            let position = start + offset < ready.count ? start + offset : start + offset - ready.count
            if hasRoom(Int(ready[position])) { return Int(ready[position]) }
        }
        return nil
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
