import UserInput

/// The `metrics` section of a scenario file: what is measured, how often, and when policies know of it.
struct ScenarioMetrics {
    private var pipeline = MetricsPipeline()
    private let services: [String]
    private let policies: [ScenarioPolicy]

    /// What the section says, and where it says nothing what the policies' platforms do.
    static func read(
        _ field: YAMLField?, _ parts: ScenarioServices
    ) throws(ScaleSimError) -> MetricsPipeline {
        var metrics = ScenarioMetrics(parts)
        let fields = try field?.mapping(known: [
            "scrape_interval", "window", "lag", "pod_metrics", "object_metrics", "external_metrics",
        ])
        if let field, let fields {
            try metrics.readTimes(field, fields)
            try metrics.readNames(fields)
        }
        metrics.addBuiltIn()
        for policy in parts.policies {
            try policy.check(metrics.pipeline)
            try metrics.nameContainer(policy)
        }
        return metrics.pipeline
    }

    private init(_ parts: ScenarioServices) {
        services = parts.services.map(\.name)
        policies = parts.policies
        if let finest = policies.compactMap(\.metrics.intervals).min(by: { $0.scrape < $1.scrape }) {
            pipeline = MetricsPipeline(
                scrapeInterval: SimTime(seconds: finest.scrape), window: SimTime(seconds: finest.window))
        }
    }

    // MARK: The section

    private mutating func readTimes(_ field: YAMLField, _ fields: YAMLMapping) throws(ScaleSimError) {
        if let interval = fields.optional("scrape_interval") {
            pipeline = MetricsPipeline(scrapeInterval: try interval.duration(in: 0.001...86_400))
        }
        if let window = fields.optional("window") { pipeline.window = try window.duration(in: 0.001...86_400) }
        if let defect = pipeline.defect { throw (fields.optional("window") ?? field).wrong(defect) }
        guard let lag = fields.optional("lag") else { return }
        pipeline.lag = try lag.duration(in: 0...3600)
        // Each scrape of the lag is kept for each replica.
        guard pipeline.lag.nanoseconds / pipeline.scrapeInterval.nanoseconds <= 1000 else {
            throw lag.wrong("is more than a thousand scrape intervals")
        }
    }

    private mutating func readNames(_ fields: YAMLMapping) throws(ScaleSimError) {
        for (name, quantity) in try fields.optional("pod_metrics")?.mapping(known: nil).entries ?? [] {
            let word = try quantity.word(MetricsPipeline.Quantity.self)
            guard word != .queueLength else {
                throw quantity.wrong("is of a service, not of a pod; see object_metrics and external_metrics")
            }
            pipeline.podMetrics.append(.init(name: name, quantity: word))
        }
        pipeline.objectMetrics = try serviceMetrics(fields.optional("object_metrics"))
        pipeline.externalMetrics = try serviceMetrics(fields.optional("external_metrics"))
    }

    /// A quantity of the service that is scaled, or one with the service's name.
    private func serviceMetrics(_ field: YAMLField?) throws(ScaleSimError) -> [MetricsPipeline.ServiceMetric] {
        var metrics: [MetricsPipeline.ServiceMetric] = []
        for (name, description) in try field?.mapping(known: nil).entries ?? [] {
            guard description.isMapping else {
                metrics.append(.init(name: name, quantity: try description.word(MetricsPipeline.Quantity.self)))
                continue
            }
            let fields = try description.mapping(known: ["quantity", "service", "direct"])
            let quantity = try fields.required("quantity").word(MetricsPipeline.Quantity.self)
            let direct = fields.optional("direct")
            let isDirect = try direct?.boolean() ?? false
            if isDirect, quantity != .queueLength, let direct {
                throw direct.wrong("only a queue_length can be read directly; the others are means between scrapes")
            }
            metrics.append(
                .init(
                    name: name, quantity: quantity, service: try fields.optional("service").map(number(of:)),
                    isDirect: isDirect))
        }
        return metrics
    }

    private func number(of field: YAMLField) throws(ScaleSimError) -> Int {
        let name = try field.string()
        guard let number = services.firstIndex(of: name) else {
            throw field.wrong("no such service; \(Spelling.suggestion(for: name, among: services))")
        }
        return number
    }

    // MARK: The policies

    /// What a platform measures by itself needs no description.
    private mutating func addBuiltIn() {
        for metric in policies.flatMap(\.metrics.builtIn)
        where !pipeline.podMetrics.contains(where: { $0.name == metric.name }) {
            pipeline.podMetrics.append(metric)
        }
    }

    /// Each replica has one container, which gets the name that the policies know it by.
    private mutating func nameContainer(_ policy: ScenarioPolicy) throws(ScaleSimError) {
        for name in policy.metrics.containers {
            if let other = pipeline.container, other != name {
                throw policy.field.wrong(
                    "the policy tells containers apart, \(other) and \(name); simulated replicas have one")
            }
            pipeline.container = name
        }
    }
}

extension ScenarioPolicy {
    /// Every metric that the policy asks for must be measured, else it would only ever report errors.
    fileprivate func check(_ pipeline: MetricsPipeline) throws(ScaleSimError) {
        let pods = pipeline.podMetrics.map(\.name)
        let objects = pipeline.objectMetrics.map(\.name)
        let external = pipeline.externalMetrics.map(\.name)
        try check(metrics.pods, "Pods metric", among: pods, key: "pod_metrics")
        try check(metrics.objects, "Object metric", among: objects, key: "object_metrics")
        try check(metrics.external, "External metric", among: external, key: "external_metrics", "queue_length")
        try check(metrics.any, "metric", among: pods + objects + external, key: "pod_metrics")
        for name in metrics.resources where name != "cpu" && !name.hasPrefix("cpu of ") {
            throw field.wrong("the policy asks for the metric `\(name)`, which is not simulated")
        }
    }

    private func check(
        _ names: [String], _ kind: String, among measured: [String], key: String, _ example: String = "request_rate"
    ) throws(ScaleSimError) {
        guard let name = names.first(where: { !measured.contains($0) }) else { return }
        throw field.wrong(
            "the policy asks for the \(kind) `\(name)`, which is not measured; say what it is under "
                + "metrics.\(key), for example `\(name): \(example)`")
    }
}
