/// One trigger of a ScaledObject: what it measures, its target, and above what it counts as active.
public struct KEDATrigger: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// The length of a list, set or hash: `pkg/scalers/redis_scaler.go`.
        case redis
        /// `pkg/scalers/prometheus_scaler.go`; an empty result is 0, or a failure.
        case prometheus(ignoresNullValues: Bool)
        /// `pkg/scalers/cron_scaler.go`
        case cron(CronWindow, desiredReplicas: Int)
        /// `pkg/scalers/cpu_memory_scaler.go`; left to the HorizontalPodAutoscaler.
        case resource(HPASpec.Resource, container: String?)
    }

    /// As the file has it: `redis`, `redis-cluster`, `cpu`.
    public var type: String
    /// `name:` of the file, by which formulas and observations know it.
    public var name: String?
    public var kind: Kind
    /// As the HorizontalPodAutoscaler knows its metric, such as `s0-redis-jobs`; `cpu` or `memory` of a resource.
    public var metricName: String
    public var target: HPASpec.Target
    /// Active above it, in the metric's unit.
    public var activation: Double
    /// Whether the HorizontalPodAutoscaler sees what was last polled, and not the metric of the moment.
    public var usesCachedMetrics: Bool

    public init(
        type: String, name: String? = nil, kind: Kind, metricName: String, target: HPASpec.Target,
        activation: Double = 0, usesCachedMetrics: Bool = false
    ) {
        self.type = type
        self.name = name
        self.kind = kind
        self.metricName = metricName
        self.target = target
        self.activation = activation
        self.usesCachedMetrics = usesCachedMetrics
    }

    /// Whether it is about CPU or memory.
    var isResource: Bool {
        if case .resource = kind { return true }
        return false
    }

    var container: String? {
        if case .resource(_, let container) = kind { return container }
        return nil
    }

    var hpaMetric: HPASpec.Metric {
        switch kind {
        case .resource(let resource, let container): .resource(resource, container: container, target)
        case .redis, .prometheus, .cron: .external(name: metricName, target)
        }
    }

    /// The name of a trigger's metric at `index` among the triggers: `GenerateMetricNameWithIndex`, `NormalizeString`.
    static func metricName(index: Int, _ text: String) -> String {
        "s\(index)-" + String(text.map { "/.:%()".contains($0) ? "-" : $0 })
    }
}

/// By which names observations know triggers.
struct KEDATriggerNames: Sendable {
    /// By trigger, the most telling first.
    private let names: [[String]]

    /// Each by its own name and that of its metric; by the latter without its number, by that number (`s0`) and by the
    /// trigger's type where no other trigger is called so.
    init(_ triggers: [KEDATrigger]) {
        let own = triggers.map { trigger in [trigger.name, trigger.metricName].compactMap { $0 } }
        let short = triggers.enumerated().map { index, trigger in
            let prefix = "s\(index)-"
            let bare = trigger.metricName.hasPrefix(prefix) ? [String(trigger.metricName.dropFirst(prefix.count))] : []
            return bare + ["s\(index)", trigger.type]
        }
        var bearers: [String: Int] = [:]
        for index in triggers.indices {
            for name in Set(own[index] + short[index]) { bearers[name, default: 0] += 1 }
        }
        names = triggers.indices.map { index in own[index] + short[index].filter { bearers[$0] == 1 } }
    }

    func hasError(_ trigger: Int, _ observation: Observation) -> Bool {
        !observation.metricErrors.isEmpty && names[trigger].contains { observation.metricErrors.contains($0) }
    }

    func value(_ trigger: Int, _ observation: Observation) -> Double? {
        for name in names[trigger] {
            if let value = observation.externalMetrics[name] { return value }
        }
        return nil
    }
}
