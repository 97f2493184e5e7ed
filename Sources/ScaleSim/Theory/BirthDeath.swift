import Foundation

/// A birth–death process on the states 0 to n.
///
/// Kleinrock, "Queueing Systems", vol. 1 (1975), section 3.1, (3.11).
package struct BirthDeath: Sendable {
    /// Stationary probability of each state, from state 0 on; they add up to 1.
    package let probabilities: [Double]

    /// - Parameters:
    ///   - births: rate from state i to i + 1, for each i below n.
    ///   - deaths: rate from state i + 1 to i, for each i below n; positive.
    package init(births: [Double], deaths: [Double]) {
        precondition(births.count == deaths.count, "every state but the last has a rate up, and back from it")
        precondition(births.allSatisfy { $0 >= 0 } && deaths.allSatisfy { $0 > 0 }, "rates are positive")
        // By logarithms, since the weights of thousands of states leave the range of a Double.
        var logarithms = [0.0]
        for (birth, death) in zip(births, deaths) {
            logarithms.append(logarithms[logarithms.count - 1] + log(birth) - log(death))
        }
        let largest = logarithms.max() ?? 0
        let weights = logarithms.map { exp($0 - largest) }
        let sum = weights.reduce(0, +)
        probabilities = weights.map { $0 / sum }
    }

    package var mean: Double { mean { Double($0) } }

    /// The mean of `value` over the states.
    package func mean(of value: (Int) -> Double) -> Double {
        probabilities.indices.reduce(0) { $0 + probabilities[$1] * value($1) }
    }
}
