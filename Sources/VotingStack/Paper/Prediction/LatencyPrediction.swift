import Profiles
import ScaleSim

/// The latencies that a load tool's connections get from a service of which only the throughput is known, by simulation.
package struct LatencyPrediction: Codable, Sendable, Equatable {
    package struct Quantile: Codable, Sendable, Equatable {
        package var quantile: Double
        /// Mean over the runs.
        package var seconds: Estimate
        /// Of the paper; nil for a quantile that it does not have.
        package var publishedSeconds: Double?
        /// Predicted against published, in units of the latter.
        package var relativeError: Double?
    }

    package var model: String
    package var meanSeconds: Estimate
    package var quantiles: [Quantile]

    /// The quantiles of the paper, and others that `ab` prints.
    package static let quantiles = [0.5, 0.9, 0.95, 0.99, 1]

    /// - Parameters:
    ///   - rate: requests per second, all that is known of the service.
    ///   - published: the latencies that it is compared with.
    package init(
        _ model: ThroughputModel, rate: Double, connections: Int, published: [LatencyQuantile], run: PredictionRun
    ) {
        self.model = model.name
        let latencies = run.latencies(model, rate: rate, connections: connections)
        meanSeconds = Estimate(latencies.map { $0.reduce(0, +) / Double($0.count) })
        let ascending = latencies.map { $0.sorted() }
        quantiles = Self.quantiles.map { quantile in
            let seconds = Estimate(ascending.map { $0[NearestRank.rank(quantile, of: $0.count) - 1] })
            let known = published.first { $0.quantile == quantile }?.seconds
            return Quantile(
                quantile: quantile, seconds: seconds, publishedSeconds: known,
                relativeError: known.map { (seconds.mean - $0) / $0 })
        }
    }

    package func quantile(_ quantile: Double) -> Quantile? { quantiles.first { $0.quantile == quantile } }

    /// Whether the mean is what Little's law says, `connections` over the rate: within the interval of the runs, and half a
    /// nanosecond a request, to which the simulator's clock rounds.
    package func obeysLittlesLaw(rate: Double, connections: Int) -> Bool {
        let rounding = Double(connections) * 0.5e-9
        return abs(meanSeconds.mean - Double(connections) / rate) <= (meanSeconds.halfWidth ?? 0) + rounding
    }
}
