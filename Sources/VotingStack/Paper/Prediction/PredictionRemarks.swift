import BootProbe

/// What the predictions say and what they cannot say; computed from their figures.
struct PredictionRemarks {
    private let prediction: PaperPrediction
    /// Columns of the paper whose own figures agree.
    private let sound: [PaperPrediction.Column]

    init(_ prediction: PaperPrediction) {
        self.prediction = prediction
        sound = prediction.columns.filter(\.obeysLittlesLaw)
    }

    var all: [String] { assumptions + [law, median, tail, longest, rounding] }

    private var assumptions: [String] {
        ThroughputModel.all.map { "\($0.name): \($0.assumption)" }
    }

    private var law: String {
        let connections = prediction.connections
        let all = prediction.columns.flatMap { column in column.predictions.map { (column, $0) } }
        let agreeing = all.count { $1.obeysLittlesLaw(rate: $0.requestsPerSecond, connections: connections) }
        let worst = all.map { column, one in
            abs(one.meanSeconds.mean * column.requestsPerSecond / Double(connections) - 1)
        }
        return "Little's law: \(connections)/X is the mean in every model; the simulated mean has it within its 95 % "
            + "interval in \(agreeing) of \(all.count) predictions, and is \(Decimals.two(100 * (worst.max() ?? 0))) % off "
            + "at most"
    }

    private var median: String {
        let shares = sound.compactMap { column in
            column.published(0.5).map { $0 * column.requestsPerSecond / Double(prediction.connections) }
        }
        let bounds = (least: 100 * (1 - (shares.max() ?? 0)), most: 100 * (1 - (shares.min() ?? 0)))
        return
            "LATENCY 50% follows from the throughput where requests are served in their order: each waits for those of "
            + "the \(prediction.connections - 1) others, a sum so long that mean and median nearly agree, unless service "
            + "times vary far more than exponential ones. The paper's medians lie \(Decimals.one(bounds.least)) to "
            + "\(Decimals.one(bounds.most)) % below the mean, which its tails lift; a CPU that requests of exponential work share is ruled out"
    }

    private var tail: String {
        "LATENCY 90% and what lies above do not follow: in units of its median each model says the same for every "
            + "column, \(modelRatios(0.9)), and the paper's are \(range(0.9)). How much service times vary, whether a "
            + "request overtakes others, and what pauses all of them (a collector of garbage, a slow query, a packet "
            + "sent again) leave the throughput as it is"
    }

    private var longest: String {
        "LATENCY 100% follows least: it is \(range(1)) medians in the paper, one request decides it, and it grows with "
            + "the number of requests, which the paper does not tell (here \(prediction.run.requests))"
    }

    private var rounding: String {
        let least = sound.compactMap { $0.published(0.5) }.min() ?? 1
        return "ab prints whole milliseconds: a median of \(Decimals.whole(1000 * least)) ms is known to within "
            + "\(Decimals.one(0.05 / least)) %"
    }

    // MARK: In units of the median

    /// `1.02 to 1.43`: of the paper's columns.
    private func range(_ quantile: Double) -> String {
        let ratios = sound.compactMap { column in
            column.published(quantile).flatMap { high in column.published(0.5).map { high / $0 } }
        }
        return "\(Decimals.two(ratios.min() ?? 0)) to \(Decimals.two(ratios.max() ?? 0))"
    }

    private func modelRatios(_ quantile: Double) -> String {
        prediction.models.compactMap { model in
            let one = prediction.columns.flatMap(\.predictions).first { $0.model == model }
            guard let high = one?.quantile(quantile)?.seconds.mean, let median = one?.quantile(0.5)?.seconds.mean else {
                return nil
            }
            return "\(Decimals.two(high / median)) (\(model))"
        }.joined(separator: ", ")
    }
}
