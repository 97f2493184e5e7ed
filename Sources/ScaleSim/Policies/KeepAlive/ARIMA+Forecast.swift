extension ARIMA {
    /// With fewer values the mean is forecast: five parameters can be fitted to anything.
    static let leastValues = 16

    /// The value expected after `series`, of positive values of which there must be one.
    ///
    /// A forecast that is not positive, or more than twice the largest value, is one of a model that does not fit; the
    /// mean takes its place.
    package static func forecast(_ series: [Double]) -> Double {
        let mean = series.reduce(0, +) / Double(series.count)
        let largest = series.reduce(0) { max($0, $1) }
        let differenced = DifferencedSeries(series)
        guard let model = best(differenced) else {
            // A line goes on; what has no spread repeats itself.
            guard let differenced, differenced.differences == 1 else { return mean }
            return sound(differenced.last + differenced.mean, largest: largest) ?? mean
        }
        guard let differenced else { return mean }
        return sound(model.forecast(differenced), largest: largest) ?? mean
    }

    private static func sound(_ forecast: Double, largest: Double) -> Double? {
        forecast > 0 && forecast <= 2 * largest ? forecast : nil
    }

    /// The model with the least criterion, among equals the one with the fewest lags.
    package static func best(_ series: [Double]) -> ARIMA? { best(DifferencedSeries(series)) }

    private static func best(_ series: DifferencedSeries?) -> ARIMA? {
        guard let series, series.variance > 0 else { return nil }
        var best: ARIMA?
        for lags in 0...2 * mostLags {
            for p in max(0, lags - mostLags)...min(lags, mostLags) {
                guard let model = ARIMA(series, p: p, q: lags - p) else { continue }
                if model.criterion < best?.criterion ?? .infinity { best = model }
            }
        }
        return best
    }

    /// Of given orders, for tests; nil where the fit would explode.
    package static func fit(_ series: [Double], p: Int, d: Int, q: Int) -> ARIMA? {
        DifferencedSeries(series, differences: d).flatMap { ARIMA($0, p: p, q: q) }
    }
}
