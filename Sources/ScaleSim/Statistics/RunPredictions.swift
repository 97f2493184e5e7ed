import Foundation
import Profiles

/// Figures that single runs of a scenario may show, as far as chance goes and as far as the profile of its first service is known.
///
/// A replication differs from the next by chance alone, while what a request costs on the day of a run differs from what it cost on
/// that of the measurement, by `ServiceProfile.workSpread`. So each of these runs has a service of its own, whose times are those of
/// the profile times a lognormal factor of that spread. The factors are the middles of equally likely parts of their distribution.
package struct RunPredictions: Sendable {
    /// By run and service.
    package let figures: [[Figures<Double>]]

    /// Between the least and the greatest of so many, one more of the same distribution lies with a probability of 90 %.
    private static let count = 19

    package init(of scenario: Scenario, threads: Int) {
        let spread = scenario.service.profile.workSpread ?? 0
        figures = Simulation.concurrently(0..<Self.count, threads: threads) { number in
            var run = scenario
            run.seed &+= UInt64(number) + 1
            run.replications = 1
            run.precision = nil
            let part = (Double(number) + 0.5) / Double(Self.count)
            run.service.profile = scenario.service.profile.scaled(by: exp(spread * normalQuantile(part)))
            let result = Simulation(run).run(threads: 1)
            return result.services?.map { $0.replications[0] } ?? [result.replications[0]]
        }
    }
}
