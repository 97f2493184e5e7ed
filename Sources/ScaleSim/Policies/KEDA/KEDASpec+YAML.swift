import UserInput

/// Reads ScaledObjects. What KEDA's operator would refuse is an error, and so is what it would follow and this does
/// not; what changes no decision (the target's name, connections and credentials, what happens at the end) is passed
/// over.
extension KEDASpec {
    /// - Parameter file: what messages call the text's origin.
    public static func parse(_ text: String, file: String) throws(ScaleSimError) -> KEDASpec {
        try read(YAMLField.documents(in: text, file: file))
    }

    static let kind = "ScaledObject"

    /// The policy among `documents`, which may hold other objects besides.
    static func policyFile(_ documents: [YAMLField], options: PolicyOptions) throws(ScaleSimError) -> PolicyFile {
        let spec = try read(documents)
        var metrics = PolicyFile.Metrics()
        for trigger in spec.triggers {
            switch trigger.kind {
            case .resource(let resource, let container): metrics.add(resource, of: container)
            case .redis, .prometheus: metrics.external.append(trigger.name ?? trigger.metricName)
            case .cron: break
            }
        }
        var keda = KEDAPolicy.Options()
        keda.startTime = options.startOfTime
        keda.evaluatesBothAlways = options.evaluatesAlways
        return PolicyFile(
            policy: KEDAPolicy(spec: spec, flags: options.kubernetes, options: keda),
            name: "keda \(spec.name)", defaultReplicas: spec.idleReplicaCount ?? spec.minReplicaCount,
            metrics: metrics)
    }

    private static func read(_ documents: [YAMLField]) throws(ScaleSimError) -> KEDASpec {
        try read(PolicyFile.object(ofKind: kind, in: documents, file: documents.first?.file))
    }

    private static let mostReplicas = Int(Int32.max)

    private static func read(_ object: YAMLMapping) throws(ScaleSimError) -> KEDASpec {
        _ = try object.field.mapping(known: ["apiVersion", "kind", "metadata", "spec", "status"])
        let version = try object.required("apiVersion")
        guard try version.string() == "keda.sh/v1alpha1" else { throw version.expected("keda.sh/v1alpha1") }
        let fields = try object.required("spec").mapping(known: [
            "scaleTargetRef", "pollingInterval", "initialCooldownPeriod", "cooldownPeriod", "idleReplicaCount",
            "minReplicaCount", "maxReplicaCount", "advanced", "triggers", "fallback",
        ])
        _ = try fields.optional("scaleTargetRef")?.mapping(
            known: ["name", "apiVersion", "kind", "envSourceContainerName"])
        var spec = KEDASpec(triggers: try triggers(fields.required("triggers")))
        try spec.readTimes(fields)
        try spec.readReplicas(fields)
        if let advanced = fields.optional("advanced") { try spec.readAdvanced(advanced) }
        if let fallback = fields.optional("fallback") { spec.fallback = try spec.fallback(fallback) }
        if let metadata = try object.optional("metadata")?.mapping(known: nil) {
            if let name = metadata.optional("name") { spec.name = try name.string() }
            if let annotations = metadata.optional("annotations") {
                spec.annotations = try Annotations(annotations.mapping(known: nil))
            }
        }
        return spec
    }

    private mutating func readTimes(_ fields: YAMLMapping) throws(ScaleSimError) {
        let most = Int(Int32.max)
        if let field = fields.optional("pollingInterval") { pollingIntervalSeconds = try field.integer(in: 1...most) }
        if let field = fields.optional("cooldownPeriod") { cooldownSeconds = try field.integer(in: 0...most) }
        if let field = fields.optional("initialCooldownPeriod") {
            initialCooldownSeconds = try field.integer(in: 0...most)
        }
    }

    /// `CheckReplicaCountBoundsAreValid`, in which a minimum that is written out as 0 counts as 1.
    private mutating func readReplicas(_ fields: YAMLMapping) throws(ScaleSimError) {
        let least = fields.optional("minReplicaCount")
        if let least { minReplicaCount = try least.integer(in: 0...Self.mostReplicas) }
        if let most = fields.optional("maxReplicaCount") {
            maxReplicaCount = try most.integer(in: 1...Self.mostReplicas)
        }
        guard minReplicaCount <= maxReplicaCount else {
            throw (fields.optional("maxReplicaCount") ?? fields.field).wrong(
                "maxReplicaCount, \(maxReplicaCount), must be at least minReplicaCount, \(minReplicaCount)")
        }
        if let least, minReplicaCount == 0, hasOnlyResources {
            throw least.wrong("0 needs a trigger that is neither cpu nor memory: nothing else tells when to leave zero")
        }
        guard let idle = fields.optional("idleReplicaCount") else { return }
        let count = try idle.integer(in: 0...Self.mostReplicas)
        guard count < (least == nil ? 0 : max(1, minReplicaCount)) else {
            throw idle.wrong("must be less than minReplicaCount, \(minReplicaCount)")
        }
        idleReplicaCount = count
    }

    // MARK: Advanced

    private mutating func readAdvanced(_ field: YAMLField) throws(ScaleSimError) {
        let fields = try field.mapping(known: [
            "restoreToOriginalReplicaCount", "horizontalPodAutoscalerConfig", "scalingModifiers",
        ])
        if let restore = fields.optional("restoreToOriginalReplicaCount") { _ = try restore.boolean() }
        if let config = try fields.optional("horizontalPodAutoscalerConfig")?.mapping(known: ["behavior", "name"]) {
            behavior = try config.optional("behavior").map(HPASpec.behavior)
            hpaName = try config.optional("name")?.string()
        }
        if let modifiers = fields.optional("scalingModifiers") { self.modifiers = try self.modifiers(modifiers) }
    }

    /// `ValidateAndCompileScalingModifiers` of `scaledobject_webhook.go`.
    private func modifiers(_ field: YAMLField) throws(ScaleSimError) -> Modifiers? {
        let fields = try field.mapping(known: ["formula", "target", "activationTarget", "metricType"])
        if fields.entries.isEmpty { return nil }
        let formula = try fields.required("formula")
        let target = try fields.required("target")
        let text = try target.string()
        let number = try target.number(in: 0.001...1e12)
        let kind = try fields.optional("metricType")?.string("AverageValue or Value") {
            ["AverageValue", "Value"].contains($0)
        }
        return Modifiers(
            formula: try compile(formula), target: number,
            hasWholeTarget: text.allSatisfy { "0123456789+".contains($0) },
            activationTarget: try fields.optional("activationTarget")?.number(in: -1e15...1e15) ?? 0,
            isValue: kind == "Value")
    }

    private func compile(_ field: YAMLField) throws(ScaleSimError) -> KEDAFormula {
        let text = try field.string()
        do throws(FormulaError) {
            return try KEDAFormula(text, names: formulaNames)
        } catch {
            throw field.wrong("in the formula \(text.quoted), \(error.message)")
        }
    }

    // MARK: Fallback

    /// `CheckFallbackValid`.
    private func fallback(_ field: YAMLField) throws(ScaleSimError) -> Fallback {
        let fields = try field.mapping(known: ["failureThreshold", "replicas", "behavior"])
        let fallback = Fallback(
            failureThreshold: try fields.required("failureThreshold").integer(in: 0...Self.mostReplicas),
            replicas: try fields.required("replicas").integer(in: 0...Self.mostReplicas),
            behavior: try fields.optional("behavior")?.word(Fallback.Behavior.self) ?? .fixed)
        guard modifiers != nil || !hasOnlyResources else {
            throw field.wrong("needs a trigger that is neither cpu nor memory: these have no fallback")
        }
        guard modifiers != nil || fallback.behavior != .scalingModifiers else {
            throw field.wrong("the behavior scalingModifiers needs advanced.scalingModifiers.formula")
        }
        return fallback
    }
}

extension KEDASpec.Annotations {
    private static let prefix = "autoscaling.keda.sh/"

    fileprivate init(_ fields: YAMLMapping) throws(ScaleSimError) {
        let known = ["paused", "paused-replicas", "paused-scale-in", "paused-scale-out", "force-activation"]
        for (key, value) in fields.entries where key.hasPrefix(Self.prefix) {
            switch String(key.dropFirst(Self.prefix.count)) {
            case "paused": paused = try Self.boolean(value)
            case "paused-replicas": pausedReplicas = try value.integer(in: 0...Int(Int32.max))
            case "paused-scale-in": pausedScaleIn = try Self.boolean(value)
            case "paused-scale-out": pausedScaleOut = try Self.boolean(value)
            case "force-activation": forceActivation = try Self.boolean(value)
            default:
                throw value.wrong(
                    "unknown annotation; "
                        + Spelling.suggestion(for: key, among: known.map { Self.prefix + $0 }))
            }
        }
    }

    /// Whatever is not false is true: `getBoolAnnotation`.
    private static func boolean(_ field: YAMLField) throws(ScaleSimError) -> Bool {
        if field.isEmpty { return true }
        return !["0", "f", "F", "false", "FALSE", "False"].contains(try field.string())
    }
}
