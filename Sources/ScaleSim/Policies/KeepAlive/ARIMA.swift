/// An autoregressive integrated moving-average model of a short series: what it differs by from its mean, once
/// differenced, is
///
///     w[t] = Σ φ[i] w[t−i] + e[t] + Σ θ[j] e[t−j]
///
/// Fitted by Hannan and Rissanen, "Recursive Estimation of Mixed Autoregressive-Moving Average Order", Biometrika 69
/// (1982): a long autoregression estimates the errors e, then w is regressed on its own past and on theirs. Two linear
/// regressions take microseconds where a likelihood has to be searched for.
package struct ARIMA: Sendable, Equatable {
    /// The φ, by lag from 1.
    package let autoregression: [Double]
    /// The θ, by lag from 1.
    package let movingAverage: [Double]
    /// 1 where it is the steps from one value to the next that are modelled.
    package let differences: Int
    /// Of the series, once differenced.
    package let mean: Double
    /// Akaike's information criterion, corrected for short series (Hurvich and Tsai, Biometrika 76, 1989).
    let criterion: Double

    /// More lags than these are not looked for.
    static let mostLags = 2

    /// The model of `p` and `q` lags; nil where its fit would explode, forwards or backwards in time.
    init?(_ series: DifferencedSeries, p: Int, q: Int) {
        let start = series.longOrder + Self.mostLags
        // All orders explain the same values, else their criteria would not compare.
        let response = series.values[start...]
        func lags(_ values: [Double], _ count: Int) -> [ArraySlice<Double>] {
            (0..<count).map { values[start - 1 - $0..<values.count - 1 - $0] }
        }
        let regressors = lags(series.values, p) + lags(series.errors, q)
        let coefficients = LeastSquares.coefficients(regressors, response)
        autoregression = Array(coefficients[..<p])
        movingAverage = Array(coefficients[p...])
        guard Self.isStable(autoregression), Self.isStable(movingAverage.map { -$0 }) else { return nil }
        var squares = 0.0
        for (position, value) in response.enumerated() {
            var error = value
            for (regressor, coefficient) in zip(regressors, coefficients) {
                error -= coefficient * regressor[regressor.startIndex + position]
            }
            squares += error * error
        }
        // What is explained to the last digit is not explained better by one more lag.
        let variance = max(squares / Double(response.count), 1e-12 * series.variance)
        // With the mean and the variance.
        let (count, parameters) = (Double(response.count), Double(p + q + 2))
        criterion = count * naturalLogarithm(variance) + 2 * parameters * count / (count - parameters - 1)
        mean = series.mean
        differences = series.differences
    }

    /// Whether 1 − φ₁z − φ₂z² has no root within the unit circle; one on it, as of a series that alternates for ever,
    /// does no harm to a forecast of one step.
    private static func isStable(_ coefficients: [Double]) -> Bool {
        let first = coefficients.first ?? 0
        let second = coefficients.count > 1 ? coefficients[1] : 0
        let bound = 1 + 1e-9
        return abs(second) <= bound && second + first <= bound && second - first <= bound
    }

    /// The next value of a series that this model was fitted to.
    func forecast(_ series: DifferencedSeries) -> Double {
        var errors: [Double] = []
        for position in 0..<series.values.count {
            errors.append(series.values[position] - expected(position, series.values, errors))
        }
        let next = mean + expected(series.values.count, series.values, errors)
        return differences == 0 ? next : series.last + next
    }

    /// Of the value at `position`, given those before it; there is 0 before the first.
    private func expected(_ position: Int, _ values: [Double], _ errors: [Double]) -> Double {
        var sum = 0.0
        for (lag, coefficient) in autoregression.enumerated() where lag < position {
            sum += coefficient * values[position - 1 - lag]
        }
        for (lag, coefficient) in movingAverage.enumerated() where lag < position {
            sum += coefficient * errors[position - 1 - lag]
        }
        return sum
    }
}
