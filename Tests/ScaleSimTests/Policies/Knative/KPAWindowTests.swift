import Foundation
import ScaleSim
import Testing

/// The means over windows. Upstream cases: `pkg/autoscaler/aggregation/bucketing_test.go`,
/// `pkg/autoscaler/aggregation/max/*_test.go`, `TestMetricCollectorAggregate`.
@Suite struct KPAWindowTests {
    /// A value and the second it is recorded in, or the mean that must be read in a second.
    enum Step: Sendable {
        case record(Double, Int)
        case mean(Double, Int)
    }

    static let timelines: [(name: String, seconds: Int, steps: [Step])] = [
        ("a part of the window counts as far as it goes", 5, [.record(1, 100), .mean(1, 100)]),
        (
            "a full window, then a short hole, then a long one", 5,
            [
                .record(1, 100), .record(2, 101), .record(3, 102), .record(4, 103), .record(5, 104), .mean(3, 104),
                .mean(4, 106), .mean(4.5, 107), .mean(0, 109), .mean(0, 110),
            ]
        ),
        (
            "seconds passed over count as 0 once something follows them", 5,
            [
                .record(1, 100), .record(2, 101), .record(3, 102), .record(4, 103), .record(5, 104), .record(91, 106),
                .mean(20.6, 106),
            ]
        ),
        ("a hole as long as the window begins a new part", 5, [.record(7, 100), .record(1984, 105), .mean(1984, 105)]),
        ("a hole one second shorter does not", 5, [.record(10, 100), .record(10, 104), .mean(4, 104)]),
        ("values of one second add up", 60, [.record(1, 100), .record(10, 100), .record(1, 101), .mean(6, 101)]),
        (
            "five in each second", 60,
            (0..<5).flatMap { second in (0..<5).map { Step.record(Double(second + $0), 100 + second) } }
                + [.mean(20, 104)]
        ),
        ("rounded to six decimals", 3, [.record(1, 100), .record(0, 101), .record(0, 102), .mean(0.333333, 102)]),
        (
            "an early hole stays in a part of the window", 60,
            [.record(5, 100), .record(5, 102), .mean(3.333333, 102), .mean(3.333333, 140), .mean(5, 161)]
        ),
        ("seconds before the start", 3, [.record(1, -2), .record(2, -1), .record(3, 0), .record(4, 1), .mean(3, 1)]),
        ("the stable window of the collector", 6, (0..<10).map { .record(Double($0 + 5), $0) } + [.mean(11.5, 9)]),
        ("its panic window", 2, (0..<10).map { .record(Double($0 + 5), $0) } + [.mean(13.5, 9)]),
    ]

    @Test("plain means", arguments: timelines.indices)
    func timeline(_ index: Int) {
        let timeline = Self.timelines[index]
        var window = KPAWindow(seconds: timeline.seconds)
        for step in timeline.steps {
            switch step {
            case .record(let value, let second): window.record(value, in: second)
            case .mean(let expected, let second):
                #expect(window.average(at: second) == expected, "\(timeline.name), second \(second)")
            }
        }
    }

    @Test("empty before the first record and after a window without one, its end excluded")
    func emptiness() {
        var window = KPAWindow(seconds: 60)
        #expect(window.isEmpty(at: 1000))
        window.record(4, in: 1000)
        #expect(!window.isEmpty(at: 1060))
        #expect(window.average(at: 1060) == 0)
        #expect(window.isEmpty(at: 1061))
    }

    @Test(
        "weights fall so that the window holds 0.9999 of them, but by a fifth at least",
        arguments: [(100, 0.2), (60, 0.2), (40, 0.20567), (6, 0.78456)])
    func decay(seconds: Int, expected: Double) {
        #expect(abs(KPAWindow.decay(seconds: seconds) - expected) < 5e-6)
    }

    @Test("weighted means, idle seconds being 0")
    func weighted() {
        var window = KPAWindow(seconds: 5, isWeighted: true)
        let weight = 1 - pow(0.0001, 0.2)
        window.record(2, in: 50)
        #expect(abs(window.average(at: 50) - 2 * weight) < 1e-12)
        #expect(abs(window.average(at: 51) - 2 * weight * (1 - weight)) < 1e-12)
        window.record(2, in: 51)
        #expect(abs(window.average(at: 51) - 2 * weight * (2 - weight)) < 1e-12)
        for value in 2...6 { window.record(Double(value), in: 50 + value) }
        var expected = 0.0
        for age in 0..<5 { expected += Double(6 - age) * weight * pow(1 - weight, Double(age)) }
        #expect(abs(window.average(at: 56) - expected) < 1e-12)
        // Upstream's own figure, worked out by hand there.
        #expect((expected * 1000).rounded() / 1000 == 5.812)
        #expect(window.average(at: 66) == 0)
    }

    /// Kept as a list and summed anew each time.
    private struct Reference {
        var seconds: Int
        var records: [(second: Int, value: Double)] = []

        func mean(at now: Int) -> Double {
            guard let last = records.last?.second, now - last < seconds else { return 0 }
            var first = last
            for record in records.reversed() {
                if first - record.second >= seconds { break }
                first = record.second
            }
            let sum = records.filter { $0.second > now - seconds }.reduce(0) { $0 + $1.value }
            return sum / Double(min(last - first + 1, seconds - (now - last)))
        }
    }

    @Test("any sequence has the mean of what is left of it", arguments: 1...20)
    func randomSequences(seed: UInt64) {
        var random = KPARandom(state: seed)
        let seconds = Int.random(in: 1...20, using: &random)
        var window = KPAWindow(seconds: seconds)
        var reference = Reference(seconds: seconds)
        var now = 0
        for _ in 0..<300 {
            now += Int.random(in: 0...4, using: &random) == 0 ? Int.random(in: 0...25, using: &random) : 1
            if Bool.random(using: &random) {
                let value = Double(Int.random(in: 0...1000, using: &random)) / 8
                window.record(value, in: now)
                reference.records.append((now, value))
            }
            #expect(abs(window.average(at: now) - reference.mean(at: now)) < 1e-6)
        }
    }

    // MARK: Scale-down delay

    @Test(
        "the largest of five ticks",
        arguments: [
            ([1], [1]), ([1, 2], [1, 2]), ([2, 1], [2, 2]), ([1, 2, 1], [1, 2, 2]),
            ([5, 6, 5, 5, 5, 5, 5], [5, 6, 6, 6, 6, 6, 5]), ([5, 6, 5, 7, 5, 5, 1], [5, 6, 6, 7, 7, 7, 7]),
            (
                [5, 8, 5, 7, 5, 5, 1, 4, 4, 4, 4, 9, 3, 4, 2, 1, 0],
                [5, 8, 8, 8, 8, 8, 7, 7, 5, 5, 4, 9, 9, 9, 9, 9, 4]
            ),
        ])
    func largest(values: [Int], expected: [Int]) {
        var window = KPADelayWindow(length: 5)
        #expect(values.indices.map { window.largest(with: values[$0], at: $0) } == expected)
    }

    @Test("gaps move the window on, and one tick keeps its largest")
    func gaps() {
        var gapped = KPADelayWindow(length: 5)
        #expect(zip([6, 5, 2, 1], [0, 1, 2, 6]).map { gapped.largest(with: $0, at: $1) } == [6, 6, 6, 2])
        var rising = KPADelayWindow(length: 5)
        #expect((1...7).map { rising.largest(with: $0, at: 1) } == [1, 2, 3, 4, 5, 6, 7])
        var falling = KPADelayWindow(length: 5)
        #expect((1...7).reversed().map { falling.largest(with: $0, at: 1) } == Array(repeating: 7, count: 7))
    }
}

/// A small generator with a seed, so that a failure can be had again.
struct KPARandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
