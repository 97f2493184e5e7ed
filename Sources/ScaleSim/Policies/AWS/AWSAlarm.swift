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
    private mutating func passMinutes(_ alarm: AWSAlarm, until now: Double) {
        guard let last else { return }
        let range = Double(alarm.evaluationRange) * alarm.periodSeconds
        var minute = last + 60
        while minute < now - Self.slack, minute <= last + range + 60 {
            state = alarm.state(after: points(of: alarm, at: minute), from: state)
            minute += 60
        }
    }

    private func points(of alarm: AWSAlarm, at now: Double) -> [Double?] {
        (0..<alarm.evaluationRange).map { point($0, of: alarm, at: now) }
    }

    /// The data point of the period that ended `age` periods ago; missing where the run covers only a part of it.
    private func point(_ age: Int, of alarm: AWSAlarm, at now: Double) -> Double? {
        let end = now - Double(age) * alarm.periodSeconds
        guard let start, end - alarm.periodSeconds >= start - 60 - Self.slack else { return nil }
        return alarm.statistic.of(values(from: end - alarm.periodSeconds, to: end))
    }

    /// The latest period's values by themselves.
    func latestValues(of alarm: AWSAlarm, at now: Double) -> [Double] {
        values(from: now - alarm.periodSeconds, to: now)
    }

    private func values(from start: Double, to end: Double) -> [Double] {
        var values: [Double] = []
        for sample in samples where sample.time > start + Self.slack && sample.time <= end + Self.slack {
            values.append(sample.value)
        }
        return values
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
