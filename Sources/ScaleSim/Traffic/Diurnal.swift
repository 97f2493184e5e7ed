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

    /// In radians per second.
    private var frequency: Double { 2 * .pi / period }

    public func rate(at time: Double) -> Double { mean + amplitude * sineAndCosine(turns: turns(time)).cosine }

    /// Requests expected from the start to `time`.
    public func expectedRequests(until time: Double) -> Double {
        let (begin, end) = (sineAndCosine(turns: turns(0)).sine, sineAndCosine(turns: turns(time)).sine)
        return mean * time + amplitude / frequency * (end - begin)
    }

    /// Since the peak at the phase.
    private func turns(_ time: Double) -> Double { (time - phase) / period }

    package func time(after start: Double, expecting requests: Double) -> Double? {
        let (sine, cosine) = sineAndCosine(turns: turns(start))
        // The integral of the swing is never more than twice its amplitude away.
        let swing = amplitude / frequency
        let bracket = max(0, (requests - 2 * swing) / mean)...(requests + 2 * swing) / mean
        let later = seconds(
            expecting: requests, rate: mean + amplitude * cosine, slope: -amplitude * frequency * sine, in: bracket
        ) { seconds in
            // By sums of angles, so that digits do not cancel: a + h is halfway from the start a to the end a + 2h.
            let half = sineAndCosine(turns: 0.5 * seconds / period)
            let halfway = cosine * half.cosine - sine * half.sine
            return (
                mean * seconds + 2 * swing * halfway * half.sine,
                mean + amplitude * (2 * halfway * half.cosine - cosine)
            )
        }
        return start + later
    }

    package func expansion(at time: Double) -> RateExpansion {
        let (sine, cosine) = sineAndCosine(turns: turns(time))
        return RateExpansion(
            time: time, rate: mean + amplitude * cosine, slope: -amplitude * frequency * sine,
            curvature: -amplitude * frequency * frequency * cosine, amplitude: amplitude, frequency: frequency)
    }
}
