/// A rate that is suddenly much higher: constant at first, then a straight ramp to the peak, which holds for a while and
/// decays exponentially. Rates are requests per second, times seconds.
///
///     r(t) = base                                            t < start
///            base + (peak − base) (t − start) / rampUp       until the ramp's end
///            peak                                            until the hold's end
///            base + (peak − base) exp(−(t − end) / decay)    from then on
public struct FlashCrowd: RateCurve, Equatable {
    public var base: Double
    /// At least the base.
    public var peak: Double
    public var start: Double
    public var rampUp: Double
    public var hold: Double
    /// Time after which 1/e of the excess is left, more than 0.
    public var decay: Double

    public init(base: Double, peak: Double, start: Double, rampUp: Double, hold: Double, decay: Double) {
        self.base = base
        self.peak = peak
        self.start = start
        self.rampUp = rampUp
        self.hold = hold
        self.decay = decay
    }

    private var excess: Double { peak - base }
    private var rampEnd: Double { start + rampUp }
    private var holdEnd: Double { start + rampUp + hold }

    public func rate(at time: Double) -> Double {
        if time < start { return base }
        if time < rampEnd { return base + excess * (time - start) / rampUp }
        if time < holdEnd { return peak }
        return base + excess * exponential(-(time - holdEnd) / decay)
    }

    /// Requests expected from the start to `time`.
    public func expectedRequests(until time: Double) -> Double {
        let onRamp = min(max(time - start, 0), rampUp)
        let ramp = rampUp > 0 ? excess * onRamp * onRamp / (2 * rampUp) : 0
        let held = excess * min(max(time - rampEnd, 0), hold)
        let decaying = time > holdEnd ? -excess * decay * exponentialMinusOne(-(time - holdEnd) / decay) : 0
        return base * time + ramp + held + decaying
    }

    package func time(after start: Double, expecting requests: Double) -> Double? {
        var (time, left) = (start, requests)
        for end in [self.start, rampEnd, holdEnd] where time < end {
            let expected = pieceIntegral(from: time, to: end)
            if left < expected { return pieceTime(after: time, expecting: left, before: end) }
            left -= expected
            time = end
        }
        return decayTime(after: time, expecting: left)
    }

    /// Requests expected between two times within one of the first three pieces, where rates are linear.
    private func pieceIntegral(from start: Double, to end: Double) -> Double {
        (end - start) * (rate(at: start) + rateBefore(end)) / 2
    }

    /// The limit of the rate from the left, which is another where a ramp takes no time.
    private func rateBefore(_ time: Double) -> Double {
        if time <= start { return base }
        return time <= rampEnd && rampUp > 0 ? base + excess * (time - start) / rampUp : peak
    }

    /// Where rates are linear: the root of a quadratic, in the form that loses no digits for a small slope.
    private func pieceTime(after time: Double, expecting requests: Double, before end: Double) -> Double {
        let rate = rate(at: time)
        let slope = (rateBefore(end) - rate) / (end - time)
        let root = (rate * rate + 2 * slope * requests).squareRoot()
        return min(end, time + 2 * requests / (rate + root))
    }

    private func decayTime(after time: Double, expecting requests: Double) -> Double? {
        let excess = excess * exponential(-(time - holdEnd) / decay)
        if base == 0 {
            let share = requests / (excess * decay)
            return share < 1 ? time - decay * naturalLogarithm(onePlus: -share) : nil
        }
        // With all of the excess at once, or with none of it.
        let bracket = max(0, (requests - excess * decay) / base)...requests / base
        let later = seconds(
            expecting: requests, rate: base + excess, slope: -excess / decay, in: bracket
        ) { seconds in
            let decayed = exponentialMinusOne(-seconds / decay)
            return (base * seconds - excess * decay * decayed, base + excess * (1 + decayed))
        }
        return time + later
    }

    package func expansion(at time: Double) -> RateExpansion {
        for end in [start, rampEnd, holdEnd] where time < end {
            let rate = rate(at: time)
            return RateExpansion(
                time: time, rate: rate, slope: (rateBefore(end) - rate) / (end - time),
                reach: pieceIntegral(from: time, to: end))
        }
        let excess = excess * exponential(-(time - holdEnd) / decay)
        return RateExpansion(
            time: time, rate: base + excess, slope: -excess / decay, curvature: excess / (decay * decay),
            amplitude: excess, frequency: 1 / decay)
    }
}
