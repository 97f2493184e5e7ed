import ScaleSim
import Testing

/// Limits and memory: `TestConvertDesiredReplicasWithRules`, `TestScalingWithRules`, `TestStoreScaleEvents`,
/// `TestNormalizeDesiredReplicas…` and `TestCalculateScale…Limit…` of upstream's `horizontal_test.go`, as numbers.
@Suite struct HPALimitTests {
    private static let now: Int64 = 1_000_000_000_000_000

    private static func entries(_ entries: [(replicas: Int, secondsAgo: Int)]) -> [HPAHistory.Entry] {
        entries.map { HPAHistory.Entry(time: now - Int64($0.secondsAgo) * 1_000_000_000, replicas: $0.replicas) }
    }

    @Test(
        "without a behaviour: bounds, and doubling",
        arguments: [
            (5, 7, 3...8, 7, nil), (3, 1, 2...8, 2, "TooFewReplicas"), (1, 0, 0...10, 0, nil),
            (20, 1000, 1...10, 10, "TooManyReplicas"), (3, 1000, 1...2000, 6, "ScaleUpLimit"),
        ] as [(Int, Int, ClosedRange<Int>, Int, String?)])
    func doubling(current: Int, desired: Int, range: ClosedRange<Int>, expected: Int, condition: String?) {
        let limits = HPALimits(spec: Self.spec(range))
        let (number, word) = limits.limitDoubling(desired, current: current)
        #expect(number == expected && word == condition)
    }

    // MARK: Rates

    struct Rate: Sendable, CustomTestStringConvertible {
        var name: String
        var range = 1...1000
        var up = HPASpec.Rules.defaultScaleUp
        var down = HPASpec.Rules.defaultScaleDown
        /// Spread over the last two minutes, each in the middle of its part.
        var added: [Int] = []
        var removed: [Int] = []
        var current: Int
        var desired: Int
        var expected: Int
        var condition: String?

        var testDescription: String { name }
    }

    private static func pods(_ value: Int, _ period: Int) -> HPASpec.RatePolicy {
        .init(kind: .pods, value: value, periodSeconds: period)
    }

    private static func percent(_ value: Int, _ period: Int) -> HPASpec.RatePolicy {
        .init(kind: .percent, value: value, periodSeconds: period)
    }

    private static func rules(
        _ policies: HPASpec.RatePolicy..., select: HPASpec.Rules.Selection = .max
    ) -> HPASpec.Rules {
        HPASpec.Rules(stabilizationWindowSeconds: 0, selectPolicy: select, policies: policies)
    }

    static let plain = [
        Rate(name: "within range", range: 3...8, current: 5, desired: 7, expected: 7),
        Rate(name: "minimum", range: 2...8, current: 3, desired: 1, expected: 2, condition: "TooFewReplicas"),
        Rate(name: "minimum of 0", range: 0...10, current: 1, desired: 0, expected: 0),
        Rate(
            name: "maximum below the current number", range: 1...10, current: 20, desired: 1000, expected: 10,
            condition: "TooManyReplicas"),
        Rate(
            name: "maximum", range: 100...150, current: 100, desired: 1000, expected: 150,
            condition: "TooManyReplicas"),
        Rate(
            name: "1 %", range: 1...2000, up: rules(percent(1, 60)), current: 3, desired: 1000, expected: 4,
            condition: "ScaleUpLimit"),
        Rate(name: "default up", current: 10, desired: 50, expected: 20, condition: "ScaleUpLimit"),
        Rate(
            name: "pods above percent", up: rules(pods(100, 60), percent(100, 60)), current: 10, desired: 500,
            expected: 110, condition: "ScaleUpLimit"),
        Rate(
            name: "percent above pods", up: rules(pods(2, 60), percent(100, 60)), current: 10, desired: 500,
            expected: 20, condition: "ScaleUpLimit"),
        Rate(name: "many pods", up: rules(pods(100, 60)), current: 10, desired: 50, expected: 50),
        Rate(name: "very many pods", up: rules(pods(10_000, 60)), current: 10, desired: 50, expected: 50),
        Rate(
            name: "30 pods", up: rules(pods(30, 60)), current: 10, desired: 50, expected: 40,
            condition: "ScaleUpLimit"),
        Rate(
            name: "200 %", up: rules(percent(200, 60)), current: 10, desired: 50, expected: 30,
            condition: "ScaleUpLimit"),
        Rate(
            name: "down, 20 pods above 1 %", down: rules(pods(20, 60), percent(1, 60)), current: 100, desired: 2,
            expected: 80, condition: "ScaleDownLimit"),
        Rate(
            name: "down, 2 pods above 1 %", down: rules(pods(2, 60), percent(1, 60)), current: 100, desired: 2,
            expected: 98, condition: "ScaleDownLimit"),
        Rate(
            name: "down, pods to the minimum", down: rules(pods(100, 60)), current: 10, desired: 0, expected: 1,
            condition: "TooFewReplicas"),
        Rate(
            name: "down, percent to the minimum", range: 5...1000, down: rules(percent(100, 60)), current: 10,
            desired: 2, expected: 5, condition: "TooFewReplicas"),
        Rate(
            name: "down, 5 pods", down: rules(pods(5, 60)), current: 10, desired: 2, expected: 5,
            condition: "ScaleDownLimit"),
        Rate(name: "down, 50 %", down: rules(percent(50, 60)), current: 10, desired: 5, expected: 5),
        Rate(
            name: "least of pods and percent, up", up: rules(pods(2, 60), percent(50, 60), select: .min), current: 1,
            desired: 99, expected: 2, condition: "ScaleUpLimit"),
        Rate(
            name: "least of pods and percent, down", down: rules(pods(2, 60), percent(50, 60), select: .min),
            current: 5, desired: 1, expected: 3, condition: "ScaleDownLimit"),
    ]

    static let afterChanges = [
        Rate(
            name: "many pods, to the maximum", range: 1...200, up: rules(pods(300, 60)), added: [1, 5, 9],
            current: 100, desired: 500, expected: 200, condition: "TooManyReplicas"),
        Rate(
            name: "percent, to the maximum", range: 1...200, up: rules(percent(10_000, 60)), added: [1, 5, 9],
            current: 100, desired: 500, expected: 200, condition: "TooManyReplicas"),
        Rate(
            name: "more were added than may be", up: rules(pods(5, 120)), added: [1, 5, 9], current: 100,
            desired: 500, expected: 100, condition: "ScaleUpLimit"),
        Rate(
            name: "100 − 15 + 150", up: rules(pods(150, 120)), added: [1, 5, 9], current: 100, desired: 500,
            expected: 235, condition: "ScaleUpLimit"),
        Rate(
            name: "(100 − 15) · 3", up: rules(percent(200, 120)), added: [1, 5, 9], current: 100, desired: 500,
            expected: 255, condition: "ScaleUpLimit"),
        Rate(
            name: "(6 − 4 + 2) · 4", up: rules(percent(300, 300)), added: [4], removed: [2], current: 6, desired: 24,
            expected: 16, condition: "ScaleUpLimit"),
        Rate(name: "default down", removed: [1, 5, 9], current: 10, desired: 5, expected: 5),
        Rate(
            name: "100 + 15 − 115, to the minimum", down: rules(pods(115, 120)), removed: [1, 5, 9], current: 100,
            desired: 0, expected: 1, condition: "TooFewReplicas"),
        Rate(
            name: "many pods, to a minimum of 5", range: 5...1000, down: rules(pods(130, 120)), removed: [1, 5, 9],
            current: 100, desired: 0, expected: 5, condition: "TooFewReplicas"),
        Rate(
            name: "all, to a minimum of 5", range: 5...1000, down: rules(percent(100, 120)), removed: [1, 5, 9],
            current: 100, desired: 2, expected: 5, condition: "TooFewReplicas"),
        Rate(
            name: "more were removed than may be", down: rules(pods(5, 120)), removed: [1, 5, 9], current: 100,
            desired: 2, expected: 100, condition: "ScaleDownLimit"),
        Rate(
            name: "(100 + 12) / 2", down: rules(percent(50, 120)), removed: [2, 4, 6], current: 100, desired: 0,
            expected: 56, condition: "ScaleDownLimit"),
        Rate(
            name: "(10 − 2 + 4) / 2", down: rules(percent(50, 180)), added: [2], removed: [4], current: 10, desired: 1,
            expected: 6, condition: "ScaleDownLimit"),
        Rate(
            name: "90 % of 130 are more than there are", down: rules(percent(10, 120)), removed: [10, 10, 10],
            current: 100, desired: 0, expected: 100, condition: "ScaleDownLimit"),
        Rate(
            name: "more than all", down: rules(percent(1000, 120)), removed: [10, 10, 10], current: 10, desired: 5,
            expected: 5),
    ]

    static let outdated = [
        Rate(
            name: "up, half of the changes", up: rules(pods(1000, 60)), added: [8, 12, 9, 11], current: 100,
            desired: 200, expected: 200),
        Rate(
            name: "up, all changes", up: rules(pods(1000, 120), percent(100, 60)), added: [8, 12, 9, 11],
            current: 100, desired: 200, expected: 200),
        Rate(
            name: "up, a quarter of the changes", up: rules(pods(1000, 30), percent(100, 60)), added: [8, 12, 9, 11],
            current: 100, desired: 200, expected: 200),
        Rate(
            name: "down, half of the changes", down: rules(pods(1000, 60)), removed: [8, 12, 9, 11], current: 100,
            desired: 5, expected: 5),
        Rate(
            name: "down, all changes", down: rules(pods(1000, 120), percent(100, 60)), removed: [8, 12, 9, 11],
            current: 100, desired: 5, expected: 5),
        Rate(
            name: "down, a quarter of the changes", down: rules(pods(1000, 30), percent(100, 60)),
            removed: [8, 12, 9, 11], current: 100, desired: 5, expected: 5),
    ]

    /// Our own: numbers near 2³¹, as `value: 2147483647` for "no limit".
    static let overflowing = [
        Rate(
            name: "Pods wraps and forbids", up: rules(pods(Int(Int32.max), 60)), current: 3, desired: 9, expected: 3,
            condition: "ScaleUpLimit"),
        Rate(
            name: "Percent does not wrap", up: rules(percent(Int(Int32.max), 60)), current: 900, desired: 999,
            expected: 999),
        Rate(name: "down, Pods", down: rules(pods(Int(Int32.max), 60)), current: 3, desired: 1, expected: 1),
        Rate(name: "down, Percent", down: rules(percent(Int(Int32.max), 60)), current: 900, desired: 1, expected: 1),
        // 10 + 2 · (2³¹ − 11) is −12 in 32 bits.
        Rate(
            name: "changes wrap", down: rules(percent(50, 120)), removed: [Int(Int32.max) - 10, Int(Int32.max) - 10],
            current: 10, desired: 1, expected: 1),
    ]

    @Test("with a behaviour: bounds and rates", arguments: plain + afterChanges + outdated + overflowing)
    func rate(_ example: Rate) {
        let history = HPAHistory(additions: Self.spread(example.added), removals: Self.spread(example.removed))
        let (number, condition) = HPALimits(spec: Self.spec(example.range)).limitRate(
            example.desired, by: .init(scaleUp: example.up, scaleDown: example.down), current: example.current,
            history: history, at: Self.now)
        #expect(number == example.expected && condition == example.condition)
    }

    private static func spread(_ changes: [Int]) -> [HPAHistory.Entry] {
        let part = 120.0 / Double(changes.count)
        return entries(
            changes.enumerated().map { index, change in (change, Int(120 - part * Double(index + 1) + part / 2)) })
    }

    private static func spec(_ range: ClosedRange<Int>) -> HPASpec {
        HPASpec(
            minReplicas: range.lowerBound, maxReplicas: range.upperBound, metrics: [.cpuUtilization(percent: 50)])
    }

    // MARK: Memory

    struct Change: Sendable {
        var before: [(Int, Int)]
        var longest: Int
        var within60: Int
        var after: [Int]
    }

    @Test(
        "a change takes the place of the last outdated one",
        arguments: [
            Change(before: [], longest: 60, within60: 0, after: [5]),
            Change(before: [(7, 61)], longest: 60, within60: 0, after: [5]),
            Change(before: [(7, 58)], longest: 60, within60: 7, after: [7, 5]),
            Change(before: [(7, 61), (6, 59)], longest: 60, within60: 6, after: [5, 6]),
            Change(before: [(8, 29), (6, 59), (7, 61), (9, 61)], longest: 60, within60: 14, after: [8, 6, 7, 5]),
            Change(before: [(7, 58), (6, 59)], longest: 120, within60: 13, after: [7, 6, 5]),
            // Our own: at the period's end it is not yet outdated, and does not count any more.
            Change(before: [(7, 60)], longest: 60, within60: 0, after: [7, 5]),
        ])
    func changes(_ example: Change) {
        let before = Self.entries(example.before.map { (replicas: $0.0, secondsAgo: $0.1) })
        let minute: Int64 = 60_000_000_000
        let longest = Int64(example.longest) * 1_000_000_000
        var up = HPAHistory(additions: before)
        #expect(up.replicas(current: 100, before: minute, at: Self.now) == 100 - example.within60)
        up.recordChange(from: 10, to: 15, at: Self.now, longest: longest)
        #expect(up.additions.map(\.replicas) == example.after)
        var down = HPAHistory(removals: before)
        #expect(down.replicas(current: 100, before: minute, at: Self.now) == 100 + example.within60)
        down.recordChange(from: 10, to: 5, at: Self.now, longest: longest)
        #expect(down.removals.map(\.replicas) == example.after)
    }

    @Test(
        "without a behaviour the largest recommendation of five minutes holds",
        arguments: [
            ([], 5), ([(4, 120), (5, 60)], 5), ([(1, 120), (2, 60)], 3), ([(10, 600), (9, 540)], 3),
            ([(10, 600), (4, 60), (5, 120), (9, 540)], 5),
        ] as [([(Int, Int)], Int)])
    func stabilisation(recommended: [(Int, Int)], expected: Int) {
        let entries = Self.entries(recommended.map { (replicas: $0.0, secondsAgo: $0.1) })
        var history = HPAHistory(recommendations: entries)
        let desired = recommended.isEmpty ? 5 : 3
        #expect(history.stabilize(desired, window: 300_000_000_000, at: Self.now) == expected)
    }

    struct Stabilisation: Sendable {
        var recommended: [(Int, Int)] = []
        var current: Int
        var desired: Int
        var up = 0
        var down = 0
        var expected: Int
    }

    @Test(
        "with a behaviour both windows clamp the current number",
        arguments: [
            Stabilisation(current: 100, desired: 5, expected: 5),
            Stabilisation(recommended: [(4, 120), (5, 60)], current: 100, desired: 3, down: 180, expected: 5),
            Stabilisation(recommended: [(4, 120), (5, 60)], current: 1, desired: 7, up: 300, expected: 4),
            Stabilisation(recommended: [(1, 120), (2, 60)], current: 100, desired: 3, up: 300, expected: 3),
            Stabilisation(recommended: [(4, 120), (5, 60)], current: 1, desired: 3, down: 300, expected: 3),
            Stabilisation(recommended: [(10, 600), (9, 540)], current: 100, desired: 3, expected: 3),
            Stabilisation(recommended: [(10, 600), (9, 540)], current: 1, desired: 100, expected: 100),
            Stabilisation(
                recommended: [(10, 600), (4, 60), (5, 120), (9, 540)], current: 100, desired: 3, down: 180,
                expected: 5),
            Stabilisation(
                recommended: [(10, 6000), (6, 60), (5, 120), (9, 180)], current: 1, desired: 100, up: 300,
                expected: 5),
            Stabilisation(
                recommended: [(2, 6000), (3, 180)], current: 2, desired: 1, up: 300, down: 300, expected: 2),
            Stabilisation(
                recommended: [(2, 6000), (1, 180)], current: 2, desired: 3, up: 300, down: 300, expected: 2),
        ])
    func windows(_ example: Stabilisation) {
        let entries = Self.entries(example.recommended.map { (replicas: $0.0, secondsAgo: $0.1) })
        var history = HPAHistory(recommendations: entries)
        let stabilized = history.stabilize(
            example.desired, current: example.current, upWindow: Int64(example.up) * 1_000_000_000,
            downWindow: Int64(example.down) * 1_000_000_000, at: Self.now)
        #expect(stabilized == example.expected)
    }
}
