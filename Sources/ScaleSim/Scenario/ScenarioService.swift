import Profiles

/// A service of a scenario file: what it is made of, how it is reached, how it fails and what it calls.
struct ScenarioService {
    /// Without its calls, which name services that may come later in the file.
    let model: ServiceModel
    /// The names that it calls.
    let calls: [ScenarioCall]

    static let keys = [
        "profile", "servers", "work", "delay", "boot", "replicas", "sharing", "queue_limit", "balancing",
        "concurrency_limit", "balancer_queue_limit", "request_timeout", "retry", "warm_up", "failures", "warm_pool",
        "calls", "cpu", "cpu_request", "memory",
    ]

    /// - Parameters:
    ///   - field: what `fields` are of.
    ///   - defaultReplicas: where the file does not say.
    init(_ field: YAMLField, _ fields: YAMLMapping, defaultReplicas: Int) throws(ScaleSimError) {
        let source = try Self.source(field, fields)
        var model = ServiceModel(
            profile: source.service, boot: source.boot,
            initialReplicas: try fields.optional("replicas")?.integer(in: 0...100_000) ?? defaultReplicas,
            balancing: try fields.optional("balancing").map(Self.balancing) ?? .roundRobin,
            requestTimeout: try fields.optional("request_timeout").map(Self.timeout) ?? Self.defaultRequestTimeout,
            cpuMilli: try fields.optional("cpu")?.milliQuantity() ?? 1000,
            cpuRequestMilli: try fields.optional("cpu_request")?.milliQuantity())
        model.queueLimit = try fields.optional("queue_limit")?.integer(in: 0...1_000_000_000)
        model.concurrencyLimit = try fields.optional("concurrency_limit")?.integer(in: 1...1_000_000_000)
        model.balancerQueueLimit = try fields.optional("balancer_queue_limit")?.integer(in: 0...1_000_000_000)
        model.retry = try fields.optional("retry").map(Self.retry)
        model.warmUp = try fields.optional("warm_up").map(Self.warmUp) ?? WarmUp(source.service)
        model.failures = try fields.optional("failures").map(Self.failures) ?? FailureRates()
        model.warmPool = try fields.optional("warm_pool").map(Self.warmPool)
        model.bootSurface = source.surface
        model.memoryMebibytes = try fields.optional("memory")?.mebibytes(in: 1...1 << 30) ?? 0
        if let sharing = fields.optional("sharing") { try Self.share(sharing, fields, &model) }
        if model.balancing == .first, model.concurrencyLimit == nil, let balancing = fields.optional("balancing") {
            throw balancing.wrong(
                "`first` fills one replica after the other, up to a `concurrency_limit`, which is missing")
        }
        self.model = model
        calls = try fields.optional("calls").map(ScenarioCall.list) ?? []
    }

    // MARK: What it is made of

    private struct Source {
        var service: ServiceProfile
        var boot: Distribution
        var surface: [BootSurfacePoint]
    }

    private static func source(
        _ field: YAMLField, _ fields: YAMLMapping
    ) throws(ScaleSimError) -> Source {
        guard let profileField = fields.optional("profile") else { return try inline(field, fields) }
        for key in ["work", "servers", "delay"] {
            if let other = fields.optional(key) {
                throw other.wrong("belongs to a service without `profile`, which has its own")
            }
        }
        let profile = try profile(profileField)
        guard let service = profile.service else {
            throw profileField.wrong("the profile has no service; measure its throughput first")
        }
        try check(service.occupancy, "occupancy", profileField)
        try check(service.delay, "delay", profileField)
        let bootField = fields.optional("boot") ?? profileField
        let surface = bootField.isMapping ? [] : try Self.profile(bootField).boot?.surface ?? []
        return Source(service: service, boot: try boot(bootField), surface: surface)
    }

    private static func inline(
        _ field: YAMLField, _ fields: YAMLMapping
    ) throws(ScaleSimError) -> Source {
        guard let work = fields.optional("work") else {
            throw field.wrong("the key `profile` is missing; name a profile, or give the service's `work` and `boot`")
        }
        let service = ServiceProfile(
            servers: try fields.optional("servers")?.integer(in: 1...100_000) ?? 1,
            occupancy: try ScenarioDistribution.read(work),
            delay: try fields.optional("delay").map(ScenarioDistribution.read) ?? .deterministic(value: 0),
            throughput: [])
        return Source(service: service, boot: try boot(fields.required("boot")), surface: [])
    }

    /// The boot times of another profile, or a distribution.
    private static func boot(_ field: YAMLField) throws(ScaleSimError) -> Distribution {
        if field.isMapping { return try ScenarioDistribution.read(field) }
        guard let boot = try profile(field).boot else {
            throw field.wrong("the profile has no boot times; measure them first, or name another under `boot`")
        }
        try check(boot.distribution, "boot", field)
        return boot.distribution
    }

    /// Refuses what no service does, and what would not fit into nanoseconds when it adds up.
    private static func check(_ distribution: Distribution, _ name: String, _ field: YAMLField) throws(ScaleSimError) {
        guard distribution.mean <= 86_400 else {
            throw field.wrong("the profile's \(name) has a mean of \(distribution.mean) s, more than a day")
        }
    }

    private static func profile(_ field: YAMLField) throws(ScaleSimError) -> Profile {
        try Profile.read(contentsOf: InputFile.resolve(field.string(), beside: field.file))
    }

    private static func share(
        _ field: YAMLField, _ fields: YAMLMapping, _ model: inout ServiceModel
    ) throws(ScaleSimError) {
        if model.profile.cpuLimit != nil {
            throw field.wrong("the profile has a CPU limit, under which requests are served in their order")
        }
        if let limit = fields.optional("queue_limit") {
            throw limit.wrong("under `sharing` no request queues at a replica; limit its `concurrency_limit`")
        }
        let cpus = try field.mapping(known: ["cpus"]).required("cpus").number(in: 0.001...100_000)
        model.discipline = .processorSharing(cpus: cpus)
    }

    // MARK: How it is reached

    /// HAProxy's `timeout server` in its own example configuration is of this order.
    private static var defaultRequestTimeout: SimTime { SimTime(seconds: 30) }

    private static func timeout(_ field: YAMLField) throws(ScaleSimError) -> SimTime? {
        try field.string() == "none" ? nil : field.duration(in: 1e-6...86_400)
    }

    private static func balancing(_ field: YAMLField) throws(ScaleSimError) -> Balancing {
        let text = try field.string()
        switch text {
        case "roundrobin": return .roundRobin
        case "leastconn": return .leastConnections
        case "first": return .first
        case "random": return .random(draws: 2)
        default:
            guard let match = text.wholeMatch(of: /random\(([1-9][0-9]?)\)/), let draws = Int(match.1) else {
                throw field.expected("roundrobin, leastconn, first or random(2)")
            }
            return .random(draws: draws)
        }
    }

    private static func retry(_ field: YAMLField) throws(ScaleSimError) -> Retry {
        let fields = try field.mapping(known: ["attempts", "backoff", "multiplier", "jitter"])
        return Retry(
            attempts: try fields.required("attempts").integer(in: 2...100),
            backoff: try fields.required("backoff").duration(in: 0...86_400),
            multiplier: try fields.optional("multiplier")?.number(in: 1...10) ?? 2,
            jitter: try fields.optional("jitter")?.number(in: 0...1) ?? 0)
    }

    // MARK: How it starts and fails

    private static func warmPool(_ field: YAMLField) throws(ScaleSimError) -> WarmPool {
        let fields = try field.mapping(known: ["size", "start"])
        return WarmPool(
            size: try fields.required("size").integer(in: 1...100_000),
            start: try ScenarioDistribution.read(fields.required("start")))
    }

    private static func warmUp(_ field: YAMLField) throws(ScaleSimError) -> WarmUp {
        let fields = try field.mapping(known: ["factor", "requests"])
        return WarmUp(
            factor: try fields.required("factor").number(in: 1...1000),
            requests: try fields.required("requests").integer(in: 1...1_000_000_000))
    }

    private static func failures(_ field: YAMLField) throws(ScaleSimError) -> FailureRates {
        let fields = try field.mapping(known: ["mean_time_to_crash", "boot_failure_probability"])
        return FailureRates(
            meanTimeToCrash: try fields.optional("mean_time_to_crash")?.duration(in: 0.001...3650 * 86_400),
            bootFailureProbability: try fields.optional("boot_failure_probability")?.number(in: 0...0.99) ?? 0)
    }
}
