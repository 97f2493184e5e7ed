import BootProbe
import Foundation
import Profiles
import TestSupport
import Testing

@Suite("Dip test")
struct DipTestTests {
    /// By linear programming with SciPy 1.17: the least distance to a function that is convex, then concave.
    @Test(
        "the dip is exact",
        arguments: [
            ([0.61, 0.64, 0.66, 0.67, 0.70, 0.71, 0.75, 0.78, 0.84, 0.95], 0.075),
            ([0.1, 0.12, 0.13, 0.15, 0.9, 0.92, 0.95, 0.96], 0.2314815),
            ([1, 2, 3, 4, 5.5, 9, 9.25, 9.5, 12, 30, 31, 32, 33], 0.1318681),
        ])
    func dip(values: [Double], expected: Double) throws {
        #expect(abs(try #require(DipTest.dip(values)) - expected) < 1e-6)
        #expect(abs(try #require(DipTest.dip(values.reversed())) - expected) < 1e-6)
    }

    @Test("p-values of uniform samples are uniform, and those of one mode are larger", arguments: [10, 50])
    func calibration(count: Int) {
        let below = SimulatedCampaign.counts(campaigns: 1000) { random in
            let uniform = (0..<count).map { _ in random.unit() }
            let normal = (0..<count).map { _ in random.draw(from: .shiftedLognormal(shift: 0, mu: 0, sigma: 0.2)) }
            return [DipTest.pValue(uniform) <= 0.1, DipTest.pValue(normal) <= 0.1]
        }
        #expect(SimulatedCampaign.agree(below[0], of: 1000, with: 0.1...0.1))
        #expect(below[1] < 60)
    }

    @Test("rounding makes no modes", arguments: [0.01, 0.02, 0.05, 0.1])
    func rounding(step: Double) {
        let truth = Distribution.gamma(shape: 30, scale: 0.02)
        let below = SimulatedCampaign.counts(campaigns: 1000) { random in
            let values = (0..<50).map { _ in (random.draw(from: truth) / step).rounded() * step }
            return [DipTest.pValue(values) <= 0.05]
        }
        #expect(below[0] <= 50)
    }

    @Test("nothing is found where there is nothing to see")
    func degenerate() {
        #expect(DipTest.pValue([]) == 1 && DipTest.pValue([1, 2, 3]) == 1)
        #expect(DipTest.pValue([Double](repeating: 2, count: 30)) == 1)
    }
}

@Suite("Warnings about samples")
struct SampleWarningTests {
    /// Fifty trials in a random order.
    static func shuffled(_ truth: Distribution = .gamma(shape: 30, scale: 0.02)) -> [Double] {
        let random = SeededRandom(seed: 7)
        return (0..<50).map { _ in random.draw(from: truth) }
    }

    static func warnings(_ values: [Double]) -> [SampleWarning] {
        SampleWarnings.of(samplesInRunOrder: values.map { .exact($0) })
    }

    @Test("a sound sample, and one too small to tell, raise none")
    func sound() {
        #expect(Self.warnings(Self.shuffled()).isEmpty)
        #expect(Self.warnings([1, 2, 3, 4, 5, 6, 7]).isEmpty)
        #expect(Self.warnings([Double](repeating: 1, count: 30)).isEmpty)
    }

    @Test("drift by one and a half standard deviations is found")
    func drift() throws {
        let values = Self.shuffled().enumerated().map { $1 + 0.165 * Double($0) / 50 }
        let warning = try #require(Self.warnings(values).first { $0.kind == .drift })
        #expect(warning.p <= SampleWarnings.level && warning.position == nil)
        #expect(warning.sentence.hasPrefix("later trials take longer (rank correlation 0."))
    }

    @Test("trials that resemble the ones before are found")
    func autocorrelation() throws {
        var previous = 0.0
        let values = Self.shuffled().map { value in
            previous = 0.6 * previous + value - 0.6
            return 1 + previous
        }
        let warning = try #require(Self.warnings(values).first { $0.kind == .autocorrelation })
        #expect(warning.sentence.hasPrefix("trials resemble the ones before (correlation 0."))
    }

    @Test("two modes are found")
    func modes() throws {
        let truth = Distribution.mixture(
            weight: 0.6, first: Lognormal(mu: 0, sigma: 0.05), second: Lognormal(mu: 0.6, sigma: 0.08))
        let warning = try #require(Self.warnings(Self.shuffled(truth)).first)
        #expect(warning.kind == .multimodality && warning.p < 0.002)
        #expect(warning.sentence.hasPrefix("times fall into more than one group (p "))
    }

    @Test("a change is found, and where")
    func change() throws {
        let values = Self.shuffled().enumerated().map { $1 + ($0 < 20 ? 0 : 0.2) }
        let warning = try #require(Self.warnings(values).first { $0.kind == .changePoint })
        #expect(abs(try #require(warning.position) - 20) <= 1)
        #expect(
            warning.sentence.contains("from trial 2") && warning.sentence.contains("of 50 on times differ (median 0."))
    }

    @Test("time-outs count where order does, and are no mode")
    func timeOuts() {
        let late =
            Self.shuffled().map { IntervalSample.exact($0) }
            + [IntervalSample](repeating: .censored(after: 9), count: 12)
        let warnings = SampleWarnings.of(samplesInRunOrder: late)
        #expect(
            warnings.contains {
                $0.kind == .changePoint && $0.position == 50 && $0.sentence.contains("timed out after")
            })
        #expect(!warnings.contains { $0.kind == .multimodality })
    }

    @Test("warnings are read back as they were written, and the same for the same sample")
    func coding() throws {
        let values = Self.shuffled().enumerated().map { $1 + ($0 < 20 ? 0 : 0.2) }
        let warnings = Self.warnings(values)
        #expect(!warnings.isEmpty && warnings == Self.warnings(values))
        let json = try JSONFormat.encode(warnings)
        #expect(try JSONFormat.decode([SampleWarning].self, from: json) == warnings)
        #expect(String(decoding: json, as: UTF8.self).contains(#""kind" : "change_point""#))
    }

    @Test("all tests together raise a false alarm in 5 % of samples at most", arguments: [10, 50])
    func falseAlarms(count: Int) {
        let campaigns = 300
        let alarms = SimulatedCampaign.counts(campaigns: campaigns) { random in
            let samples = SimulatedCampaign.samples(of: SimulatedCampaign.truths[0], count: count, random)
            let warnings = SampleWarnings.of(samplesInRunOrder: samples)
            return [!warnings.isEmpty]
                + SampleWarning.Kind.allCases.map { kind in warnings.contains { $0.kind == kind } }
        }
        #expect(SimulatedCampaign.agree(alarms[0], of: campaigns, with: 0...0.05))
        for alarms in alarms.dropFirst() { #expect(SimulatedCampaign.agree(alarms, of: campaigns, with: 0...0.0125)) }
    }
}
