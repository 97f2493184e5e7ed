import Foundation
import ScaleSim
import Testing

/// The quick inversion of curves against plain bisection.
@Suite struct RateCurveTests {
    /// Bisection to a hundredth of a nanosecond; `integral` is of what is expected after so many seconds.
    private func bisection(_ requests: Double, in bracket: ClosedRange<Double>, integral: (Double) -> Double) -> Double
    {
        var (low, high) = (bracket.lowerBound, bracket.upperBound)
        while high - low > max(1e-11, 2 * high.ulp) {
            let middle = low + (high - low) / 2
            if integral(middle) < requests { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }

    static let cycles = [
        Diurnal(mean: 231.5, amplitude: 185, period: 86_400, phase: 43_200),
        // The rate touches 0, where Newton's method alone would go astray.
        Diurnal(mean: 10, amplitude: 10, period: 30, phase: 4),
        Diurnal(mean: 0.01, amplitude: 0.01, period: 1000, phase: 0),
        // Many turns from one request to the next.
        Diurnal(mean: 0.2, amplitude: 0.19, period: 0.1, phase: 0.03),
        Diurnal(mean: 7, amplitude: 0, period: 60, phase: 0),
    ]

    @Test(
        "a daily cycle is inverted to the nanosecond, from every phase and for any number of requests",
        arguments: cycles)
    func diurnal(_ curve: Diurnal) throws {
        for turn in stride(from: 0.0, to: 2, by: 0.0737) {
            let start = turn * curve.period
            let begin = 2 * Double.pi * (start - curve.phase) / curve.period
            let swing = curve.amplitude * curve.period / (2 * .pi)
            for requests in [1e-9, 0.001, 0.1, 1, 5, 37, 4000] {
                let integral = { (seconds: Double) in
                    // 2 cos(a + h) sin h in place of sin(a + 2h) − sin a, in which digits would cancel.
                    let half = Double.pi * seconds / curve.period
                    return curve.mean * seconds + 2 * swing * cos(begin + half) * sin(half)
                }
                let plain = bisection(requests, in: 0...(requests + 2 * swing) / curve.mean, integral: integral)
                let time = try #require(curve.time(after: start, expecting: requests))
                // Where the rate is 0, a second more or less brings nothing that digits could tell.
                let isSame = abs(integral(time - start) - requests) <= 4 * requests.ulp
                #expect(abs(time - start - plain) <= 1e-9 + 1e-12 * plain || isSame, "\(requests) from \(start)")
            }
        }
    }

    @Test("a decaying crowd is inverted to the nanosecond", arguments: [0.5, 20, 1000])
    func flashCrowd(base: Double) throws {
        let curve = FlashCrowd(base: base, peak: 1500, start: 30, rampUp: 5, hold: 40, decay: 15)
        for since in [0.0, 0.1, 7, 33, 150, 1e4] {
            let excess = (1500 - base) * exp(-since / 15)
            for requests in [1e-9, 0.001, 1, 30, 5000] {
                let plain = bisection(requests, in: 0...requests / base) { seconds in
                    base * seconds - excess * 15 * expm1(-seconds / 15)
                }
                let time = try #require(curve.time(after: 75 + since, expecting: requests))
                #expect(abs(time - 75 - since - plain) <= 1e-9 + 1e-12 * plain, "\(requests) after \(since)")
            }
        }
    }

    @Test("arrivals are those that the exact inversion finds one after the other", arguments: cycles)
    func diurnalArrivals(_ curve: Diurnal) { expectInversions(curve, rate: curve.rate) }

    @Test(
        "a crowd's arrivals are those that the exact inversion finds one after the other", arguments: [0.0, 0.5, 200])
    func crowdArrivals(base: Double) {
        let short = FlashCrowd(base: base, peak: 1500, start: 3, rampUp: 5, hold: 4, decay: 2)
        let long = FlashCrowd(base: base, peak: 300, start: 0, rampUp: 0, hold: 0, decay: 1000)
        expectInversions(short, rate: short.rate)
        expectInversions(long, rate: long.rate)
    }

    @Test("errors do not add up: after 50,000 arrivals the integral is the sum of their gaps", arguments: cycles)
    func sum(_ curve: Diurnal) {
        let stream = RandomStream(seed: 4, purpose: .arrivals)
        var exponentials = UnitExponentials(stream)
        var arrivals = CurveArrivals(curve, stream: stream)
        var sum = 0.0
        var last: Int64 = 0
        for _ in 0..<50_000 {
            sum += exponentials.next()
            last = arrivals.next() ?? last
        }
        let end = Double(last) / 1e9
        #expect(abs(curve.expectedRequests(until: end) - sum) <= 1e-9 * curve.rate(at: end) + 1e-12 * sum)
    }

    /// Of 20,000 requests, or of all that come.
    private func expectInversions(_ curve: some RateCurve, rate: (Double) -> Double) {
        let stream = RandomStream(seed: 3, purpose: .arrivals)
        var exponentials = UnitExponentials(stream)
        var arrivals = CurveArrivals(curve, stream: stream)
        var start = 0.0
        for number in 0..<20_000 {
            // From the arrival before as it was given, so that errors cannot add up unseen.
            let expected = curve.time(after: start, expecting: exponentials.next())
            guard let instant = arrivals.next(), let expected else {
                #expect(expected == nil && arrivals.next() == nil, "request \(number)")
                return
            }
            // Half a nanosecond of rounding, and the last place of a double, at the end; of the start, as many requests.
            let rounding = 0.6e-9 + expected.ulp
            let tolerance = rounding * (1 + rate(start) / rate(expected))
            #expect(abs(Double(instant) / 1e9 - expected) <= tolerance, "request \(number)")
            start = Double(instant) / 1e9
        }
    }
}
