import Foundation

/// A rate that swings about its mean: r(t) = mean + amplitude · cos(2π (t − phase) / period). Rates are requests per
/// second, times seconds.
public struct Diurnal: RateCurve, Equatable {
    /// More than 0.
    public var mean: Double
    /// From 0 to the mean.
    public var amplitude: Double
    /// More than 0.
    public var period: Double
    /// When the rate peaks.
    public var phase: Double

    public init(mean: Double, amplitude: Double, period: Double, phase: Double) {
        self.mean = mean
        self.amplitude = amplitude
        self.period = period
        self.phase = phase
    }

    private var frequency: Double { 2 * .pi / period }

    public func rate(at time: Double) -> Double { mean + amplitude * cos(angle(time)) }

    /// Requests expected from the start to `time`.
    public func expectedRequests(until time: Double) -> Double {
        mean * time + amplitude / frequency * (sin(angle(time)) - sin(angle(0)))
    }

    /// Within a turn, so that digits do not fade over a long run.
    private func angle(_ time: Double) -> Double {
        frequency * (time - phase).truncatingRemainder(dividingBy: period)
    }

    package func time(after start: Double, expecting requests: Double) -> Double? {
        let begin = angle(start)
        let swing = amplitude / frequency
        let rate = mean + amplitude * cos(begin)
        // The swing's integral is never more than twice its amplitude away.
        let bracket = max(0, (requests - 2 * swing) / mean)...(requests + 2 * swing) / mean
        let later = solveIntegral(
            target: requests, from: requests / max(rate, mean / 100), in: bracket,
            integral: { mean * $0 + swing * (sin(begin + frequency * $0) - sin(begin)) },
            rate: { mean + amplitude * cos(begin + frequency * $0) })
        return start + later
    }
}
