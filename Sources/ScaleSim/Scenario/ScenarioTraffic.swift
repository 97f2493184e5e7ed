import Profiles

/// The `traffic` section of a scenario file: a trace, or a model with its duration.
struct ScenarioTraffic {
    let traffic: Scenario.Traffic

    private static let models = ["poisson", "renewal", "mmpp", "flash_crowd", "diurnal", "on_off"]
    private static let ofTraces = ["scale"]

    /// - Parameter duration: of a model whose text has none.
    init(_ field: YAMLField, duration: SimTime? = nil) throws(ScaleSimError) {
        let fields = try field.mapping(known: ["trace"] + Self.ofTraces + Self.models + ["duration"])
        let kinds = fields.entries.filter { $0.key == "trace" || Self.models.contains($0.key) }
        guard let kind = kinds.first, kinds.count == 1 else {
            let known = (["trace"] + Self.models).map { "`\($0)`" }.joined(separator: ", ")
            throw field.wrong("expected exactly one of \(known), found \(kinds.isEmpty ? "none" : "several")")
        }
        if kind.key == "trace" {
            traffic = try Self.trace(kind.value, fields)
            return
        }
        for (key, value) in fields.entries where Self.ofTraces.contains(key) {
            throw value.wrong("belongs to `trace`; `\(kind.key)` has its own rates")
        }
        let model = try ScenarioTrafficModel.read(kind.key, kind.value)
        guard let length = try fields.optional("duration")?.duration(in: 0.001...Self.longestSeconds) ?? duration
        else {
            throw field.wrong("the key `duration` is missing; say how long the traffic lasts, for example 10min")
        }
        traffic = .model(model, duration: length)
    }

    /// Ten years.
    static let longestSeconds = 3650 * 86_400.0

    private static func trace(_ path: YAMLField, _ fields: YAMLMapping) throws(ScaleSimError) -> Scenario.Traffic {
        if let duration = fields.optional("duration") {
            throw duration.wrong("belongs to a model; a trace lasts as long as it says")
        }
        let trace = try RateTrace.read(contentsOf: InputFile.resolve(path.string(), beside: path.file))
        guard let scale = fields.optional("scale") else { return .rates(trace) }
        let factor = try scale.number(in: 0...1e9)
        do {
            return .rates(try trace.scaled(by: factor))
        } catch {
            throw scale.wrong(error.reason)
        }
    }
}
