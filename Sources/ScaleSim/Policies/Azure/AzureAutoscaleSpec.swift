/// An autoscale setting of Azure Monitor: the properties of a resource of type `Microsoft.Insights/autoscaleSettings`.
public struct AzureAutoscaleSpec: Sendable, Equatable {
    /// Rules and limits, and when they hold. Of several that do, fixed dates come before recurring profiles, and those
    /// before the default one.
    public struct Profile: Sendable, Equatable {
        public var name: String
        public var minimum: Int
        public var maximum: Int
        /// What is scaled out to when a metric cannot be read.
        public var fallback: Int
        public var rules: [Rule]
        var time = Time.always

        public init(name: String = "default", minimum: Int, maximum: Int, fallback: Int, rules: [Rule]) {
            self.name = name
            self.minimum = minimum
            self.maximum = maximum
            self.fallback = fallback
            self.rules = rules
        }
    }

    enum Time: Sendable, Equatable {
        case always
        /// From an instant up to another, in seconds since 1970.
        case fixed(Range<Int>)
        /// From each match until another recurring profile starts.
        case recurring(CalendarSchedule, LocalClock)
    }

    public struct Rule: Sendable, Equatable {
        public var trigger: Trigger
        public var direction: Direction
        public var change: Change
        /// How long nothing is scaled after this rule has scaled.
        public var cooldownSeconds: Int

        public init(trigger: Trigger, direction: Direction, change: Change, cooldownSeconds: Int) {
            self.trigger = trigger
            self.direction = direction
            self.change = change
            self.cooldownSeconds = cooldownSeconds
        }
    }

    public enum Direction: String, Sendable, Equatable, CaseIterable {
        case increase = "Increase"
        case decrease = "Decrease"
    }

    public enum Change: Sendable, Equatable {
        case count(Int)
        case percent(Int)
        /// To this many.
        case exact(Int)
    }

    public struct Trigger: Sendable, Equatable {
        public enum Statistic: String, Sendable, Equatable, CaseIterable {
            case average = "Average"
            case min = "Min"
            case max = "Max"
            case sum = "Sum"
            case count = "Count"
        }

        public enum Aggregation: String, Sendable, Equatable, CaseIterable {
            case average = "Average"
            case minimum = "Minimum"
            case maximum = "Maximum"
            case total = "Total"
            case count = "Count"
            case last = "Last"
        }

        public enum Comparison: String, Sendable, Equatable, CaseIterable {
            case equals = "Equals"
            case notEquals = "NotEquals"
            case greaterThan = "GreaterThan"
            case greaterThanOrEqual = "GreaterThanOrEqual"
            case lessThan = "LessThan"
            case lessThanOrEqual = "LessThanOrEqual"
        }

        public var metricName: String
        /// Values of so long are made one sample by `statistic`.
        public var timeGrainSeconds: Int
        public var statistic: Statistic
        /// Samples of so long are made one value by `timeAggregation`.
        public var timeWindowSeconds: Int
        public var timeAggregation: Aggregation
        public var comparison: Comparison
        public var threshold: Double
        public var dividePerInstance: Bool

        public init(
            metricName: String, timeGrainSeconds: Int = 60, statistic: Statistic = .average,
            timeWindowSeconds: Int = 600, timeAggregation: Aggregation = .average, comparison: Comparison,
            threshold: Double, dividePerInstance: Bool = false
        ) {
            self.metricName = metricName
            self.timeGrainSeconds = timeGrainSeconds
            self.statistic = statistic
            self.timeWindowSeconds = timeWindowSeconds
            self.timeAggregation = timeAggregation
            self.comparison = comparison
            self.threshold = threshold
            self.dividePerInstance = dividePerInstance
        }
    }

    public var name: String
    public var isEnabled: Bool
    public var profiles: [Profile]

    public init(name: String = "autoscale", isEnabled: Bool = true, profiles: [Profile]) {
        self.name = name
        self.isEnabled = isEnabled
        self.profiles = profiles
    }
}

extension AzureAutoscaleSpec {
    /// The profile that holds at an instant, in seconds since 1970: "Which profile will autoscale use?" of "Understand
    /// autoscale settings".
    func profile(at now: Int) -> Profile? {
        var (byDefault, recurring, latest): (Profile?, Profile?, Int) = (nil, nil, .min)
        for profile in profiles {
            switch profile.time {
            case .always: byDefault = byDefault ?? profile
            case .fixed(let time): if time.contains(now) { return profile }
            case .recurring(let starts, let clock):
                // Each starts at least once a week.
                let start = starts.latest(upTo: now, after: now - 8 * LocalClock.day, on: clock)
                if let start, start > latest { (recurring, latest) = (profile, start) }
            }
        }
        return recurring ?? byDefault
    }
}

extension AzureAutoscaleSpec.Trigger {
    /// "Autoscale common metrics": the lengths of a Storage and of a Service Bus queue, whose "threshold is the number of
    /// messages per instance".
    private static let queueMetrics = ["ApproximateMessageCount", "ActiveMessageCount"]

    var isDivided: Bool { dividePerInstance || Self.queueMetrics.contains(metricName) }

    /// Whether fewer instances would have more each: not so of what is summed over them, or counts samples.
    var isPerInstance: Bool {
        if timeAggregation == .count { return false }
        return isDivided || (statistic != .sum && statistic != .count)
    }

    /// Values that differ by what binary fractions leave over are equal.
    func isMet(by value: Double) -> Bool {
        let isEqual = WholeReplicas.isEqual(value, threshold)
        return switch comparison {
        case .equals: isEqual
        case .notEquals: !isEqual
        case .greaterThan: value > threshold && !isEqual
        case .greaterThanOrEqual: value > threshold || isEqual
        case .lessThan: value < threshold && !isEqual
        case .lessThanOrEqual: value < threshold || isEqual
        }
    }
}
