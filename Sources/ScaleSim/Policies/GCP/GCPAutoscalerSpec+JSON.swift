/// Reads autoscalers of Google Compute Engine: the resource itself (`gcloud compute instance-groups managed
/// describe-autoscaling`, `autoscalers.get`), the description of a group that holds it under `autoscaler`, or the policy
/// alone (`export-autoscaling`). Whatever changes a decision and is not supported is an error.
extension GCPAutoscalerSpec {
    /// Whether `document` holds an autoscaler.
    static func describes(_ document: YAMLMapping) throws(ScaleSimError) -> Bool { try policy(of: document) != nil }

    static func policyFile(_ documents: [YAMLField], options: PolicyOptions) throws(ScaleSimError) -> PolicyFile {
        var found: [GCPAutoscalerSpec] = []
        for document in documents where document.isMapping {
            let object = try document.mapping(known: nil)
            guard let policy = try policy(of: object) else { continue }
            let name = try object.optional("name")?.string() ?? "autoscaler"
            found.append(try read(policy, name: name))
        }
        let spec = try PolicyFile.only(found, "autoscaler", file: documents.first?.file)
        var metrics = PolicyFile.Metrics()
        metrics.intervals = .everyMinute
        for signal in spec.signals {
            switch signal {
            case .cpu: metrics.resources.append(signal.name)
            case .metric, .loadBalancing: metrics.any.append(signal.name)
            case .work: metrics.external.append(signal.name)
            }
        }
        return PolicyFile(
            policy: GCPAutoscaler(spec: spec, startOfTime: options.startOfTime), name: "gcp \(spec.name)",
            defaultReplicas: max(spec.minReplicas, 1), metrics: metrics)
    }

    private static func policy(of object: YAMLMapping) throws(ScaleSimError) -> YAMLField? {
        if let policy = object.optional("autoscalingPolicy") { return policy }
        if let autoscaler = object.optional("autoscaler"), autoscaler.isMapping {
            return try autoscaler.mapping(known: nil).optional("autoscalingPolicy")
        }
        if try object.optional("kind")?.string() == "compute#autoscaler" {
            throw object.field.wrong("the key `autoscalingPolicy` is missing")
        }
        return object.optional("maxNumReplicas") == nil ? nil : object.field
    }

    private static func read(_ field: YAMLField, name: String) throws(ScaleSimError) -> GCPAutoscalerSpec {
        let fields = try field.mapping(known: [
            "minNumReplicas", "maxNumReplicas", "coolDownPeriodSec", "stabilizationPeriodSec", "mode", "cpuUtilization",
            "loadBalancingUtilization", "customMetricUtilizations", "scaleInControl", "scalingSchedules",
        ])
        let largest = try fields.required("maxNumReplicas")
        let maxReplicas = try largest.integer(in: 0...Int(Int32.max))
        // Google chooses it "depending on maximum number of instances allowed", which is all that is said of it.
        let minReplicas = try fields.given("minNumReplicas")?.integer(in: 0...Int(Int32.max)) ?? min(1, maxReplicas)
        guard maxReplicas >= minReplicas else {
            throw largest.wrong("must be at least minNumReplicas, \(minReplicas)")
        }
        var spec = GCPAutoscalerSpec(
            name: name, minReplicas: minReplicas, maxReplicas: maxReplicas,
            initializationSeconds: try fields.given("coolDownPeriodSec")?.integer(in: 0...86_400) ?? 60,
            stabilizationSeconds: try fields.given("stabilizationPeriodSec")?.integer(in: 0...3600),
            mode: try fields.given("mode")?.word(Mode.self) ?? .on, signals: try signals(fields),
            scaleInControl: try fields.given("scaleInControl").map(scaleInControl))
        let schedules = try fields.given("scalingSchedules")?.mapping(known: nil).entries ?? []
        guard schedules.count <= 128 else { throw field.wrong("expected at most 128 scalingSchedules") }
        for entry in schedules where !entry.value.isEmpty {
            if let schedule = try schedule(entry.value, name: entry.key) { spec.schedules.append(schedule) }
        }
        // A policy of schedules alone has no other signal.
        if spec.signals.isEmpty && schedules.isEmpty { spec.signals = [.cpu(target: 0.6)] }
        return spec
    }

    // MARK: Signals

    private static func signals(_ fields: YAMLMapping) throws(ScaleSimError) -> [Signal] {
        var signals: [Signal] = []
        if let cpu = fields.given("cpuUtilization") {
            let values = try cpu.mapping(known: ["utilizationTarget", "predictiveMethod"])
            if let method = values.given("predictiveMethod"), try method.string() != "NONE" {
                throw method.wrong(
                    "predictive autoscaling (\(try method.string().quoted)) is not supported; its forecast is not published"
                )
            }
            let target = try values.given("utilizationTarget")?.positive(atMost: 1)
            signals.append(.cpu(target: target ?? 0.6))
        }
        if let balancing = fields.given("loadBalancingUtilization") {
            let values = try balancing.mapping(known: ["utilizationTarget"])
            signals.append(.loadBalancing(target: try values.given("utilizationTarget")?.positive() ?? 0.8))
        }
        guard let list = fields.given("customMetricUtilizations") else { return signals }
        var names: Set<String> = []
        for item in try list.list() {
            let signal = try metric(item)
            guard names.insert(signal.name).inserted else {
                throw item.wrong("the metric \(signal.name.quoted) occurs twice")
            }
            signals.append(signal)
        }
        guard names.count <= 5 else { throw list.wrong("expected at most 5 metrics, found \(names.count)") }
        return signals
    }

    /// The filter selects what the observation has under the metric's name.
    private static func metric(_ field: YAMLField) throws(ScaleSimError) -> Signal {
        let fields = try field.mapping(known: [
            "metric", "filter", "utilizationTarget", "utilizationTargetType", "singleInstanceAssignment",
        ])
        let name = try metricName(fields)
        switch (fields.given("utilizationTarget"), fields.given("singleInstanceAssignment")) {
        case (let target?, nil):
            // The observation has the value, or the rate a second or a minute, as the target has it.
            _ = try fields.given("utilizationTargetType")?.string("GAUGE, DELTA_PER_SECOND or DELTA_PER_MINUTE") {
                ["GAUGE", "DELTA_PER_SECOND", "DELTA_PER_MINUTE"].contains($0)
            }
            return .metric(name: name, target: try target.positive())
        case (nil, let work?): return .work(name: name, perInstance: try work.positive())
        default: throw field.wrong("expected either utilizationTarget or singleInstanceAssignment")
        }
    }

    /// May be in the filter alone, as `metric.type = "…"`.
    private static func metricName(_ fields: YAMLMapping) throws(ScaleSimError) -> String {
        let filtered = try fields.given("filter")?.string().firstMatch(of: /metric\.type\s*=\s*"([^"]*)"/)
        let inFilter = filtered.map { String($0.1) }
        guard let field = fields.given("metric") else {
            guard let inFilter else { throw fields.field.wrong("the key `metric` is missing") }
            return inFilter
        }
        let name = try field.string()
        guard inFilter == nil || inFilter == name else { throw field.wrong("differs from the metric of the filter") }
        return name
    }

    // MARK: Limits and schedules

    private static func scaleInControl(_ field: YAMLField) throws(ScaleSimError) -> ScaleInControl {
        let fields = try field.mapping(known: ["maxScaledInReplicas", "timeWindowSec"])
        let reduction = try fields.required("maxScaledInReplicas")
        // `calculated` is an output.
        let values = try reduction.mapping(known: ["fixed", "percent", "calculated"])
        let window = try fields.required("timeWindowSec").integer(in: 1...86_400)
        switch (values.given("fixed"), values.given("percent")) {
        case (let fixed?, nil):
            let count = try fixed.integer(in: 0...Int(Int32.max))
            return ScaleInControl(maxScaledInReplicas: .fixed(count), timeWindowSeconds: window)
        case (nil, let percent?):
            let share = try percent.integer(in: 0...100)
            return ScaleInControl(maxScaledInReplicas: .percent(share), timeWindowSeconds: window)
        default: throw reduction.wrong("expected either fixed or percent")
        }
    }

    /// Nil where it is disabled.
    private static func schedule(_ field: YAMLField, name: String) throws(ScaleSimError) -> Schedule? {
        let fields = try field.mapping(known: [
            "minRequiredReplicas", "schedule", "timeZone", "durationSec", "disabled", "description",
        ])
        let cron = try fields.required("schedule")
        guard let starts = CalendarSchedule(expression: try cron.string()) else {
            throw cron.expected("a cron expression of five fields, or six with a year, such as 30 8 * * Mon-Fri")
        }
        let zone = fields.given("timeZone")
        guard let clock = LocalClock(identifier: try zone?.string() ?? "UTC") else {
            throw (zone ?? field).expected("a name of the IANA time zone database, such as Europe/Paris")
        }
        let schedule = Schedule(
            name: name, minRequiredReplicas: try fields.required("minRequiredReplicas").integer(in: 0...Int(Int32.max)),
            starts: starts, clock: clock,
            durationSeconds: try fields.required("durationSec").integer(in: 300...366 * 86_400))
        return try fields.given("disabled")?.boolean() ?? false ? nil : schedule
    }
}

extension YAMLField {
    fileprivate func positive(atMost most: Double = .greatestFiniteMagnitude) throws(ScaleSimError) -> Double {
        guard let value = Double(try string()), value > 0, value <= most else {
            throw expected(most == 1 ? "a number above 0 and at most 1" : "a number above 0")
        }
        return value
    }
}
