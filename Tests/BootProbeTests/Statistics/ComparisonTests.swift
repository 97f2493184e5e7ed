import BootProbe
import Foundation
import Profiles
import TestSupport
import Testing

@Suite("Comparisons")
struct ComparisonTests {
    static func ideal(_ truth: Distribution, count: Int) -> [IntervalSample] {
        BootFitTests.ideal(truth, count: count).map { .exact($0) }
    }

    static let truth = Distribution.gamma(shape: 30, scale: 0.02)

    @Test("a clear difference is found, with its size")
    func clear() throws {
        let comparison = try #require(
            Comparison(of: Self.ideal(Self.truth.scaled(by: 1.2), count: 50), with: Self.ideal(Self.truth, count: 50)))
        #expect(abs(try #require(comparison.ratio) - 1.2) < 1e-6)
        #expect(try #require(comparison.ratioLow) > 1.05 && comparison.ratioHigh! < 1.4)
        #expect(abs(try #require(comparison.differenceSeconds) - 0.12) < 0.001)
        #expect(try #require(comparison.differenceLowSeconds) > 0.05 && comparison.differenceHighSeconds! < 0.19)
        #expect(comparison.p < 0.001)
        #expect(comparison.candidate.answered == 50 && comparison.candidate.batches == 50)
        #expect(comparison.text.hasPrefix("medians 0.712 s and 0.593 s: ratio 1.200 (1."))
        #expect(comparison.text.contains(", p < 0.001\ndifference of means: 0.12"))
        #expect(try JSONFormat.decode(Comparison.self, from: JSONFormat.encode(comparison)) == comparison)
    }

    @Test("the same times are no difference")
    func same() throws {
        let samples = Self.ideal(Self.truth, count: 30)
        let comparison = try #require(Comparison(of: samples, with: samples))
        #expect(comparison.ratio == 1 && comparison.differenceSeconds == 0 && comparison.p == 1)
        #expect(try #require(comparison.ratioLow) < 1 && comparison.ratioHigh! > 1)
    }

    @Test("a few samples give a ratio, but no interval")
    func few() throws {
        let comparison = try #require(Comparison(of: [.exact(2), .exact(3)], with: [.exact(1)]))
        #expect(comparison.ratio == 2.5 && comparison.differenceSeconds == 1.5)
        #expect(comparison.ratioLow == nil && comparison.differenceHighSeconds == nil)
        #expect(Comparison(of: [], with: [.exact(1)]) == nil)
        let batches = [[IntervalSample]](repeating: Self.ideal(Self.truth, count: 10), count: 7)
        #expect(try #require(Comparison(ofBatches: batches, withBatches: batches)).ratioLow == nil)
    }

    @Test("time-outs count as longer than anything, and make means unknown")
    func timeOuts() throws {
        let baseline = Self.ideal(Self.truth, count: 20)
        let candidate = baseline.prefix(8) + [IntervalSample](repeating: .censored(after: 5), count: 12)
        let comparison = try #require(Comparison(of: Array(candidate), with: baseline))
        #expect(comparison.ratio == nil && comparison.candidate.medianSeconds == nil)
        #expect(comparison.ratioHigh == nil && comparison.differenceSeconds == nil && comparison.p < 0.1)
        #expect(comparison.candidate.answered == 8 && comparison.candidate.censored == 12)
    }

    @Test("p-values of equal targets are uniform: about one in ten is below 0.1, batches or not")
    func calibration() {
        let below = SimulatedCampaign.counts(campaigns: 1000) { random in
            let samples = (0..<2).map { _ in SimulatedCampaign.samples(of: Self.truth, count: 20, random).map(\.upper) }
            let batched = (0..<2).map { _ in
                BatchedSample(
                    batches: (0..<12).map { _ in
                        let common = random.draw(from: Self.truth)
                        return (0..<4).map { _ in common + random.draw(from: Self.truth) }
                    })
            }
            return [
                PermutationTest.medianRatioPValue(
                    BatchedSample(samples[0]), BatchedSample(samples[1]), permutations: 99),
                PermutationTest.medianRatioPValue(batched[0], batched[1], permutations: 99),
                PermutationTest.medianRatioPValue(
                    BatchedSample(batched[0].values), BatchedSample(batched[1].values), permutations: 99),
            ].map { $0 <= 0.1 }
        }
        // Binomial(1000, 0.1): 69 to 131 lie within 3.3 standard deviations.
        #expect((69...131).contains(below[0]) && (69...131).contains(below[1]))
        #expect(below[2] > 200, "what ignoring batches would claim")
    }
}

@Suite("Conditions on comparisons")
struct ComparisonConditionTests {
    private static func comparison(slower factor: Double) -> Comparison? {
        Comparison(
            of: ComparisonTests.ideal(ComparisonTests.truth.scaled(by: factor), count: 50),
            with: ComparisonTests.ideal(ComparisonTests.truth, count: 50))
    }

    @Test(
        "a condition holds where all of its terms do",
        arguments: [
            ("ratio>1.05", true), ("ratio > 1.05 and p < 0.01", true), ("ratio_low>=1.05 AND difference>0.05", true),
            ("ratio<=1.05", false), ("ratio>1.05 and p>0.01", false), ("difference<0.13 and ratio_high<1.4", true),
            ("p<=1e-3", true), ("ratio>1.3", false),
        ])
    func holding(text: String, holds: Bool) throws {
        let comparison = try #require(Self.comparison(slower: 1.2))
        #expect(try ComparisonCondition(text).holds(for: comparison) == holds)
    }

    @Test("a condition shows what it was held against")
    func shown() throws {
        let comparison = try #require(Self.comparison(slower: 1.2))
        let text = try ComparisonCondition("ratio > 1.05 and p<0.01").text(for: comparison)
        #expect(text == "ratio>1.05 (1.200) and p<0.01 (p < 0.001)")
    }

    @Test(
        "what is no condition is refused, and what is known is said",
        arguments: [
            ("ration>1", "`ration` is no figure of a comparison, did you mean `ratio`? (known: ratio, ratio_low, "),
            ("mean>1", "known: ratio, ratio_low, ratio_high, p, difference, the last in seconds"),
            ("ratio>slow", "`slow` is no number"), ("ratio>", "`` is no number"), ("", "a term is missing"),
            ("ratio=1.05", "none of the relations >, >=, < and <="), ("ratio>1 and", "a term is missing"),
            ("ratio>1 or p<1", "`1orp<1` is no number"), ("ratio>inf", "`inf` is no number"),
        ])
    func refusals(text: String, reason: String) {
        let error = #expect(throws: BootProbeError.self) { try ComparisonCondition(text) }
        #expect(error?.code == .usage && error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("written like `ratio>1.05 and p<0.01`") == true)
    }

    @Test("time-outs never pass for an answer")
    func timeOuts() throws {
        let baseline = ComparisonTests.ideal(ComparisonTests.truth, count: 20)
        let late = [IntervalSample](repeating: .censored(after: 5), count: 20)
        let slower = try #require(Comparison(of: late, with: baseline))
        #expect(try ComparisonCondition("ratio>1.05 and p<0.01").holds(for: slower))
        #expect(try ComparisonCondition("ratio_high>1.05").holds(for: slower))
        let error = #expect(throws: BootProbeError.self) {
            try ComparisonCondition("difference>0.1").holds(for: slower)
        }
        #expect(error?.code == .failed && error?.message.contains("timed out") == true)
        let faster = try #require(Comparison(of: baseline, with: late))
        #expect(try !ComparisonCondition("ratio>1.05").holds(for: faster))
        let unknown = try #require(Comparison(of: late, with: late))
        #expect(throws: BootProbeError.self) { try ComparisonCondition("ratio>1.05").holds(for: unknown) }
    }
}
