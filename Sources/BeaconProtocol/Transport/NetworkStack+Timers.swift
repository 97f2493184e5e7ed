/// What happens because time passes.
extension NetworkStack {
    /// How often something is sent again before the peer counts as gone: at most four minutes for a connection (RFC 9293,
    /// 3.8.3, asks for 100 s at least), 15 s for one that never opened, as anybody can fill the table with those.
    private static var attemptsLimit: Int { 8 }
    private static var openingAttemptsLimit: Int { 3 }

    /// When `advance` has something to do; it may turn out to be nothing.
    package var nextDeadline: Nanoseconds { min(table.earliestDeadline, powersOffAt) }

    /// Does all that is due by now.
    package mutating func advance(on platform: inout some Platform) {
        guard table.earliestDeadline <= platform.now else { return }
        table.forgetDeadlines()
        for slot in 0..<ConnectionTable.capacity where table.entries[slot].state != .closed {
            if table.entries[slot].timer.deadline <= platform.now { expire(slot, on: &platform) }
            if table.entries[slot].state != .closed, table.entries[slot].exchange.wakesAt <= platform.now {
                wake(slot, on: &platform)
            }
            if table.entries[slot].state != .closed {
                table.note(deadline: min(table.entries[slot].timer.deadline, table.entries[slot].exchange.wakesAt))
            }
        }
    }

    private mutating func expire(_ slot: Int, on platform: inout some Platform) {
        let state = table.entries[slot].state
        if state == .timeWait || state == .finWait2 { return table.remove(slot) }
        table.entries[slot].timer.expired()
        let limit = state == .synReceived ? Self.openingAttemptsLimit : Self.attemptsLimit
        guard table.entries[slot].timer.attempts <= limit else { return abort(slot, on: &platform) }
        if state == .synReceived { return transmitOpening(slot, on: &platform) }
        table.entries[slot].sendNext = table.entries[slot].unacknowledged
        send(slot, isForced: true, on: &platform)
    }

    /// Makes room in a full table: the oldest of those that are over, else of those that never opened within 3 s, else of
    /// those that have been silent for 30 s with nothing to be answered.
    mutating func reclaim(at now: Nanoseconds) {
        var best: Int?
        var bestRank = 3
        var bestAge: Nanoseconds = 0
        for slot in 0..<ConnectionTable.capacity {
            let age = now - table.entries[slot].activeAt
            guard let rank = reclaimRank(slot, age: age) else { continue }
            if rank < bestRank || (rank == bestRank && age > bestAge) {
                best = slot
                bestRank = rank
                bestAge = age
            }
        }
        if let best { table.remove(best) }
    }

    private func reclaimRank(_ slot: Int, age: Nanoseconds) -> Int? {
        switch table.entries[slot].state {
        case .closed: nil
        case .timeWait: 0
        case .synReceived: age >= 3_000_000_000 ? 1 : nil
        default: age >= 30_000_000_000 && table.entries[slot].exchange.wakesAt == .max ? 2 : nil
        }
    }
}
