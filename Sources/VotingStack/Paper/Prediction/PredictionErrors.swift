import BootProbe

/// How far one model's predictions of a quantile are from the paper's, over the columns whose own figures agree.
struct PredictionErrors {
    /// By column, in units of the published latency.
    let relative: [Double]

    /// Nil where no column has both.
    init?(_ prediction: PaperPrediction, model: String, quantile: Double) {
        relative = prediction.columns.filter(\.obeysLittlesLaw).compactMap { column in
            column.predictions.first { $0.model == model }?.quantile(quantile)?.relativeError
        }
        if relative.isEmpty { return nil }
    }

    var medianMagnitude: Double { GSL.median(relative.map(abs)) }
    var bounds: (least: Double, most: Double) { (relative.min() ?? 0, relative.max() ?? 0) }

    /// `3.1 % (−2.9 to +8.0 %)`.
    var text: String {
        "\(Decimals.one(100 * medianMagnitude)) % "
            + "(\(Self.signed(bounds.least)) to \(Self.signed(bounds.most)) %)"
    }

    /// In percent; without decimals where they say nothing.
    static func signed(_ share: Double) -> String {
        (share < 0 ? "" : "+") + (abs(share) < 1 ? Decimals.one(100 * share) : Decimals.whole(100 * share))
    }
}

extension PaperPrediction {
    /// Names of the models that predict any column.
    var models: [String] {
        let used = Set(columns.flatMap(\.predictions).map(\.model))
        return ThroughputModel.all.map(\.name).filter(used.contains)
    }

    /// Of the predicted quantiles those that the paper has.
    var publishedQuantiles: [Double] {
        LatencyPrediction.quantiles.filter { quantile in columns.contains { $0.published(quantile) != nil } }
    }
}
