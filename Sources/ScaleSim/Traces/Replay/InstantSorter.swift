/// Sorts instants in bounded memory: runs of a few million are sorted and spooled to a temporary file, then merged.
package struct InstantSorter {
    /// 32 MiB of instants.
    package static let defaultRunLength = 1 << 22

    /// A sorted part of the spool, read a block at a time.
    private struct Run {
        private let spool: InstantSpool
        private var position: Int
        private let end: Int
        private var block: [Int64] = []
        private var taken = 0

        init(_ spool: InstantSpool, _ range: Range<Int>) {
            self.spool = spool
            position = range.lowerBound
            end = range.upperBound
        }

        mutating func next() throws(ScaleSimError) -> Int64? {
            if taken == block.count {
                let count = min(SortedInstants.blockLength, end - position)
                guard count > 0 else { return nil }
                try spool.read(count, at: position, into: &block)
                position += count
                taken = 0
            }
            taken += 1
            return block[taken - 1]
        }
    }

    private struct Head: Comparable, Sendable {
        var instant: Int64
        var run: Int

        static func < (left: Head, right: Head) -> Bool {
            left.instant != right.instant ? left.instant < right.instant : left.run < right.run
        }
    }

    private let runLength: Int
    private var current: [Int64] = []
    private var spool: InstantSpool?
    private var runs: [Range<Int>] = []

    package init(runLength: Int = defaultRunLength) { self.runLength = runLength }

    package mutating func add(_ instant: Int64) throws(ScaleSimError) {
        current.append(instant)
        if current.count == runLength { try spoolCurrent() }
    }

    private mutating func spoolCurrent() throws(ScaleSimError) {
        let spool: InstantSpool
        if let old = self.spool { spool = old } else { spool = try InstantSpool() }
        self.spool = spool
        current.sort()
        let start = runs.last?.upperBound ?? 0
        try spool.write(current[...], at: start)
        runs.append(start..<start + current.count)
        current.removeAll(keepingCapacity: true)
    }

    /// All that was added, ascending.
    package mutating func finish() throws(ScaleSimError) -> SortedInstants {
        guard let spool else {
            current.sort()
            return SortedInstants(current)
        }
        if !current.isEmpty { try spoolCurrent() }
        current = []
        return try merge(spool)
    }

    private func merge(_ spool: InstantSpool) throws(ScaleSimError) -> SortedInstants {
        let merged = try InstantSpool()
        var sources = runs.map { Run(spool, $0) }
        var heads = MinHeap<Head>()
        for run in sources.indices {
            if let instant = try sources[run].next() { heads.insert(Head(instant: instant, run: run)) }
        }
        var block: [Int64] = []
        var written = 0
        while let head = heads.min {
            heads.removeMin()
            if let instant = try sources[head.run].next() { heads.insert(Head(instant: instant, run: head.run)) }
            block.append(head.instant)
            if block.count == SortedInstants.blockLength || heads.min == nil {
                try merged.write(block[...], at: written)
                written += block.count
                block.removeAll(keepingCapacity: true)
            }
        }
        return SortedInstants(merged, count: written)
    }
}

/// Sorted instants, few in memory or many in a temporary file; a copy goes on from where the original was.
package struct SortedInstants: InstantReader {
    /// 64 KiB.
    static let blockLength = 8192

    private let spool: InstantSpool?
    package let count: Int
    private var block: [Int64]
    private var taken = 0
    private var position = 0
    package var skipped = SkippedRecords()

    /// - Parameter instants: ascending.
    init(_ instants: [Int64]) {
        spool = nil
        count = instants.count
        block = instants
        position = count
    }

    init(_ spool: InstantSpool, count: Int) {
        self.spool = spool
        self.count = count
        block = []
    }

    package mutating func next() throws(ScaleSimError) -> Int64? {
        if taken == block.count {
            guard let spool, position < count else { return nil }
            let length = min(Self.blockLength, count - position)
            try spool.read(length, at: position, into: &block)
            position += length
            taken = 0
        }
        taken += 1
        return block[taken - 1]
    }
}
