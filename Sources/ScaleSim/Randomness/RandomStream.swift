/// One source of randomness of a run. Draw `index` depends on seed, stream and index alone: any thread can compute any
/// draw, and two policies that serve the same request see the same request (common random numbers).
package struct RandomStream: Sendable {
    /// The sources of a replication; raw values are part of the format of results, since they select the draws.
    package enum Purpose: UInt32, Sendable {
        case arrivals = 1
        case occupancy = 2
        case delay = 3
        case boot = 4
        case balancing = 5
        case cpuPeriod = 6
        /// In which state traffic starts.
        case trafficState = 32
        case onOffTimes = 33
        /// Where in its second a request falls whose record says no more.
        case spreading = 34
        /// Which recorded requests are kept, or how often each is repeated.
        case traceScale = 35
        case traceCopies = 36
    }

    private let key: UInt64
    private let counterHigh: UInt64

    package init(seed: UInt64, purpose: Purpose) {
        key = seed
        counterHigh = UInt64(purpose.rawValue) << 32
    }

    /// 128 random bits; `attempt` numbers the blocks of a draw that needs several, as rejection does.
    @inline(__always)
    package func bits(_ index: UInt64, attempt: UInt32 = 0) -> (UInt64, UInt64) {
        Philox.block((index, counterHigh | UInt64(attempt)), key: key)
    }

    /// A uniform draw in the open interval (0, 1).
    @inline(__always)
    package func uniform(_ index: UInt64) -> Double { Self.unitInterval(bits(index).0) }

    /// Maps 64 random bits to the open interval (0, 1): 52 of them and half a step, so that neither end is hit.
    @inline(__always)
    package static func unitInterval(_ bits: UInt64) -> Double { (Double(bits >> 12) + 0.5) * 0x1p-52 }

    /// The seed of replication `number`, so that replications share no draws.
    package static func replicationSeed(seed: UInt64, number: Int) -> UInt64 {
        Philox.block((UInt64(number), 0), key: seed).0
    }
}
