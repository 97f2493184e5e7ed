import BootProbe
import Profiles
import Testing

@Suite("Fits of samples that tell little")
struct DegenerateFitTests {
    static let samples: [[IntervalSample]] = [
        // As pods stamped in whole seconds give, and a start that was given up long after.
        (0..<12).map { IntervalSample(lower: 0, upper: 0.25 + 0.01 * Double($0)) } + [.censored(after: 30)],
        (0..<12).map { _ in IntervalSample(lower: 0, upper: 1) } + [IntervalSample(lower: 0, upper: 2)],
        (0..<12).map { IntervalSample(lower: 0, upper: Double($0 + 1)) }, [.censored(after: 1)],
        (0..<12).map { .exact(1e-300 * Double($0 + 1)) }, (0..<12).map { .exact(1e8 * Double($0 + 1)) },
    ]

    @Test("end in a distribution of finite boot times, and do not crash", arguments: samples.indices)
    func finite(index: Int) {
        let profile = BootFit.profile(of: Self.samples[index], bootstrapReplicates: 20)
        #expect((profile == nil) == (index == 3))
        if let profile { #expect(profile.distribution.mean < 1e9, "\(profile.distribution)") }
    }
}
