/// One source of randomness of a run. Draw `index` depends on seed, stream and index alone: any thread can compute any
/// draw, and two policies that serve the same request see the same request (common random numbers).
package struct RandomStream: Sendable {
    /// The sources of a replication; raw values are part of the format of results, since they select the draws.
    package enum Purpose: UInt8, Sendable {
        case arrivals = 1
        case occupancy = 2
        case delay = 3
        case boot = 4
        case balancing = 5
        case cpuPeriod = 6
        case backoff = 7
        case crash = 8
        case bootFailure = 9
        case thinking = 10
        case nodeBoot = 11
        case poolStart = 12
        case poolBoot = 13
        case keepAlive = 14
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

    /// - Parameters:
    ///   - site: which of several sources of the same kind: the service, or the call between services.
    ///   - attempt: from 0; a request that is sent again draws anew.
    package init(seed: UInt64, purpose: Purpose, site: UInt16 = 0, attempt: UInt8 = 0) {
        key = seed
        counterHigh = UInt64(attempt) << 56 | UInt64(site) << 40 | UInt64(purpose.rawValue) << 32
    }

    /// 128 random bits; `attempt` numbers the blocks of a draw that needs several, as rejection does.
    @inline(__always)
    package func bits(_ index: UInt64, attempt: UInt32 = 0) -> (UInt64, UInt64) {
        Philox.block((index, counterHigh | UInt64(attempt)), key: key)
    }

    /// A uniform draw in the open interval (0, 1); two indices share a block.
    @inline(__always)
    package func uniform(_ index: UInt64) -> Double {
        let (even, odd) = bits(index >> 1)
        return Self.unitInterval(index & 1 == 0 ? even : odd)
    }

    /// The uniform draws from index `2 · pair` on, as many as `draws` has room for: an even number.
    package func fill(_ draws: inout ContiguousArray<Double>, fromPair pair: UInt64) {
        for position in 0..<draws.count / 2 {
            let (even, odd) = bits(pair &+ UInt64(position))
            draws[2 * position] = Self.unitInterval(even)
            draws[2 * position + 1] = Self.unitInterval(odd)
        }
    }

    /// Maps 64 random bits to the open interval (0, 1): 52 of them and half a step, so that neither end is hit.
    ///
    /// The bits are those of a mantissa between 1 and 2; both operations on it are exact.
    @inline(__always)
    package static func unitInterval(_ bits: UInt64) -> Double {
        Double(bitPattern: bits >> 12 | 0x3FF0_0000_0000_0000) - 1 + 0x1p-53
    }

    /// The seed of what one of several inflows draws; that of the first is `seed` itself.
    package static func inflowSeed(seed: UInt64, inflow: Int) -> UInt64 {
        inflow == 0 ? seed : Philox.block((UInt64(inflow), 1), key: seed).0
    }

    /// The seed of replication `number`, so that replications share no draws.
    package static func replicationSeed(seed: UInt64, number: Int) -> UInt64 {
        Philox.block((UInt64(number), 0), key: seed).0
    }
}
