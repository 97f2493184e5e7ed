/// A CloudWatch alarm on one metric, as "Using Amazon CloudWatch alarms" of its user guide has them evaluated.
package struct AWSAlarm: Sendable, Equatable {
    package var name: String
    package var metric: AWSMetric
    package var statistic: Statistic
    package var periodSeconds: Double
    package var evaluationPeriods: Int
    package var datapointsToAlarm: Int
    package var comparison: Comparison
    package var threshold: Double
    package var missingData: MissingData
    /// Whether it invokes anything.
    package var actionsEnabled: Bool

    package enum Statistic: String, Sendable, Equatable, CaseIterable {
        case average = "Average"
        case sum = "Sum"
        case minimum = "Minimum"
        case maximum = "Maximum"
        case sampleCount = "SampleCount"

        package func of(_ values: [Double]) -> Double? {
            switch self {
            case .average: values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
            case .sum: values.isEmpty ? nil : values.reduce(0, +)
            case .minimum: values.min()
            case .maximum: values.max()
            case .sampleCount: values.isEmpty ? nil : Double(values.count)
            }
        }
    }

    package enum Comparison: String, Sendable, Equatable, CaseIterable {
        case greaterOrEqual = "GreaterThanOrEqualToThreshold"
        case greater = "GreaterThanThreshold"
        case less = "LessThanThreshold"
        case lessOrEqual = "LessThanOrEqualToThreshold"

        package var isUpward: Bool { self == .greaterOrEqual || self == .greater }
    }

    package enum MissingData: String, Sendable, Equatable, CaseIterable {
        case missing, ignore, breaching, notBreaching
    }

    package enum State: String, Sendable, Equatable {
        case ok = "OK"
        case alarm = "ALARM"
        case insufficientData = "INSUFFICIENT_DATA"
    }

    package init(
        name: String, metric: AWSMetric, statistic: Statistic = .average, periodSeconds: Double = 60,
        evaluationPeriods: Int, datapointsToAlarm: Int, comparison: Comparison, threshold: Double,
        missingData: MissingData = .missing, actionsEnabled: Bool = true
    ) {
        self.name = name
        self.metric = metric
        self.statistic = statistic
        self.periodSeconds = periodSeconds
        self.evaluationPeriods = evaluationPeriods
        self.datapointsToAlarm = datapointsToAlarm
        self.comparison = comparison
        self.threshold = threshold
        self.missingData = missingData
        self.actionsEnabled = actionsEnabled
    }

    package func isBreaching(_ value: Double) -> Bool {
        switch comparison {
        case .greaterOrEqual: value >= threshold
        case .greater: value > threshold
        case .less: value < threshold
        case .lessOrEqual: value <= threshold
        }
    }

    /// How many data points are looked at where some are missing. The guide has 5 for 3 evaluation periods, and says
    /// that the number depends on the period; the two more are taken for all.
    package var evaluationRange: Int { evaluationPeriods + 2 }

    /// The state that follows from the data points of the evaluation range.
    ///
    /// "How alarm state is evaluated when data is missing", with its tables and "Avoiding premature transitions".
    /// - Parameters:
    ///   - points: newest first; nil is missing.
    ///   - state: the one before.
    package func state(after points: [Double?], from state: State) -> State {
        let breaches = points.map { $0.map(isBreaching) }
        let real = breaches.compactMap { $0 }
        if real.count >= evaluationPeriods {
            return real.prefix(evaluationPeriods).count { $0 } >= datapointsToAlarm ? .alarm : .ok
        }
        let breaching = real.count { $0 }
        if breaching >= datapointsToAlarm { return .alarm }
        switch missingData {
        case .breaching:
            return breaching + evaluationPeriods - real.count >= datapointsToAlarm ? .alarm : .ok
        case .notBreaching: return .ok
        case .ignore: return real.contains(false) ? .ok : state
        case .missing:
            if real.isEmpty { return .insufficientData }
            if real.contains(false) { return .ok }
            // All that is there breaches: an alarm once the oldest is old enough, until then nothing changes.
            let age = (breaches.lastIndex(of: true) ?? 0) + 1
            return age >= datapointsToAlarm ? .alarm : state
        }
    }
}

/// What an alarm has seen. Times are seconds since the start of the run.
struct AWSAlarmHistory: Sendable {
    private var samples: [(time: Double, value: Double)] = []
    private var start: Double?
    private var last: Double?
    private(set) var state = AWSAlarm.State.insufficientData
    private var invoked: Double?

    /// What lies this much after the end of a period still belongs to it: evaluations are not exactly a minute apart.
    private static let slack = 1.0

    /// Takes the value of the minute that ends now, and evaluates the alarm.
    ///
    /// - Returns: the data points, newest first.
    mutating func evaluate(_ alarm: AWSAlarm, value: Double?, at now: Double) -> [Double?] {
        start = start ?? now
        passMinutes(alarm, until: now)
        let range = Double(alarm.evaluationRange) * alarm.periodSeconds
        samples.removeAll { $0.time <= now - range }
        if let value { samples.append((now, value)) }
        let points = points(of: alarm, at: now)
        state = alarm.state(after: points, from: state)
        last = now
        return points
    }

    /// "an alarm is evaluated every minute": also in those that brought no observation, until nothing can change.
    ///
    /// From the last of them back to one whose outcome does not depend on the state before: each costs as much as the
    /// alarm looks back.
    private mutating func passMinutes(_ alarm: AWSAlarm, until now: Double) {
        guard let last else { return }
        let range = Double(alarm.evaluationRange) * alarm.periodSeconds
        var minutes = Int(min(range + 60, max(0, now - last)) / 60)
        while minutes > 0 {
            let minute = last + 60 * Double(minutes)
            minutes -= 1
            guard minute < now - Self.slack else { continue }
            let points = points(of: alarm, at: minute)
            let outcome = alarm.state(after: points, from: .ok)
            if outcome == alarm.state(after: points, from: .alarm) {
                state = outcome
                return
            }
        }
    }

    /// Those of all periods of the evaluation range, newest first, walking back through the samples once: an alarm may
    /// look at a week, which is 10,000 periods and as many samples.
    private func points(of alarm: AWSAlarm, at now: Double) -> [Double?] {
        var points: [Double?] = []
        points.reserveCapacity(alarm.evaluationRange)
        var upper = samples.count
        for age in 0..<alarm.evaluationRange {
            let end = now - Double(age) * alarm.periodSeconds
            let values = values(from: end - alarm.periodSeconds, to: end, before: &upper)
            // Missing where the run covers only a part of the period.
            let isCovered = start.map { end - alarm.periodSeconds >= $0 - 60 - Self.slack } ?? false
            points.append(isCovered ? alarm.statistic.of(values) : nil)
        }
        return points
    }

    /// The latest period's values by themselves.
    func latestValues(of alarm: AWSAlarm, at now: Double) -> [Double] {
        var upper = samples.count
        return values(from: now - alarm.periodSeconds, to: now, before: &upper)
    }

    /// - Parameter upper: where samples begin that are too new, for this and all earlier periods.
    private func values(from start: Double, to end: Double, before upper: inout Int) -> [Double] {
        while upper > 0, samples[upper - 1].time > end + Self.slack { upper -= 1 }
        var lower = upper
        while lower > 0, samples[lower - 1].time > start + Self.slack { lower -= 1 }
        return samples[lower..<upper].map(\.value)
    }

    /// Whether the alarm invokes its policies now: "For Auto Scaling actions, the alarm continues to invoke the action once
    /// per minute that the alarm remains in the new state."
    mutating func invokes(at now: Double) -> Bool {
        guard state == .alarm else {
            invoked = nil
            return false
        }
        if let invoked, now - invoked < 60 - Self.slack { return false }
        invoked = now
        return true
    }
}
