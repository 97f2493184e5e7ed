/// Additive exponential smoothing of level, trend and season.
///
/// Holt, "Forecasting Seasonals and Trends by Exponentially Weighted Moving Averages" (1957); Winters, "Forecasting Sales
/// by Exponentially Weighted Moving Averages", Management Science 6 (1960); in the form of Hyndman and Athanasopoulos,
/// "Forecasting: Principles and Practice", 3rd edition, section 8.3.
public struct HoltWinters: Sendable, Equatable {
    /// Weights of the newest value, from 0 to 1.
    public struct Smoothing: Sendable, Equatable {
        public var level: Double
        public var trend: Double
        public var season: Double

        public init(level: Double, trend: Double, season: Double) {
            precondition([level, trend, season].allSatisfy { 0...1 ~= $0 }, "weights are from 0 to 1")
            self.level = level
            self.trend = trend
            self.season = season
        }
    }

    public let smoothing: Smoothing
    private var level: Double?
    private var trend = 0.0
    /// What each step of the season adds to the level.
    private var seasonal: [Double]
    /// Values of the first season, before anything is known of it.
    private var first: [Double] = []
    /// Where in the season the next value falls.
    private var step = 0

    /// - Parameter seasonLength: steps of a season; 0 for none.
    public init(smoothing: Smoothing, seasonLength: Int) {
        self.smoothing = smoothing
        seasonal = Array(repeating: 0, count: seasonLength)
    }

    /// Whether a whole season has been seen, where there is one.
    public var isSeasoned: Bool { first.count == seasonal.count }

    /// Takes the value of the next step.
    public mutating func add(_ value: Double) {
        defer { if !seasonal.isEmpty { step = (step + 1) % seasonal.count } }
        guard let last = level else {
            level = value
            if !isSeasoned { first.append(value) }
            return
        }
        let season = seasonal.isEmpty ? 0 : seasonal[step]
        let next = smoothing.level * (value - season) + (1 - smoothing.level) * (last + trend)
        if isSeasoned, !seasonal.isEmpty {
            seasonal[step] = smoothing.season * (value - last - trend) + (1 - smoothing.season) * season
        }
        trend = smoothing.trend * (next - last) + (1 - smoothing.trend) * trend
        level = next
        if !isSeasoned { learnFirstSeason(value) }
    }

    /// After one season: each step differs from their mean by what it differed then; the level is that mean.
    private mutating func learnFirstSeason(_ value: Double) {
        first.append(value)
        guard isSeasoned else { return }
        let mean = first.reduce(0, +) / Double(first.count)
        seasonal = first.map { $0 - mean }
        level = mean
        trend = 0
    }

    /// The largest value expected within the next `steps` steps, at least 1; nil before any.
    ///
    /// In the same step of several seasons the forecast lies on a line, so that the first or the last of them is the
    /// largest: it costs two seasons, however far it looks.
    public func largestForecast(within steps: Int) -> Double? {
        let season = max(1, seasonal.count)
        let ahead = Array(1...min(steps, season)) + Array(max(1, steps - season + 1)...steps)
        return ahead.compactMap { forecast($0) }.max()
    }

    /// The value expected `steps` steps after the last one; nil before any.
    public func forecast(_ steps: Int) -> Double? {
        guard let level else { return nil }
        let season = seasonal.isEmpty ? 0 : seasonal[(step + steps - 1) % seasonal.count]
        return level + Double(steps) * trend + season
    }
}
