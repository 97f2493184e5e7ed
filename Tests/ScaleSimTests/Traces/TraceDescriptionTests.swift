import Foundation
import Profiles
import ScaleSim
import Testing

@Suite struct TraceDescriptionTests {
    /// Counts of the twelve seconds: 2 0 1 0 3 0 0 1 1 1 1 1.
    private static let text = """
        0.25
        0.75
        2.5
        4.1
        4.2
        4.3
        7.5
        8.5
        9.5
        10.5
        11.5
        """

    @Test("figures of a small trace, worked out by hand")
    func worked() throws {
        let description = try TraceDescription(TraceFile.text(Self.text))
        let arrivals = description.arrivals
        #expect(description.format == .arrivals)
        #expect(!description.drawn)
        #expect(arrivals.requests == 11)
        #expect(arrivals.durationSeconds == 12)
        #expect(arrivals.meanRate == 11.0 / 12)
        #expect(arrivals.peakRateOverSecond == 3)
        #expect(arrivals.peakRateOverMinute == nil)
        // Squares of the counts sum to 19: variance (19 − 121/12) / 11.
        #expect(arrivals.dispersion.map(\.binSeconds) == [1])
        #expect(abs((arrivals.dispersion.first?.index ?? 0) - (19 - 121.0 / 12) / 11 / (11.0 / 12)) < 1e-12)
        let counts: [Double] = [2, 0, 1, 0, 3, 0, 0, 1, 1, 1, 1, 1]
        #expect(abs((arrivals.countCorrelation ?? 0) - correlation(counts)) < 1e-12)
        let gaps = [0.5, 1.75, 1.6, 0.1, 0.1, 3.2, 1, 1, 1, 1]
        #expect(abs((arrivals.gapCorrelation ?? 0) - correlation(gaps)) < 1e-9)
        let mean = gaps.reduce(0, +) / 10
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 9
        #expect(abs((arrivals.gapVariation ?? 0) - variance.squareRoot() / mean) < 1e-9)
        #expect(arrivals.profile.reduce(0, +) == 11)
        #expect(arrivals.sparkline.count == 60)
        // Parts of 200 ms: the fullest holds the two of 4.2 and 4.3.
        #expect(arrivals.sparkline.first { $0 == "@" } != nil)
        #expect(Array(arrivals.sparkline)[21] == "@")
        #expect(Array(arrivals.sparkline)[2] == " ")
    }

    /// With the next: products of neighbours' distances from the mean over all squares.
    private func correlation(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        let products = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
        return products / values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }

    @Test("the fullest minute may begin at any second")
    func fullestMinute() throws {
        // 30 requests before and 40 after the full minute, all within 20 s.
        let before: [Double] = (0..<30).map { 50 + Double($0) / 10 }
        let after: [Double] = (0..<40).map { 62 + Double($0) / 10 }
        let times = before + after + [200]
        let arrivals = try TraceDescription(TraceFile.text(times.map { "\($0)\n" }.joined())).arrivals
        #expect(arrivals.peakRateOverMinute == 70.0 / 60)
        #expect(arrivals.peakRateOverSecond == 10)
    }

    @Test("evenly spaced requests have no variation, and nothing to correlate")
    func even() throws {
        let arrivals = try TraceDescription(TraceFile.text((0..<1000).map { "\(Double($0) / 4)\n" }.joined())).arrivals
        #expect(arrivals.gapVariation ?? 1 < 1e-6)
        #expect(arrivals.gapCorrelation == nil)
        #expect(arrivals.countCorrelation == nil)
        #expect(arrivals.dispersion.map(\.index) == [0, 0])
    }

    @Test("a Poisson process has dispersion and variation 1; the figures say so")
    func poisson() throws {
        let folder = try Folder()
        let path = folder.url.appending(path: "p").path
        try TraceWriter(.arrivals).write(.model(.poisson(rate: 20), duration: SimTime(seconds: 2000)), to: path)
        let arrivals = try TraceDescription(TraceFile.open(path)).arrivals
        #expect(abs((arrivals.gapVariation ?? 0) - 1) < 4 / 200.0)
        #expect(abs(arrivals.gapCorrelation ?? 1) < 4 / 200.0)
        #expect(abs((arrivals.dispersion.first?.index ?? 0) - 1) < 4 * (2.0 / 2000).squareRoot())
        #expect(abs(arrivals.countCorrelation ?? 1) < 4 / 2000.0.squareRoot())
    }

    @Test("what was left out is told by kind, and rates say that they are drawn")
    func skipped() throws {
        let lenient = TraceOptions(lenient: true)
        let description = try TraceDescription(TraceFile.text("1\nx\n2\nnan\ny\n3\n", lenient))
        #expect(description.skipped == ["malformed": 2, "not_finite": 1])
        #expect(description.skippedFirst?.hasPrefix("t:2: seconds") == true)
        let rates = try TraceDescription(TraceFile.text("seconds,requests_per_second\n0,100\n100,0\n"), seed: 3)
        #expect(rates.drawn)
        #expect(abs(rates.arrivals.requests - 10_000) < 400)
        let object = try JSONSerialization.jsonObject(with: JSONFormat.encode(rates)) as? [String: Any]
        #expect(object?["format"] as? String == "rates")
    }
}
