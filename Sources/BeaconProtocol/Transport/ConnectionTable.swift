/// All connections, in fixed places: found by a hash of the peer, each with its input and output.
struct ConnectionTable: ~Copyable {
    static let capacity = 512
    /// The longest request, and the receive window.
    static let inputSize = 2048
    /// Answers that were not acknowledged.
    static let outputSize = 1024
    static var memorySize: Int { streamsSize + entriesSize + headsSize }

    private static var streamsSize: Int { capacity * (inputSize + outputSize) }
    private static var entriesSize: Int { FixedTable<Connection>.memorySize(count: capacity) }
    private static var headsSize: Int { FixedTable<Int16>.memorySize(count: buckets) }
    private static let buckets = 512

    let entries: FixedTable<Connection>
    /// Each bucket's first entry; negative where it is empty.
    private let heads: FixedTable<Int16>
    private let streams: Bytes
    private var free: Int16 = 0
    private let secret: UInt64
    private(set) var count = 0

    /// No timer of any entry expires earlier.
    private(set) var earliestDeadline = Nanoseconds.max

    init(memory: Bytes, secret: UInt64) {
        streams = memory.part(0, count: Self.streamsSize)
        entries = FixedTable(memory.from(Self.streamsSize), count: Self.capacity, repeating: Connection())
        heads = FixedTable(memory.from(Self.streamsSize + Self.entriesSize), count: Self.buckets, repeating: -1)
        self.secret = secret
        for slot in 0..<Self.capacity - 1 { entries[slot].next = Int16(slot + 1) }
    }

    var isFull: Bool { free < 0 }

    func input(_ slot: Int) -> Bytes {
        streams.part(slot * (Self.inputSize + Self.outputSize), count: Self.inputSize)
    }

    func output(_ slot: Int) -> Bytes {
        streams.part(slot * (Self.inputSize + Self.outputSize) + Self.inputSize, count: Self.outputSize)
    }

    func find(_ address: IPv4Address, _ port: UInt16) -> Int? {
        var slot = heads[bucket(address, port)]
        while slot >= 0 {
            let index = Int(slot)
            if entries[index].peerPort == port, entries[index].peer.address == address { return index }
            slot = entries[index].next
        }
        return nil
    }

    /// A new entry; nil where all are taken.
    mutating func insert(_ peer: Station, _ port: UInt16) -> Int? {
        guard free >= 0 else { return nil }
        let slot = Int(free)
        free = entries[slot].next
        let bucket = bucket(peer.address, port)
        entries[slot] = Connection()
        entries[slot].peer = peer
        entries[slot].peerPort = port
        entries[slot].next = heads[bucket]
        heads[bucket] = Int16(slot)
        count += 1
        return slot
    }

    mutating func remove(_ slot: Int) {
        let bucket = bucket(entries[slot].peer.address, entries[slot].peerPort)
        let next = entries[slot].next
        if heads[bucket] == Int16(slot) {
            heads[bucket] = next
        } else {
            var previous = Int(heads[bucket])
            while entries[previous].next != Int16(slot) { previous = Int(entries[previous].next) }
            entries[previous].next = next
        }
        entries[slot].state = .closed
        entries[slot].timer.disarm()
        entries[slot].next = free
        free = Int16(slot)
        count -= 1
    }

    mutating func note(deadline: Nanoseconds) { earliestDeadline = min(earliestDeadline, deadline) }

    /// Before all deadlines are looked at anew.
    mutating func forgetDeadlines() { earliestDeadline = .max }

    /// A secret enters, so that nobody can aim many peers at one bucket.
    private func bucket(_ address: IPv4Address, _ port: UInt16) -> Int {
        Int(truncatingIfNeeded: PeerHash.value(address, port, secret: secret)) & (Self.buckets - 1)
    }
}

/// A number that looks random to whoever does not know the secret: SplitMix64's finalizer, twice.
enum PeerHash {
    static func value(_ address: IPv4Address, _ port: UInt16, secret: UInt64) -> UInt64 {
        let peer = UInt64(address.rawValue) << 16 | UInt64(port)
        return SplitMix64.mix(SplitMix64.mix(peer ^ secret) &+ secret)
    }
}
