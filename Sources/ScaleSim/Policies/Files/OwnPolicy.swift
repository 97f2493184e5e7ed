/// Policies that have no format of their own, by the key under which files and scenarios describe them.
enum OwnPolicy: String, CaseIterable {
    case fixed = "static"
    case onDemand = "on_demand"
    case squareRoot = "square_root"
    case holtWinters = "holt_winters"
    case oracle

    static var keys: [String] { allCases.map(\.rawValue) }

    /// The policy of a file that describes nothing else.
    static func read(_ documents: [YAMLField]) throws(ScaleSimError) -> PolicyFile {
        guard let document = documents.first, documents.count == 1 else {
            throw ScaleSimError(
                .badInput, "expected nothing beside a policy that has no format of its own",
                at: documents.last.map { .init(file: $0.file) })
        }
        let entries = try document.mapping(known: keys).entries
        guard let entry = entries.first, entries.count == 1, let policy = OwnPolicy(rawValue: entry.key) else {
            throw document.wrong("expected exactly one of \(keys.joined(separator: ", "))")
        }
        return try policy.read(entry.value)
    }

    /// - Parameter field: what stands under the key.
    func read(_ field: YAMLField) throws(ScaleSimError) -> PolicyFile {
        switch self {
        case .fixed: try Self.fixed(field)
        case .onDemand: try Self.onDemand(field)
        case .squareRoot: try Self.squareRoot(field)
        case .holtWinters: try Self.holtWinters(field)
        case .oracle: try Self.oracle(field)
        }
    }

    private static func fixed(_ field: YAMLField) throws(ScaleSimError) -> PolicyFile {
        let count = try field.integer(in: 0...100_000)
        return PolicyFile(policy: StaticPolicy(replicas: count), name: "static \(count)", defaultReplicas: count)
    }

    private static func onDemand(_ field: YAMLField) throws(ScaleSimError) -> PolicyFile {
        let fields = try field.mapping(known: ["max_replicas", "keep_alive", "cancel_boots"])
        let policy = OnDemandPolicy(
            maxReplicas: try fields.required("max_replicas").integer(in: 1...1_000_000),
            keepAlive: try keepAlive(fields.required("keep_alive")),
            cancelsBoots: try fields.optional("cancel_boots")?.boolean() ?? false)
        return PolicyFile(policy: policy, name: name(policy.keepAlive), defaultReplicas: 0)
    }

    private static let common = ["metric", "min_replicas", "max_replicas", "interval"]

    private static func squareRoot(_ field: YAMLField) throws(ScaleSimError) -> PolicyFile {
        let fields = try field.mapping(known: common + ["service_time", "servers", "wait_probability"])
        let bounds = try bounds(fields)
        let metric = try fields.required("metric").string()
        let policy = SquareRootPolicy(
            metric: RateMetric(name: metric),
            serviceSeconds: try fields.required("service_time").seconds(in: 1e-6...86_400),
            serversPerReplica: try fields.optional("servers")?.integer(in: 1...1_000_000) ?? 1,
            waitingProbability: try fields.required("wait_probability").number(in: 0.001...0.999), bounds: bounds,
            evaluationIntervalSeconds: try interval(fields))
        return PolicyFile(
            policy: policy, name: "square root, \(policy.waitingProbability) waits", defaultReplicas: bounds.minimum,
            metrics: .init(any: [metric]))
    }

    private static func holtWinters(_ field: YAMLField) throws(ScaleSimError) -> PolicyFile {
        let fields = try field.mapping(known: common + ["target", "season", "horizon", "level", "trend", "seasonal"])
        let bounds = try bounds(fields)
        let interval = try interval(fields)
        let metric = try fields.required("metric").string()
        func weight(_ key: String, or value: Double) throws(ScaleSimError) -> Double {
            try fields.optional(key)?.number(in: 0...1) ?? value
        }
        let season = try fields.optional("season").map { (field) throws(ScaleSimError) in
            let seconds = try field.seconds(in: interval...400 * 86_400)
            guard seconds / interval <= 1_000_000 else { throw field.wrong("is more than a million intervals") }
            return Int((seconds / interval).rounded())
        }
        let ahead = try fields.required("horizon").seconds(in: 0...86_400)
        let model = HoltWinters(
            smoothing: .init(
                level: try weight("level", or: 0.5), trend: try weight("trend", or: 0.1),
                season: try weight("seasonal", or: 0.3)), seasonLength: season ?? 0)
        let policy = HoltWintersPolicy(
            metric: RateMetric(name: metric), targetRate: try fields.required("target").rate(in: 1e-6...1e9),
            model: model, horizon: Int(max(1, (ahead / interval).rounded(.up))), bounds: bounds,
            evaluationIntervalSeconds: interval)
        return PolicyFile(
            policy: policy, name: "Holt-Winters", defaultReplicas: bounds.minimum, metrics: .init(any: [metric]))
    }

    private static func oracle(_ field: YAMLField) throws(ScaleSimError) -> PolicyFile {
        let fields = try field.mapping(known: ["share", "min_replicas", "max_replicas", "interval"])
        let bounds = try bounds(fields)
        let policy = OraclePolicy(
            share: try fields.required("share").number(in: 0...1), bounds: bounds,
            evaluationIntervalSeconds: try fields.optional("interval")?.seconds(in: 0.001...86_400) ?? 1)
        return PolicyFile(policy: policy, name: "oracle", defaultReplicas: bounds.minimum)
    }

    private static func bounds(_ fields: YAMLMapping) throws(ScaleSimError) -> ReplicaBounds {
        let minimum = try fields.optional("min_replicas")?.integer(in: 0...100_000) ?? 1
        let largest = try fields.required("max_replicas")
        let maximum = try largest.integer(in: 1...100_000)
        guard maximum >= minimum else { throw largest.wrong("must be at least min_replicas, \(minimum)") }
        return ReplicaBounds(minimum: minimum, maximum: maximum)
    }

    private static func interval(_ fields: YAMLMapping) throws(ScaleSimError) -> Double {
        try fields.optional("interval")?.seconds(in: 0.001...86_400) ?? 15
    }
}
