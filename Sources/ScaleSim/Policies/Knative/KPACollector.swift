/// Turns what observations say of the metric into the means over both windows: `pkg/autoscaler/metrics`.
package struct KPACollector: Sendable {
    struct Means: Sendable, Equatable {
        var stable: Double
        var panic: Double
    }

    /// Among the pods of a metric: what waits at the activator, and is in no pod yet.
    package static let activator = "activator"

    private let metric: String
    private let scrapesPods: Bool
    private var stable: KPAWindow
    private var panic: KPAWindow
    /// Of the observation before.
    private var lastTime: SimTime?

    init(_ spec: KPASpec) {
        metric = spec.metric.rawValue
        scrapesPods = spec.scrapesPods
        stable = KPAWindow(seconds: Int(spec.stableWindow.seconds), isWeighted: spec.isWeighted)
        panic = KPAWindow(seconds: Int(spec.panicWindow.seconds), isWeighted: spec.isWeighted)
    }

    /// The means as of `observation`, which is recorded first; nil where there is no data, or it could not be had.
    ///
    /// - Parameter readyPods: upstream takes a sample of these.
    mutating func means(_ observation: Observation, readyPods: Int) -> Means? {
        let time = SimTime(seconds: observation.time)
        let now = max(time, lastTime ?? time)
        let second = Self.second(of: now)
        let isMissing = observation.metricErrors.contains(metric)
        if !isMissing, let value = load(observation, readyPods: readyPods) {
            for second in firstSecond(of: now)...second {
                stable.record(value, in: second)
                panic.record(value, in: second)
            }
        }
        lastTime = now
        if isMissing { return nil }
        let recorded = recordedMeans(in: second)
        guard let given = observation.stableValue ?? recorded?.stable else { return nil }
        return Means(stable: given, panic: observation.panicValue ?? recorded?.panic ?? given)
    }

    /// Whole seconds since the start of the run, which stand for those of the Unix clock.
    static func second(of time: SimTime) -> Int { Int((Double(time.nanoseconds) / 1e9).rounded(.down)) }

    /// Without a pod to ask, having no data is no error, but idleness.
    private func recordedMeans(in second: Int) -> Means? {
        if stable.isEmpty(at: second) && scrapesPods { return nil }
        return Means(stable: stable.average(at: second), panic: panic.average(at: second))
    }

    /// Upstream scrapes every second and evaluates every second second, so that an observation stands for all seconds
    /// since the one before. After two ticks or more it stands for its own second alone, as one scrape among failures.
    private func firstSecond(of now: SimTime) -> Int {
        let second = Self.second(of: now)
        guard let lastTime, now.seconds - lastTime.seconds < 2 * KnativeKPA.tickSeconds else { return second }
        return min(second, Self.second(of: lastTime) + 1)
    }

    // MARK: One scrape

    /// The sum over all pods and the activator; nil where neither says anything.
    private func load(_ observation: Observation, readyPods: Int) -> Double? {
        guard var values = observation.podMetrics[metric] else { return nil }
        // By index: a copy of each pod would cost more than all else.
        let pods = observation.pods
        for index in pods.indices where !pods[index].isServing { values[pods[index].name] = nil }
        if values.isEmpty { return nil }
        let answers = values.count - (values[Self.activator] == nil ? 0 : 1)
        if pods.isEmpty || answers == readyPods { return Self.sum(values.values).load }
        return extrapolated(values, pods: pods, readyPods: readyPods)
    }

    /// Some pods gave no answer, or there are values that are of no pod.
    private func extrapolated(_ values: [String: Double], pods: [PodObservation], readyPods: Int) -> Double? {
        var answers: [Double] = []
        for index in pods.indices where pods[index].isServing {
            if let value = values[pods[index].name] { answers.append(value) }
        }
        let scraped = Self.sum(answers)
        let pushed = Self.Total(billionths: Self.sum(values.values).billionths - scraped.billionths).load
        // As many must answer as upstream asks; the others are taken to be like them.
        guard !answers.isEmpty, answers.count >= Self.sampleSize(of: readyPods) else {
            return values.count > answers.count ? pushed : nil
        }
        return scraped.load / Double(answers.count) * Double(readyPods) + pushed
    }

    /// Whole billionths, so that the order does not matter: that of a dictionary differs from run to run.
    private struct Total {
        var billionths: Int128

        var load: Double { Double(billionths) / 1e9 }
    }

    private static func sum(_ values: some Sequence<Double>) -> Total {
        var sum = Int128.zero
        for value in values where !value.isNaN {
            sum += Int128(Int64((min(max(value, -9e9), 9e9) * 1e9).rounded()))
        }
        return Total(billionths: sum)
    }

    /// How many of `pods` upstream scrapes: as many as tell their mean within 5 at a confidence of 95 %, for a variance
    /// of 100 (`sample_size.go`).
    package static func sampleSize(of pods: Int) -> Int {
        guard pods > 3 else { return max(0, pods) }
        let unbounded = 1.96 * 1.96 * 100 / 25
        return Int((Double(pods) * unbounded / (Double(pods) + unbounded - 1)).rounded(.up))
    }
}

extension PodObservation {
    /// Upstream's ready pods: `PodCountsByState` of `pkg/resources/pods.go`.
    var isServing: Bool {
        // Not `==`, which compares the words.
        if case .running = phase { ready && !deleted } else { false }
    }
}
