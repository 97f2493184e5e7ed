/// A rate near one instant as a power series: rate + slope · δ + curvature · δ²/2 + … requests per second, δ seconds later.
package struct RateExpansion: Sendable {
    /// Seconds since the start of the run.
    private let time: Double
    private let rate: Double
    private let slope: Double
    private let curvature: Double
    /// Requests since `time` up to which the instants are right to 10⁻¹¹ s.
    package let reach: Double

    /// Good for nothing.
    static let none = RateExpansion(time: 0, rate: 1, slope: 0, curvature: 0, reach: 0)

    private init(time: Double, rate: Double, slope: Double, curvature: Double, reach: Double) {
        self.time = time
        self.rate = rate
        self.slope = slope
        self.curvature = curvature
        self.reach = reach
    }

    /// A rate that is a straight line until `reach` requests have come.
    init(time: Double, rate: Double, slope: Double, reach: Double) {
        self.init(time: time, rate: rate, slope: slope, curvature: 0, reach: min(reach, Self.most))
    }

    /// A rate whose nth derivative is nowhere more than `amplitude` · `frequency`ⁿ.
    ///
    /// With q = amplitude / rate and s = frequency · δ, what `time(expecting:)` leaves out is below δ q s³/15, where q s
    /// is at most 1/8. The rate is then at least 7/8 of what it is now.
    init(time: Double, rate: Double, slope: Double, curvature: Double, amplitude: Double, frequency: Double) {
        let variation = amplitude * frequency
        let byChange = rate / (8 * variation)
        let byError = (1.5e-10 * rate / (variation * frequency * frequency)).squareRoot().squareRoot()
        self.init(
            time: time, rate: rate, slope: slope, curvature: curvature,
            reach: min(7 / 8.0 * rate * min(byChange, byError), Self.most))
    }

    /// So that digits of the sum of expected requests do not fade.
    private static let most = 1000.0

    /// The instant until which `requests`, at most `reach`, are expected.
    @inline(__always)
    func time(expecting requests: Double) -> Double {
        // The root of the quadratic, in the form that loses no digits for a small slope; the cubic term moves it a little.
        let root = (rate * rate + 2 * slope * requests).squareRoot()
        let seconds = 2 * requests / (rate + root)
        return time + (seconds - curvature * seconds * seconds * seconds / (6 * root))
    }
}
