import Profiles

/// Estimates how long the rest of a campaign takes, from the mean duration of each target's trials so far.
struct RemainingTime {
    private var remaining: [Int]
    private var durations: [(sum: Double, count: Int)]
    private let expected: [Double]

    init(order: [PlannedTrial], targets: [CampaignPlan.Target]) {
        remaining = targets.indices.map { index in order.count { $0.target == index } }
        durations = targets.map { _ in (0, 0) }
        expected = targets.map { Self.expectedSeconds($0.technology) }
    }

    /// Counts a finished trial of `target` that took `seconds`, its preparation and end included.
    mutating func finished(target: Int, seconds: Double) {
        remaining[target] -= 1
        durations[target].sum += seconds
        durations[target].count += 1
    }

    /// Seconds to the end of the campaign, without the targets that need no more trials.
    func seconds(skipping isEnough: [Bool]) -> Double {
        remaining.indices.reduce(0) { sum, target in
            if isEnough[target] { return sum }
            let (total, count) = durations[target]
            return sum + Double(remaining[target]) * (count > 0 ? total / Double(count) : expected[target])
        }
    }

    /// A first guess, which the first trial of a target replaces.
    private static func expectedSeconds(_ technology: Technology) -> Double {
        switch technology {
        case .process: 1
        case .container: 2
        case .microvm, .unikernel: 3
        case .vm: 45
        }
    }
}
