/// What was measured of one metric, evaluation by evaluation.
struct AzureMetricHistory: Sendable {
    /// One observation, over the instances that had a value.
    fileprivate struct Measurement {
        /// Nanoseconds.
        var time: Int64
        var sum: Double
        var count: Int
        var least: Double
        var most: Double
    }

    let name: String
    /// Nanoseconds for which measurements are kept.
    private let longest: Int64
    private var measurements: [Measurement] = []
    /// Whether it could not be read just now.
    private(set) var isFailing = false

    init(name: String, longestSeconds: Int) {
        self.name = name
        longest = Int64(longestSeconds) * 1_000_000_000
    }

    mutating func observe(_ observation: Observation) {
        let now = SimTime(seconds: observation.time).nanoseconds
        measurements.removeAll { $0.time <= now - longest }
        isFailing = observation.metricErrors.contains(name) || (isCPU && observation.metricErrors.contains("cpu"))
        if !isFailing, let measurement = measurement(observation, at: now) { measurements.append(measurement) }
    }

    // MARK: Values of an observation

    /// Percent of a CPU: of scale sets, of App Service plans, and of the guests of Windows and Linux.
    private static let cpuNames = [
        "Percentage CPU", "CpuPercentage", #"\Processor(_Total)\% Processor Time"#, #"\Processor\PercentProcessorTime"#,
    ]

    private var isCPU: Bool { Self.cpuNames.contains(name) }

    static func isCPU(_ name: String) -> Bool { cpuNames.contains(name) }

    private func measurement(_ observation: Observation, at now: Int64) -> Measurement? {
        if let values = observation.podMetrics[name] { return instances(values, observation, at: now) }
        if let value = observation.serviceMetric(name) {
            return Measurement(time: now, sum: value, count: 1, least: value, most: value)
        }
        return isCPU ? cpu(observation, at: now) : nil
    }

    /// Sums of whole thousandths do not depend on the order of the dictionary.
    private func instances(_ values: [String: Double], _ observation: Observation, at now: Int64) -> Measurement? {
        var values = values
        for index in observation.pods.indices
        where observation.pods[index].phase != .running || observation.pods[index].deleted {
            values[observation.pods[index].name] = nil
        }
        guard !values.isEmpty else { return nil }
        var (sum, least, most): (Int128, Double, Double) = (0, .infinity, -.infinity)
        for value in values.values {
            sum += Int128(HPASample.milli(value))
            least = min(least, value)
            most = max(most, value)
        }
        return Measurement(time: now, sum: Double(sum) / 1000, count: values.count, least: least, most: most)
    }

    private func cpu(_ observation: Observation, at now: Int64) -> Measurement? {
        var (sum, count, least, most) = (0.0, 0, Double.infinity, -Double.infinity)
        // By index: a copy of each pod would cost more than all the rest.
        for index in observation.pods.indices
        where observation.pods[index].phase == .running && !observation.pods[index].deleted {
            guard let used = observation.pods[index].cpuUsed else { continue }
            guard let requested = observation.pods[index].cpuRequested, requested > 0 else { return nil }
            let percent = Double(used) * 100 / Double(requested)
            sum += percent
            count += 1
            least = min(least, percent)
            most = max(most, percent)
        }
        return count > 0 ? Measurement(time: now, sum: sum, count: count, least: least, most: most) : nil
    }

    // MARK: The value of a rule

    /// Samples over time grains, counted back from now, and their aggregate over the time window, whose far end is
    /// excluded; nil where there is none.
    func value(for trigger: AzureAutoscaleSpec.Trigger, at time: Double) -> Double? {
        guard !isFailing else { return nil }
        let now = SimTime(seconds: time).nanoseconds
        let grain = Int64(trigger.timeGrainSeconds) * 1_000_000_000
        let start = now - Int64(trigger.timeWindowSeconds) * 1_000_000_000
        var aggregate = Aggregate()
        var sample: Measurement?
        var bucket: Int64 = 0
        for measurement in measurements.reversed() where measurement.time > start && measurement.time <= now {
            let own = (now - measurement.time) / grain
            if let whole = sample, own == bucket {
                sample = whole.joined(with: measurement)
            } else {
                if let whole = sample { aggregate.add(whole.value(trigger.statistic)) }
                (sample, bucket) = (measurement, own)
            }
        }
        if let whole = sample { aggregate.add(whole.value(trigger.statistic)) }
        return aggregate.value(trigger.timeAggregation)
    }

    /// Of samples, the latest one first.
    private struct Aggregate {
        var last: Double?
        var (sum, count, least, most) = (0.0, 0, Double.infinity, -Double.infinity)

        mutating func add(_ sample: Double) {
            last = last ?? sample
            sum += sample
            count += 1
            least = min(least, sample)
            most = max(most, sample)
        }

        func value(_ aggregation: AzureAutoscaleSpec.Trigger.Aggregation) -> Double? {
            guard let last else { return nil }
            return switch aggregation {
            case .average: sum / Double(count)
            case .minimum: least
            case .maximum: most
            case .total: sum
            case .count: Double(count)
            case .last: last
            }
        }
    }
}

extension AzureMetricHistory.Measurement {
    fileprivate func joined(with other: Self) -> Self {
        Self(
            time: time, sum: sum + other.sum, count: count + other.count, least: min(least, other.least),
            most: max(most, other.most))
    }

    fileprivate func value(_ statistic: AzureAutoscaleSpec.Trigger.Statistic) -> Double {
        switch statistic {
        case .average: sum / Double(count)
        case .min: least
        case .max: most
        case .sum: sum
        case .count: Double(count)
        }
    }
}
