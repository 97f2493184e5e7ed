import Foundation

/// Observations built from answers of Prometheus to `query_range`, one metric a file.
///
/// A series with the label `pod` is one pod's; all others of a file are summed. At each instant a series has its latest
/// sample, unless that is older than one step of the query. A pod is there while any of its series has a sample. What
/// was asked for then is what was recorded: the policy's own decisions have no effect on it.
public struct PrometheusObservations {
    /// What the values of a file are.
    public enum Quantity: Sendable, Equatable {
        /// CPUs that each pod used.
        case cpu
        /// CPUs that each pod requests.
        case cpuRequest
        /// Bytes that each pod used.
        case memory
        case memoryRequest
        /// 1 while the pod is ready, else 0.
        case ready
        /// The scale that was asked for.
        case replicas
        /// Any other metric, of pods by name, or of something else.
        case metric(String)

        /// As the command line names it.
        public init(named name: String) {
            self =
                switch name {
                case "cpu": .cpu
                case "cpu_request": .cpuRequest
                case "memory": .memory
                case "memory_request": .memoryRequest
                case "ready": .ready
                case "replicas": .replicas
                default: .metric(name)
                }
        }
    }

    private struct Series {
        var quantity: Quantity
        /// Nil for what is not of one pod.
        var pod: String?
        /// Milliseconds since 1970, ascending.
        var samples: [(time: Int64, value: Double)] = []
        /// The latest sample that is not in the future.
        var position = -1
    }

    /// CPU that pods request whose requests are not among the files, in thousandths of a CPU.
    private let cpuRequestMilli: Int?
    private var series: [Series] = []
    /// Between evaluations: a policy that is asked for it may have to know first when the recording begins.
    public var intervalSeconds = 15.0 {
        didSet { precondition(intervalSeconds >= 0.001, "evaluations are at least a millisecond apart") }
    }
    /// When each pod was first seen, and when its readiness last changed.
    private var pods: [String: (first: Int64, ready: Bool, transition: Int64)] = [:]
    /// Nil where no series has two samples.
    private var step: Int64?
    private var begin = Int64.max
    private var end = Int64.min
    private var now = Int64.min

    /// - Parameter cpuRequestMilli: of each pod for which no file says it.
    public init(
        _ files: [(quantity: Quantity, path: String)], cpuRequestMilli: Int? = nil
    ) throws(ScaleSimError) {
        var answers: [(quantity: Quantity, source: TraceBytes)] = []
        for file in files { answers.append((file.quantity, try TraceBytes(path: file.path))) }
        try self.init(answers: answers, cpuRequestMilli: cpuRequestMilli)
    }

    /// - Parameter answers: the files' contents; their names are for messages.
    package init(
        _ answers: [(quantity: Quantity, answer: Data, name: String)], cpuRequestMilli: Int? = nil
    ) throws(ScaleSimError) {
        try self.init(
            answers: answers.map { ($0.quantity, TraceBytes([UInt8]($0.answer), name: $0.name)) },
            cpuRequestMilli: cpuRequestMilli)
    }

    private init(
        answers: [(quantity: Quantity, source: TraceBytes)], cpuRequestMilli: Int?
    ) throws(ScaleSimError) {
        self.cpuRequestMilli = cpuRequestMilli
        for answer in answers { try read(answer.quantity, answer.source) }
        let samples = series.map(\.samples)
        begin = samples.compactMap { $0.first?.time }.min() ?? .max
        end = samples.compactMap { $0.last?.time }.max() ?? .min
        guard begin <= end else {
            throw ScaleSimError(
                .badInput, "no samples in any of the series", at: answers.first.map { .init(file: $0.source.name) })
        }
        step = samples.flatMap { zip($0, $0.dropFirst()).map { $1.time - $0.time } }.min()
        now = begin
    }

    private mutating func read(_ quantity: Quantity, _ source: TraceBytes) throws(ScaleSimError) {
        var answer = PrometheusAnswer(source, lenient: false, unit: "of the metric", most: 1e15)
        var samples: [[(time: Int64, value: Double)]] = []
        try answer.read { (number, time, value) in
            while samples.count <= number { samples.append([]) }
            samples[number].append((time, value))
        }
        for (number, samples) in samples.enumerated() {
            let labels = answer.labels[number]
            series.append(Series(quantity: quantity, pod: labels["pod"] ?? labels["pod_name"], samples: samples))
        }
    }

    /// When the first sample was taken: the time 0 of the observations.
    public var startTime: StartTime { StartTime(seconds: Double(begin) / 1000) }

    private var interval: Int64 { Int64((intervalSeconds * 1000).rounded()) }

    /// The next observation; nil after the last sample.
    public mutating func next() -> Observation? {
        guard now <= end else { return nil }
        defer { now += interval }
        var totals: [String: Double] = [:]
        var podMetrics: [String: [String: Double]] = [:]
        var seen: [String: PodObservation] = [:]
        var replicas: Double?
        for index in series.indices {
            guard let (time, value) = sample(of: index) else { continue }
            switch (series[index].quantity, series[index].pod) {
            case (.replicas, _): replicas = (replicas ?? 0) + value
            case (.metric(let name), nil): totals[name, default: 0] += value
            case (_, nil): break
            case (let quantity, let pod?):
                var observed = seen[pod] ?? PodObservation(name: pod, cpuRequestMilli: cpuRequestMilli)
                Self.set(quantity, value, of: &observed)
                if quantity == .cpu || quantity == .memory { observed.metricTime = seconds(time) }
                seen[pod] = observed
                if case .metric(let name) = quantity { podMetrics[name, default: [:]][pod] = value }
            }
        }
        let present = seen.values.sorted { $0.name < $1.name }.map { withTimes($0) }
        // As many as Kubernetes can be asked for; more must be something else.
        let scale = replicas.map { Int(min($0.rounded(), Double(Int32.max))) }
        return Observation(
            time: seconds(now), currentReplicas: scale ?? present.count, pods: present,
            podMetrics: podMetrics, objectMetrics: totals, externalMetrics: totals)
    }

    /// The latest sample, unless it is out of date.
    private mutating func sample(of index: Int) -> (time: Int64, value: Double)? {
        while series[index].position + 1 < series[index].samples.count,
            series[index].samples[series[index].position + 1].time <= now
        {
            series[index].position += 1
        }
        guard series[index].position >= 0 else { return nil }
        let sample = series[index].samples[series[index].position]
        return now - sample.time < step ?? interval ? sample : nil
    }

    private static func set(_ quantity: Quantity, _ value: Double, of pod: inout PodObservation) {
        switch quantity {
        // Rounded up to a thousandth of a CPU, as a Kubernetes quantity is.
        case .cpu: pod.cpuUsageMilli = Int((value * 1000).rounded(.up))
        case .cpuRequest: pod.cpuRequestMilli = Int((value * 1000).rounded(.up))
        case .memory: pod.memoryUsageBytes = Int(value.rounded(.up))
        case .memoryRequest: pod.memoryRequestBytes = Int(value.rounded(.up))
        case .ready: pod.ready = value > 0
        case .replicas, .metric: break
        }
    }

    /// A pod of the first instant has been there for long.
    private mutating func withTimes(_ pod: PodObservation) -> PodObservation {
        var pod = pod
        let isFirst = now == begin
        var times = pods[pod.name] ?? (isFirst ? .min : now, pod.ready, isFirst ? .min : now)
        if pod.ready != times.ready { times = (times.first, pod.ready, now) }
        pods[pod.name] = times
        pod.startTime = times.first == .min ? PodObservation.longAgo : seconds(times.first)
        pod.readyTransition = times.transition == .min ? PodObservation.longAgo : seconds(times.transition)
        return pod
    }

    private func seconds(_ time: Int64) -> Double { Double(time - begin) / 1000 }
}
