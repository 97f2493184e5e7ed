/// A Markov-modulated Poisson process: Poisson arrivals whose rate is that of the state of a Markov chain.
///
/// Fischer and Meier-Hellstern, "The Markov-modulated Poisson process (MMPP) cookbook", Performance Evaluation 18
/// (1993).
public struct ModulatedPoisson: Sendable, Equatable {
    public struct State: Sendable, Equatable {
        public var name: String
        /// Requests per second.
        public var rate: Double
        /// Transitions per second to each of the states; that to itself is 0.
        public var transitions: [Double]

        public init(name: String, rate: Double, transitions: [Double]) {
            self.name = name
            self.rate = rate
            self.transitions = transitions
        }
    }

    /// At least one; each has a transition rate for each.
    public var states: [State]
    /// Index of the state at the start; nil draws it from the stationary distribution, which needs that each state can
    /// be reached from each.
    public var start: Int?

    public init(states: [State], start: Int? = nil) {
        self.states = states
        self.start = start
    }

    /// Whether each state can be reached from each.
    public var isIrreducible: Bool {
        states.indices.allSatisfy { origin in reachable(from: origin).allSatisfy(\.self) }
    }

    private func reachable(from origin: Int) -> [Bool] {
        var reached = states.map { _ in false }
        reached[origin] = true
        var open = [origin]
        while let state = open.popLast() {
            for next in states.indices where states[state].transitions[next] > 0 && !reached[next] {
                reached[next] = true
                open.append(next)
            }
        }
        return reached
    }

    /// Share of time in each state in the long run; the chain must be irreducible.
    ///
    /// By elimination without subtractions, so that no digits cancel: Grassmann, Taksar and Heyman, "Regenerative
    /// Analysis and Steady State Distributions for Markov Chains", Operations Research 33 (1985).
    public var stationary: [Double] {
        var rates = states.map(\.transitions)
        for last in rates.indices.dropFirst().reversed() {
            let leaving = rates[last][..<last].reduce(0, +)
            for from in 0..<last {
                rates[from][last] /= leaving
                for to in 0..<last { rates[from][to] += rates[from][last] * rates[last][to] }
            }
        }
        var weights = [1.0]
        for state in rates.indices.dropFirst() {
            weights.append((0..<state).reduce(0) { $0 + weights[$1] * rates[$1][state] })
        }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    /// Requests per second in the long run; the chain must be irreducible.
    public var meanRate: Double { zip(stationary, states).reduce(0) { $0 + $1.0 * $1.1.rate } }

    /// Changes of state per second in the long run; the chain must be irreducible.
    public var transitionRate: Double {
        zip(stationary, states).reduce(0) { $0 + $1.0 * $1.1.transitions.reduce(0, +) }
    }
}
