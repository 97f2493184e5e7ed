import UserInput

/// Reads the triggers of ScaledObjects, with the defaults of `pkg/scalers`.
extension KEDASpec {
    /// `ValidateTriggers`: at least one, and no name twice.
    static func triggers(_ field: YAMLField) throws(ScaleSimError) -> [KEDATrigger] {
        var triggers: [KEDATrigger] = []
        for (index, item) in try field.list().enumerated() {
            let trigger = try KEDATriggerReader(item, index: index).trigger()
            if let name = trigger.name, triggers.contains(where: { $0.name == name }) {
                throw item.wrong("there are two triggers called \(name.quoted)")
            }
            triggers.append(trigger)
        }
        guard !triggers.isEmpty else { throw field.wrong("expected at least one trigger") }
        return triggers
    }

    /// The names that a formula may use, in the order of the triggers that have them: neither those of CPU nor memory.
    var formulaNames: [String] { triggers.filter { !$0.isResource }.compactMap(\.name) }
}

private struct KEDATriggerReader {
    let index: Int
    let field: YAMLField
    let fields: YAMLMapping
    let type: String

    init(_ field: YAMLField, index: Int) throws(ScaleSimError) {
        self.field = field
        self.index = index
        fields = try field.mapping(known: [
            "type", "name", "metadata", "metricType", "useCachedMetrics", "authenticationRef",
        ])
        type = try fields.required("type").string()
    }

    func trigger() throws(ScaleSimError) -> KEDATrigger {
        var trigger: KEDATrigger
        switch type {
        case "redis", "redis-cluster", "redis-sentinel": trigger = try redis()
        case "prometheus": trigger = try prometheus()
        case "cron": trigger = try cron()
        case "cpu", "memory": trigger = try resource(type == "cpu" ? .cpu : .memory)
        default:
            throw try fields.required("type").wrong(
                "the trigger \(type.quoted) is not supported; supported are cpu, cron, memory, prometheus, redis, "
                    + "redis-cluster and redis-sentinel")
        }
        if let name = fields.optional("name"), !name.isEmpty { trigger.name = try name.string() }
        if let cached = fields.optional("useCachedMetrics") {
            trigger.usesCachedMetrics = try cached.boolean()
            guard !trigger.usesCachedMetrics || !["cpu", "memory", "cron"].contains(type) else {
                throw cached.wrong("is not supported by KEDA for triggers of type \(type)")
            }
        }
        return trigger
    }

    // MARK: Types of triggers

    private func redis() throws(ScaleSimError) -> KEDATrigger {
        let connection = [
            "address", "addresses", "host", "hosts", "port", "ports", "username", "password", "sentinelUsername",
            "sentinelPassword", "sentinelMaster",
        ]
        let metadata = try metadata(
            known: ["listName", "listLength", "activationListLength", "databaseIndex", "enableTLS", "unsafeSsl"]
                + connection + connection.map { $0 + "FromEnv" })
        let list = try text(metadata, "listName")
        let length = try value(metadata, "listLength")?.integer(in: 1...Int(Int32.max)) ?? 5
        let activation = try value(metadata, "activationListLength")?.integer(in: -(1 << 53)...1 << 53) ?? 0
        return KEDATrigger(
            type: type, kind: .redis, metricName: KEDATrigger.metricName(index: index, "redis-\(list)"),
            target: try target(milli: length * 1000), activation: Double(activation))
    }

    private func prometheus() throws(ScaleSimError) -> KEDATrigger {
        let metadata = try metadata(known: [
            "serverAddress", "query", "queryParameters", "threshold", "activationThreshold", "namespace", "metricName",
            "customHeaders", "ignoreNullValues", "unsafeSsl", "awsRegion", "timeout", "identityOwner", "authModes",
        ])
        _ = try text(metadata, "query")
        let threshold = try required(metadata, "threshold")
        let milli = HPASample.milli(try threshold.number(in: 0...1e12))
        guard milli > 0 else { throw threshold.expected("a number of at least 0.001") }
        let ignoresNullValues = try value(metadata, "ignoreNullValues")?.goBoolean() ?? true
        return KEDATrigger(
            type: type, kind: .prometheus(ignoresNullValues: ignoresNullValues),
            metricName: KEDATrigger.metricName(index: index, "prometheus"), target: try target(milli: milli),
            activation: try value(metadata, "activationThreshold")?.number(in: -1e15...1e15) ?? 0)
    }

    private func cron() throws(ScaleSimError) -> KEDATrigger {
        let metadata = try metadata(known: ["timezone", "start", "end", "desiredReplicas"])
        let zone = try required(metadata, "timezone")
        let identifier = try zone.string().trimmed
        guard let timeZone = CronWindow.timeZone(identifier) else {
            throw zone.expected("a time zone of the tz database, such as Europe/London or Etc/UTC")
        }
        let (start, end) = (try text(metadata, "start"), try text(metadata, "end"))
        let window = CronWindow(
            start: try schedule(metadata, "start"), end: try schedule(metadata, "end"), timeZone: timeZone)
        guard start != end else { throw field.wrong("start and end are the same") }
        let name = "cron-\(identifier)-\(Self.metricText(start))-\(Self.metricText(end))"
        return KEDATrigger(
            type: type,
            kind: .cron(
                window, desiredReplicas: try required(metadata, "desiredReplicas").integer(in: 1...Int(Int32.max))),
            metricName: KEDATrigger.metricName(index: index, name), target: try target(milli: 1000))
    }

    private func resource(_ resource: HPASpec.Resource) throws(ScaleSimError) -> KEDATrigger {
        let metadata = try metadata(known: ["type", "value", "containerName"])
        if let old = metadata.optional("type") {
            throw old.wrong("is no longer supported by KEDA; the trigger's `metricType` takes its place")
        }
        let kind = try fields.required("metricType").string("Utilization or AverageValue") {
            ["Utilization", "AverageValue"].contains($0)
        }
        let value = try required(metadata, "value")
        return KEDATrigger(
            type: type, kind: .resource(resource, container: try self.value(metadata, "containerName")?.string()),
            metricName: type,
            target: kind == "Utilization"
                ? .utilization(try value.integer(in: 1...Int(Int32.max)))
                : .average(milli: try value.milliQuantity(most: 1 << 46)))
    }

    // MARK: Fields

    private func metadata(known: [String]) throws(ScaleSimError) -> YAMLMapping {
        try fields.required("metadata").mapping(known: known)
    }

    /// What is empty counts as missing: `configParamValue` of `typed_config.go`.
    private func value(_ metadata: YAMLMapping, _ key: String) -> YAMLField? {
        metadata.optional(key).flatMap { field in
            if field.isEmpty { return nil }
            if let text = try? field.string(), text.trimmed.isEmpty { return nil }
            return field
        }
    }

    private func required(_ metadata: YAMLMapping, _ key: String) throws(ScaleSimError) -> YAMLField {
        guard let field = value(metadata, key) else {
            throw metadata.field.wrong("the key `\(key)` is missing, which a trigger of type \(type) needs")
        }
        return field
    }

    private func text(_ metadata: YAMLMapping, _ key: String) throws(ScaleSimError) -> String {
        try required(metadata, key).string().trimmed
    }

    /// AverageValue where the trigger has no `metricType`: `GetMetricTargetType`.
    private func target(milli: Int) throws(ScaleSimError) -> HPASpec.Target {
        guard let field = fields.optional("metricType") else { return .average(milli: milli) }
        switch try field.string() {
        case "AverageValue": return .average(milli: milli)
        case "Value": return .value(milli: milli)
        default: throw field.expected("AverageValue or Value, which are the types of external metrics")
        }
    }

    private func schedule(_ metadata: YAMLMapping, _ key: String) throws(ScaleSimError) -> CronSchedule {
        let field = try required(metadata, key)
        let text = try field.string().trimmed
        do throws(CronSchedule.SyntaxError) {
            return try CronSchedule(text)
        } catch {
            throw field.wrong(error.message)
        }
    }

    /// A schedule as metrics are named for it: `parseCronTimeFormat`.
    private static func metricText(_ schedule: String) -> String {
        let signs: [Character: String] = [" ": "", "*": "x", "/": "Sl", "?": "Qm", ",": "Cm"]
        return schedule.map { signs[$0] ?? String($0) }.joined()
    }
}

extension String {
    fileprivate var trimmed: String {
        let rest = drop(while: \.isWhitespace)
        guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(rest[...last])
    }
}
