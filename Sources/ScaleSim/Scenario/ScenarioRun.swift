import UserInput

/// The `run` section of a scenario file: how long, how often, how exactly.
struct ScenarioRun {
    /// Nil where traffic says how long it lasts.
    let duration: SimTime?
    /// By the calendar, for schedules of policies; 1970 where nothing is said.
    let startTime: StartTime
    private let fields: YAMLMapping?

    init(_ field: YAMLField?) throws(ScaleSimError) {
        fields = try field?.mapping(known: [
            "duration", "start_time", "seed", "replications", "precision", "series_step", "warm_up", "algorithm",
        ])
        duration = try fields?.optional("duration")?.duration(in: 0.001...ScenarioTraffic.longestSeconds)
        startTime = try fields?.optional("start_time").map(Self.startTime) ?? StartTime(seconds: 0)
    }

    func apply(to scenario: inout Scenario) throws(ScaleSimError) {
        guard let fields else { return }
        if let seed = fields.optional("seed") { scenario.seed = UInt64(try seed.integer(in: 0...Int.max)) }
        if let count = fields.optional("replications") { scenario.replications = try count.integer(in: 1...1_000_000) }
        if let precision = fields.optional("precision") { scenario.precision = try Self.precision(precision) }
        let seconds = scenario.duration.seconds
        if let step = fields.optional("series_step") {
            // A step no shorter than this bounds the series at a million rows.
            scenario.seriesStep = try step.duration(in: max(0.001, seconds / 1e6)...max(0.001, seconds))
        }
        if let warmUp = fields.optional("warm_up") {
            scenario.warmUp =
                try warmUp.string() == "auto" ? .detected : .fixed(warmUp.duration(in: 0...max(0.001, seconds * 0.9)))
        }
        if let algorithm = fields.optional("algorithm") {
            scenario.algorithm = try algorithm.word(Scenario.Algorithm.self)
            if scenario.algorithm == .recursion, let reason = scenario.reasonForEvents {
                throw algorithm.wrong("the recursion cannot follow this scenario: \(reason)")
            }
        }
    }

    private static func startTime(_ field: YAMLField) throws(ScaleSimError) -> StartTime {
        guard let time = StartTime(try field.string()) else { throw field.expected(StartTime.expectation) }
        return time
    }

    private static func precision(_ field: YAMLField) throws(ScaleSimError) -> Scenario.Precision {
        let fields = try field.mapping(known: ["figure", "relative", "absolute", "max_replications"])
        let figure = try fields.required("figure")
        let name = try figure.string()
        guard let column = FigureColumn.all.first(where: { $0.name == name }) else {
            throw figure.wrong("no such figure; \(Spelling.suggestion(for: name, among: FigureColumn.all.map(\.name)))")
        }
        let width: ReplicationPlan.Precision
        switch (fields.optional("relative"), fields.optional("absolute")) {
        case (let share?, nil): width = .relative(try share.number(in: 1e-6...1))
        case (nil, let half?): width = .absolute(try half.number(in: 1e-12...1e12))
        default: throw field.wrong("expected exactly one of `relative` and `absolute`")
        }
        return Scenario.Precision(
            figure: column.name, width: width,
            maximumReplications: try fields.optional("max_replications")?.integer(in: 10...1_000_000) ?? 10_000)
    }
}
