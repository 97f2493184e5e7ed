/// The arrivals of a Markov-modulated Poisson process; exact: in each state the next request and the next transitions
/// compete, each after an exponential time.
package struct ModulatedPoissonArrivals: ArrivalSource {
    private let stream: RandomStream
    /// Of each state: rate of its requests, and of all that can happen.
    private let arrivalRates: ContiguousArray<Double>
    private let totalRates: ContiguousArray<Double>
    /// Row by row: sums of the rate of requests and of the transitions to the states so far, the last the total.
    private let cumulative: ContiguousArray<Double>
    private var state: Int
    private var clock = TrafficClock()
    private var drawn: UInt64 = 0

    package init(_ model: ModulatedPoisson, seed: UInt64) {
        stream = RandomStream(seed: seed, purpose: .arrivals)
        var sums: ContiguousArray<Double> = []
        var totals: ContiguousArray<Double> = []
        for state in model.states {
            var sum = state.rate
            for rate in state.transitions {
                sum += rate
                sums.append(sum)
            }
            totals.append(sum)
        }
        arrivalRates = ContiguousArray(model.states.map(\.rate))
        totalRates = totals
        cumulative = sums
        state = model.start ?? Self.stationaryState(model, seed: seed)
    }

    private static func stationaryState(_ model: ModulatedPoisson, seed: UInt64) -> Int {
        let shares = model.stationary
        var left = RandomStream(seed: seed, purpose: .trafficState).uniform(0)
        for (state, share) in shares.enumerated() {
            if left < share { return state }
            left -= share
        }
        return shares.count - 1
    }

    /// A chain that changes state so often without a request has come to where there are none.
    private static var mostTransitions: Int { 10_000_000 }

    package mutating func next() -> Int64? {
        for _ in 0..<Self.mostTransitions {
            let (time, choice) = stream.bits(drawn)
            drawn += 1
            let total = totalRates[state]
            guard clock.advance(by: -naturalLogarithm(RandomStream.unitInterval(time)) / total) else { return nil }
            let chosen = RandomStream.unitInterval(choice) * total
            if chosen < arrivalRates[state] { return clock.nanoseconds }
            state = transition(chosen)
        }
        return nil
    }

    /// The state whose part of the row `chosen` falls into.
    private func transition(_ chosen: Double) -> Int {
        let count = arrivalRates.count
        let row = state * count
        var next = 0
        while next < count - 1, chosen >= cumulative[row + next] { next += 1 }
        return next
    }
}
