import ScaleSim
import Testing

/// The hybrid histogram policy by cases worked by hand; the paper's parameters unless others are named.
@Suite struct HybridHistogramTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Idle times in seconds, and how often each occurred.
        let idle: [(seconds: Double, times: Int)]
        let preWarm: Double
        let keepAlive: Double
        let source: HybridHistogram.Windows.Source

        init(
            _ description: String, _ idle: [(seconds: Double, times: Int)], _ preWarm: Double, _ keepAlive: Double,
            _ source: HybridHistogram.Windows.Source
        ) {
            (testDescription, self.idle, self.preWarm) = (description, idle, preWarm)
            (self.keepAlive, self.source) = (keepAlive, source)
        }
    }

    private static let cases = [
        Case("nothing is known", [], 0, 14_400, .standard),
        // From 10 to 11 minutes: 600 less a tenth, until 660 and a tenth.
        Case("one bin has all", [(630, 100)], 540, 726 - 540, .histogram),
        Case("a bin's beginning belongs to it", [(600, 100)], 540, 726 - 540, .histogram),
        Case("5 of 100 in the first bin: no pre-warming", [(30, 5), (630, 95)], 0, 726, .histogram),
        Case("4 of 100 are less than the head", [(30, 4), (630, 96)], 540, 726 - 540, .histogram),
        Case("1 of 100 is more than the tail", [(90, 99), (6030, 1)], 54, 132 - 54, .histogram),
        Case("2 of 100 are not", [(90, 98), (6030, 2)], 54, 6666 - 54, .histogram),
        Case("all bins are alike", (0..<240).map { (60 * Double($0), 3) }, 0, 14_400, .standard),
        Case("a third out of bounds", [(90, 2), (15_000, 1)], 54, 132 - 54, .histogram),
        // 15 % off 7545 either way.
        Case("half out of bounds, few of them: the mean", [(90, 1), (15_000, 1)], 6413.25, 2263.5, .forecast),
        // The paper's own example: 5 hours become 4.25 and 1.5.
        Case("five hours, always", [(18_000, 40)], 15_300, 5400, .forecast),
        Case("the range itself is out of bounds", [(14_400, 1)], 12_240, 4320, .forecast),
    ]

    @Test("windows", arguments: cases)
    func windows(row: Case) {
        var histogram = HybridHistogram()
        for (seconds, times) in row.idle { for _ in 0..<times { histogram.record(seconds) } }
        let windows = histogram.windows
        #expect(windows.source == row.source)
        #expect(abs(windows.preWarmSeconds - row.preWarm) < 1e-6)
        #expect(abs(windows.keepAliveSeconds - row.keepAlive) < 1e-6)
    }

    @Test("bins show a pattern from a coefficient of variation of 2 on, which is what one of five with all has")
    func leastVariation() {
        var parameters = HybridHistogram.Parameters()
        parameters.rangeSeconds = 300
        var histogram = HybridHistogram(parameters)
        for _ in 0..<50 { histogram.record(130) }
        #expect(histogram.windows.source == .histogram)
        histogram.record(10)
        #expect(histogram.windows.source == .standard)
    }

    @Test("parameters are used as they are named")
    func parameters() {
        var parameters = HybridHistogram.Parameters()
        parameters.rangeSeconds = 1000
        parameters.binSeconds = 10
        parameters.head = 0.5
        parameters.tail = 0.8
        parameters.margin = 0.2
        parameters.outOfBounds = 0.9
        parameters.forecastMargin = 0.25
        var histogram = HybridHistogram(parameters)
        for seconds in stride(from: 105.0, to: 205, by: 10) { histogram.record(seconds) }
        // The fifth is from 140 to 150, the eighth from 170 to 180.
        #expect(histogram.windows == .init(preWarmSeconds: 112, keepAliveSeconds: 180 * 1.2 - 112, source: .histogram))
        for _ in 0..<89 { histogram.record(2000) }
        #expect(histogram.windows.source == .histogram)
        for _ in 0..<120 { histogram.record(2000) }
        #expect(histogram.windows == .init(preWarmSeconds: 1500, keepAliveSeconds: 1000, source: .forecast))
    }

    @Test("what is kept up to date is what counting anew finds", arguments: UInt64(0)..<20)
    func recounting(seed: UInt64) {
        let stream = RandomStream(seed: seed, purpose: .arrivals, site: 9)
        var parameters = HybridHistogram.Parameters()
        parameters.leastVariation = 0
        var histogram = HybridHistogram(parameters)
        var inBounds: [Double] = []
        for index in 0..<500 {
            let seconds = -naturalLogarithm(stream.uniform(UInt64(index))) * 300 * Double(1 + seed)
            histogram.record(seconds)
            if seconds < 14_400 { inBounds.append(seconds) }
        }
        var counts = [Double](repeating: 0, count: 240)
        for seconds in inBounds { counts[Int(seconds / 60)] += 1 }
        let mean = counts.reduce(0, +) / 240
        let variance = counts.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 240
        #expect(abs(histogram.variation - variance.squareRoot() / mean) < 1e-9)

        let ranked = inBounds.sorted()
        func minutes(_ share: Double) -> Double { ranked[Int((share * Double(ranked.count)).rounded(.up)) - 1] / 60 }
        let preWarm = minutes(0.05).rounded(.down) * 60 * 0.9
        let end = (minutes(0.99).rounded(.down) + 1) * 60 * 1.1
        #expect(abs(histogram.windows.preWarmSeconds - preWarm) < 1e-6)
        #expect(abs(histogram.windows.preWarmSeconds + histogram.windows.keepAliveSeconds - end) < 1e-6)
    }

    @Test("only the last 200 idle times are forecast from")
    func memory() {
        let stream = RandomStream(seed: 1, purpose: .arrivals, site: 9)
        var (histogram, young) = (HybridHistogram(), HybridHistogram())
        for index in 0..<530 {
            let seconds = (index < 330 ? 90_000 : 20_000) + 10_000 * stream.uniform(UInt64(index))
            histogram.record(seconds)
            if index >= 330 { young.record(seconds) }
            if index >= 528 { #expect((histogram.windows == young.windows) == (index == 529)) }
        }
    }
}
