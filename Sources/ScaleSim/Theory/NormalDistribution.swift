import Foundation

/// The standard normal distribution; its quantiles: `normalQuantile`.
package enum NormalDistribution {
    package static func probability(below value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }

    package static func density(at value: Double) -> Double {
        exp(-0.5 * value * value) / (2 * Double.pi).squareRoot()
    }
}
