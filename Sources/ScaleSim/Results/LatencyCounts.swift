/// Latencies counted by size, to 0.1 % and no finer than half a microsecond: the buckets of an HdrHistogram with three
/// significant digits, in an array of fixed size.
///
/// It is what a run counts into, at one increment a request; its buckets then go into the library's histogram, which
/// has the same. (Gil Tene, HdrHistogram: 2,048 buckets up to 2²⁰ ns, then 1,024 for each doubling.) Buckets come in
/// pages of 1,024, so that what is empty is passed over and what is not runs on vectors.
package struct LatencyCounts<Count: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    @inline(__always) private static var pageBits: Int { 10 }
    @inline(__always) private static var unitBits: Int { 9 }
    /// Thirty days; longer latencies are counted as that.
    @inline(__always) package static var longest: Int64 { 30 * 86_400_000_000_000 }

    /// Empty until `prepare`.
    private var counts: ContiguousArray<Count> = []
    /// A bit for each page that may hold anything.
    private var touched: UInt64 = 0

    package init() {}

    /// Makes room for the counters, 33 pages; needed before anything is counted.
    package mutating func prepare() {
        if counts.isEmpty {
            counts = ContiguousArray(repeating: 0, count: (Self.doubling(of: Self.longest) + 2) << Self.pageBits)
        }
    }

    @inline(__always)
    package mutating func record(_ nanoseconds: Int64) {
        let bucket = Self.bucket(of: nanoseconds)
        counts[bucket] += 1
        touched |= 1 << UInt64(bucket >> Self.pageBits)
    }

    package mutating func record(_ block: borrowing RequestBlock) {
        let (arrivals, answers) = (block.arrivals.span, block.answers.span)
        var touched = touched
        var counts = counts.mutableSpan
        for position in 0..<block.count {
            let bucket = Self.bucket(of: answers[position] - arrivals[position])
            counts[bucket] += 1
            touched |= 1 << UInt64(bucket >> Self.pageBits)
        }
        self.touched = touched
    }

    @inline(__always)
    private static func bucket(of nanoseconds: Int64) -> Int {
        let latency = min(nanoseconds, longest)
        let doubling = doubling(of: latency)
        return doubling << pageBits + Int(latency >> Int64(doubling + unitBits))
    }

    @inline(__always)
    private static func doubling(of nanoseconds: Int64) -> Int {
        let smallest: Int64 = (2 << Int64(pageBits) - 1) << Int64(unitBits)
        return Int64.bitWidth - (nanoseconds | smallest).leadingZeroBitCount - (pageBits + 1 + unitBits)
    }

    /// The largest latency that is counted in `bucket`.
    private static func largest(in bucket: Int) -> Int64 {
        let doubling = max(0, bucket >> pageBits - 1)
        return Int64(bucket - doubling << pageBits + 1) << Int64(doubling + unitBits) - 1
    }

    private var pages: some Sequence<Range<Int>> {
        let touched = touched
        return (0..<UInt64.bitWidth).lazy.filter { touched >> UInt64($0) & 1 == 1 }
            .map { $0 << Self.pageBits..<($0 + 1) << Self.pageBits }
    }

    /// Calls `body` with each bucket's largest latency and its count, ascending.
    package func forEach(_ body: (Int64, Int64) -> Void) {
        for page in pages {
            for bucket in page where counts[bucket] > 0 { body(Self.largest(in: bucket), Int64(counts[bucket])) }
        }
    }

    /// The largest latency of the bucket that holds the value of each rank, counted from 1, ascending.
    package func latencies(ranks: [Int64]) -> [Int64] {
        var latencies: [Int64] = []
        var seen: Int64 = 0
        for page in pages {
            let inPage = page.reduce(0) { $0 + Int64(counts[$1]) }
            while latencies.count < ranks.count, ranks[latencies.count] <= seen + inPage {
                latencies.append(latency(rank: ranks[latencies.count] - seen, in: page))
            }
            seen += inPage
        }
        return latencies
    }

    private func latency(rank: Int64, in page: Range<Int>) -> Int64 {
        var seen: Int64 = 0
        for bucket in page {
            seen += Int64(counts[bucket])
            if seen >= rank { return Self.largest(in: bucket) }
        }
        return Self.largest(in: page.upperBound - 1)
    }

    /// Adds all counts to `total`, which is prepared, and forgets them.
    package mutating func move<Wide>(to total: inout LatencyCounts<Wide>) {
        total.touched |= touched
        for page in pages {
            var source = counts.mutableSpan
            var sum = total.counts.mutableSpan
            for bucket in page {
                sum[bucket] += Wide(truncatingIfNeeded: source[bucket])
                source[bucket] = 0
            }
        }
        touched = 0
    }

    /// Forgets all counts.
    package mutating func removeAll() {
        for page in pages { for bucket in page { counts[bucket] = 0 } }
        touched = 0
    }
}
