/// Latencies counted by size, to 0.1 % and no finer than half a microsecond: the buckets of an HdrHistogram with three
/// significant digits, in an array of fixed size.
///
/// It is what a run counts into, at one increment a request; its buckets then go into the library's histogram, which
/// has the same. (Gil Tene, HdrHistogram: 2,048 buckets up to 2²⁰ ns, then 1,024 for each doubling.)
package struct LatencyCounts: Sendable {
    /// Buckets of a doubling, as a power of two; the first doubling stands for all that is smaller too.
    private static let pageBits = 10
    private static let unitBits = 9
    /// Thirty days; longer latencies are counted as that.
    package static let longest: Int64 = 30 * 86_400_000_000_000

    /// Empty until `prepare`.
    private var counts: ContiguousArray<UInt32> = []
    /// A bit for each doubling that may hold anything.
    private var touched: UInt64 = 0

    package init() {}

    /// Makes room for the counters, about 140 KiB; needed before `record`.
    package mutating func prepare() {
        if counts.isEmpty {
            counts = ContiguousArray(repeating: 0, count: (Self.doubling(of: Self.longest) + 2) << Self.pageBits)
        }
    }

    @inline(__always)
    package mutating func record(_ nanoseconds: Int64) {
        let latency = min(nanoseconds, Self.longest)
        let doubling = Self.doubling(of: latency)
        counts[doubling << Self.pageBits + Int(latency >> Int64(doubling + Self.unitBits))] += 1
        touched |= 1 << UInt64(doubling)
    }

    @inline(__always)
    private static func doubling(of nanoseconds: Int64) -> Int {
        let smallest: Int64 = (2 << pageBits - 1) << unitBits
        return Int64.bitWidth - (nanoseconds | smallest).leadingZeroBitCount - (pageBits + 1 + unitBits)
    }

    /// Calls `body` with each bucket's largest latency and its count, ascending, and forgets them.
    package mutating func drain(_ body: (Int64, Int64) -> Void) {
        let touched = touched
        var counts = counts.mutableSpan
        for doubling in 0..<UInt64.bitWidth where touched >> UInt64(doubling) & 1 == 1 {
            let first = doubling == 0 ? 0 : (doubling + 1) << Self.pageBits
            for bucket in first..<(doubling + 2) << Self.pageBits where counts[bucket] > 0 {
                let end = Int64(bucket - doubling << Self.pageBits + 1) << Int64(doubling + Self.unitBits)
                body(end - 1, Int64(counts[bucket]))
                counts[bucket] = 0
            }
        }
        self.touched = 0
    }
}
