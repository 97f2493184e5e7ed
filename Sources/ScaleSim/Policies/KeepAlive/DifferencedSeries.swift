/// A series as ARIMA models take it: differenced once where it has no constant level, and less its mean.
struct DifferencedSeries {
    let differences: Int
    /// Without their mean.
    let values: [Double]
    let mean: Double
    /// 0 where the values differ by no more than rounding.
    let variance: Double
    /// Of the series before it was differenced.
    let last: Double
    /// Lags of the long autoregression.
    let longOrder: Int
    /// What the long autoregression leaves of each value; 0 for those before it begins.
    let errors: [Double]

    /// Nil for a series that is too short.
    ///
    /// - Parameter differences: 0 or 1; nil for what the test for a constant level says.
    init?(_ series: [Double], differences: Int? = nil) {
        guard series.count >= ARIMA.leastValues, let last = series.last else { return nil }
        let level = Centred(series)
        let isLevel = differences.map { $0 == 0 } ?? (Self.levelStatistic(level) <= Self.criticalValue)
        let used = isLevel ? level : Centred(zip(series.dropFirst(), series).map { $0 - $1 })
        self.differences = isLevel ? 0 : 1
        self.last = last
        (values, mean, variance) = (used.values, used.mean, used.variance)
        longOrder = min(10, values.count / 5)
        errors = Self.errors(values, lags: longOrder)
    }

    private static func errors(_ values: [Double], lags: Int) -> [Double] {
        let regressors = (1...lags).map { values[lags - $0..<values.count - $0] }
        let coefficients = LeastSquares.coefficients(regressors, values[lags...])
        var errors = [Double](repeating: 0, count: values.count)
        for position in lags..<values.count {
            errors[position] = values[position]
            for (lag, coefficient) in coefficients.enumerated() {
                errors[position] -= coefficient * values[position - 1 - lag]
            }
        }
        return errors
    }

    // MARK: The test for a constant level

    /// Of the test at 5 % (table 1 of its paper).
    private static let criticalValue = 0.463

    /// η of Kwiatkowski, Phillips, Schmidt and Shin, "Testing the Null Hypothesis of Stationarity Against the Alternative
    /// of a Unit Root", Journal of Econometrics 54 (1992), with their lags l₄.
    fileprivate static func levelStatistic(_ series: Centred) -> Double {
        let values = series.values
        let count = Double(values.count)
        let lags = Int(4 * (count / 100).squareRoot().squareRoot())
        var longRunVariance = series.variance
        for lag in stride(from: 1, through: lags, by: 1) {
            let product = zip(values.dropFirst(lag), values).reduce(0) { $0 + $1.0 * $1.1 } / count
            longRunVariance += 2 * (1 - Double(lag) / Double(lags + 1)) * product
        }
        guard longRunVariance > 1e-9 * series.variance else { return 0 }
        var (sum, squares) = (0.0, 0.0)
        for value in values {
            sum += value
            squares += sum * sum
        }
        return squares / (count * count * longRunVariance)
    }

}

extension ARIMA {
    /// What decides whether a series is differenced.
    package static func levelStatistic(_ series: [Double]) -> Double {
        DifferencedSeries.levelStatistic(Centred(series))
    }
}

/// Values less their mean.
private struct Centred {
    let values: [Double]
    let mean: Double
    let variance: Double

    init(_ series: [Double]) {
        let mean = series.reduce(0, +) / Double(series.count)
        let values = series.map { $0 - mean }
        let variance = values.reduce(0) { $0 + $1 * $1 } / Double(series.count)
        let largest = series.reduce(0) { max($0, abs($1)) }
        let isConstant = variance.squareRoot() <= 1e-9 * largest
        self.mean = mean
        self.values = values
        self.variance = isConstant ? 0 : variance
    }
}
