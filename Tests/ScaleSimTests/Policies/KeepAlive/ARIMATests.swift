import ScaleSim
import Testing

/// Forecasts of idle times beside what is known of the series, and beside values computed with NumPy.
@Suite struct ARIMATests {
    @Test("a constant series forecasts itself, and so does one value", arguments: [1, 15, 16, 200])
    func constant(count: Int) {
        #expect(abs(ARIMA.forecast(Array(repeating: 18_000.5, count: count)) - 18_000.5) < 1e-9)
    }

    @Test("few values forecast their mean")
    func few() { #expect(ARIMA.forecast([1, 2, 6]) == 3) }

    @Test("a line goes on")
    func line() {
        let line = (0..<40).map { 1000 + 50 * Double($0) }
        #expect(abs(ARIMA.forecast(line) - 3000) < 1e-6)
        let noisy = zip(line, normals(40, seed: 3)).map { $0 + $1 }
        #expect(ARIMA.best(noisy)?.differences == 1)
        // One step beyond a line that is off by 1 each time.
        #expect(abs(ARIMA.forecast(noisy) - 3000) < 4)
    }

    @Test("what alternates is seen to")
    func alternating() {
        let series = (0..<60).map { $0.isMultiple(of: 2) ? 20_000.0 : 30_000 }
        #expect(abs(ARIMA.forecast(series) - 20_000) < 1)
        #expect(abs(ARIMA.forecast(series + [20_000]) - 30_000) < 1)
    }

    @Test("a forecast of no use gives way to the mean: idle times do not fall below 0")
    func falling() {
        let series = (0..<20).map { 1950 - 100 * Double($0) }
        #expect(ARIMA.forecast(series) == 1000)
    }

    /// The series in integers, so that another program has the same.
    private let worked = (0..<40).map { (index: Int) in Double((7 * index * index + 3 * index) % 31) }

    @Test("coefficients are NumPy's")
    func coefficients() throws {
        let first = try #require(ARIMA.fit(worked, p: 1, d: 0, q: 0))
        #expect(abs(first.autoregression[0] - 0.205_445_64) < 1e-7)
        let second = try #require(ARIMA.fit(worked, p: 2, d: 0, q: 0))
        #expect(abs(second.autoregression[0] - 0.273_488_95) < 1e-7)
        #expect(abs(second.autoregression[1] + 0.269_287_24) < 1e-7)
        let mixed = try #require(ARIMA.fit(worked, p: 1, d: 0, q: 1))
        #expect(abs(mixed.autoregression[0] - 0.126_172_16) < 1e-7)
        #expect(abs(mixed.movingAverage[0] - 0.102_779_14) < 1e-7)
    }

    @Test("the test for a constant level gives NumPy's values")
    func level() {
        #expect(abs(ARIMA.levelStatistic(worked) - 0.170_344_574) < 1e-8)
        let rising = (0..<60).map { (index: Int) in Double(2 * index + index * index % 7) }
        #expect(abs(ARIMA.levelStatistic(rising) - 1.602_485_733) < 1e-8)
    }

    @Test(
        "the coefficients of a process are found again",
        arguments: [([0.7], []), ([-0.5], []), ([], [0.6]), ([0.5, 0.3], []), ([0.6], [0.4])] as [([Double], [Double])])
    func recovery(autoregression: [Double], movingAverage: [Double]) throws {
        let runs = 50
        var sums = [Double](repeating: 0, count: autoregression.count + movingAverage.count)
        for seed in 0..<UInt64(runs) {
            let series = process(autoregression, movingAverage, 400, seed: seed).map { 100 + $0 }
            let p = autoregression.count
            let model = try #require(ARIMA.fit(series, p: p, d: 0, q: movingAverage.count))
            for (index, value) in (model.autoregression + model.movingAverage).enumerated() { sums[index] += value }
        }
        // Estimates are off by some 1/√400 each, and biased by a few four-hundredths.
        for (sum, expected) in zip(sums, autoregression + movingAverage) {
            #expect(abs(sum / Double(runs) - expected) < 0.03)
        }
    }

    @Test(
        "forecasts are hardly worse than those that know the process, and better than the mean's",
        arguments: [([0.8], []), ([], [0.9]), ([1], [])] as [([Double], [Double])])
    func forecasts(autoregression: [Double], movingAverage: [Double]) {
        let runs = 150
        var squares = (forecast: 0.0, mean: 0.0)
        for seed in 0..<UInt64(runs) {
            let series = process(autoregression, movingAverage, 201, seed: seed).map { 1000 + $0 }
            let past = Array(series[..<200])
            let errors = (ARIMA.forecast(past) - series[200], past.reduce(0, +) / 200 - series[200])
            squares.forecast += errors.0 * errors.0 / Double(runs)
            squares.mean += errors.1 * errors.1 / Double(runs)
        }
        // The errors of the process itself have the variance 1, and 150 of them a standard error of √(2/150) = 0.12.
        #expect(squares.forecast < 1.3)
        #expect(squares.forecast < 0.85 * squares.mean)
    }

    // MARK: Series

    /// By the central limit theorem.
    private func normals(_ count: Int, seed: UInt64) -> [Double] {
        let stream = RandomStream(seed: seed, purpose: .arrivals, site: 11)
        return (0..<UInt64(count)).map { index in (0..<UInt64(12)).reduce(-6) { $0 + stream.uniform(12 * index + $1) } }
    }

    private func process(
        _ autoregression: [Double], _ movingAverage: [Double], _ count: Int, seed: UInt64
    ) -> [Double] {
        let errors = normals(count + 100, seed: seed)
        var values: [Double] = []
        for position in errors.indices {
            var value = errors[position]
            for (lag, factor) in autoregression.enumerated() where lag < position {
                value += factor * values[position - 1 - lag]
            }
            for (lag, factor) in movingAverage.enumerated() where lag < position {
                value += factor * errors[position - 1 - lag]
            }
            values.append(value)
        }
        return Array(values[100...])
    }
}
