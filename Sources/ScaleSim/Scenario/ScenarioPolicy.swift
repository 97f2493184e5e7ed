import UserInput

/// The `policy` section of a scenario file.
struct ScenarioPolicy {
    let policy: any ScalingPolicy
    let name: String
    /// Replicas to start with where the scenario does not say.
    let defaultReplicas: Int
    let metrics: PolicyFile.Metrics
    let field: YAMLField

    /// - Parameter startTime: of the run.
    init(_ field: YAMLField, startTime: StartTime) throws(ScaleSimError) {
        self.field = field
        let fields = try field.mapping(known: OwnPolicy.keys + ["hpa", "file", "controller"])
        let choices = fields.entries.filter { $0.key != "controller" }
        guard let choice = choices.first, choices.count == 1 else {
            let names = (OwnPolicy.keys + ["hpa"]).map { "`\($0)`" }.joined(separator: ", ")
            throw field.wrong("expected exactly one of \(names) and `file`")
        }
        let read: PolicyFile
        if let own = OwnPolicy(rawValue: choice.key) {
            if let controller = fields.optional("controller") {
                throw controller.wrong("belongs to `hpa` or `file`; a policy of \(choice.key.quoted) has no controller")
            }
            read = try own.read(choice.value)
        } else {
            let flags = try fields.optional("controller").map(Self.flags) ?? HPAControllerFlags()
            read = try PolicyFile.read(
                contentsOf: Self.paths(choice.value),
                options: PolicyOptions(kubernetes: flags, startOfTime: startTime.seconds))
        }
        policy = read.policy
        name = read.name
        defaultReplicas = read.defaultReplicas
        metrics = read.metrics
    }

    /// A path or a list of them, beside the scenario.
    private static func paths(_ field: YAMLField) throws(ScaleSimError) -> [String] {
        var paths: [String] = []
        for item in field.isList ? try field.list() : [field] {
            paths.append(InputFile.resolve(try item.string(), beside: field.file))
        }
        return paths
    }

    private static func flags(_ field: YAMLField) throws(ScaleSimError) -> HPAControllerFlags {
        let fields = try field.mapping(known: [
            "sync_period", "tolerance", "downscale_stabilization", "cpu_initialization_period",
            "initial_readiness_delay",
        ])
        func seconds(_ key: String, _ flag: inout Double, from least: Double) throws(ScaleSimError) {
            if let value = fields.optional(key) { flag = try value.duration(in: least...86_400).seconds }
        }
        var flags = HPAControllerFlags()
        try seconds("sync_period", &flags.syncPeriodSeconds, from: 0.001)
        try seconds("downscale_stabilization", &flags.downscaleStabilizationSeconds, from: 0)
        try seconds("cpu_initialization_period", &flags.cpuInitializationPeriodSeconds, from: 0)
        try seconds("initial_readiness_delay", &flags.initialReadinessDelaySeconds, from: 0)
        if let tolerance = fields.optional("tolerance") { flags.tolerance = try tolerance.number(in: 0...1) }
        return flags
    }
}
