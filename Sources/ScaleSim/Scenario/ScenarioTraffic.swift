import Profiles

/// The `traffic` section of a scenario file: a trace, or a model with its duration.
struct ScenarioTraffic {
    let traffic: Scenario.Traffic
    /// What was left out of a trace.
    var notes: [String] = []

    private static let models = ["poisson", "renewal", "mmpp", "flash_crowd", "diurnal", "on_off"]
    private static let ofTraces = ["format", "lenient", "scale", "step", "owner", "app", "function"]

    /// - Parameter duration: of a model whose text has none.
    init(_ field: YAMLField, duration: SimTime? = nil) throws(ScaleSimError) {
        let fields = try field.mapping(known: ["trace"] + Self.ofTraces + Self.models + ["duration"])
        let kinds = fields.entries.filter { $0.key == "trace" || Self.models.contains($0.key) }
        guard let kind = kinds.first, kinds.count == 1 else {
            let known = (["trace"] + Self.models).map { "`\($0)`" }.joined(separator: ", ")
            throw field.wrong("expected exactly one of \(known), found \(kinds.isEmpty ? "none" : "several")")
        }
        if kind.key == "trace" {
            let file = try Self.open(kind.value, fields)
            notes = file.summary.skipped.sentence.map { ["\(file.path): \($0)"] } ?? []
            traffic = try Self.traffic(of: file, fields)
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

    // MARK: Traces

    private static func open(_ path: YAMLField, _ fields: YAMLMapping) throws(ScaleSimError) -> TraceFile {
        var options = TraceOptions()
        options.format = try fields.optional("format")?.word(TraceFormat.self)
        options.lenient = try fields.optional("lenient")?.boolean() ?? false
        options.step = try fields.optional("step")?.duration(in: 1e-3...longestSeconds)
        options.selection = TraceSelection(
            owner: try fields.optional("owner")?.string(), app: try fields.optional("app")?.string(),
            function: try fields.optional("function")?.string())
        return try TraceFile.open(InputFile.resolve(path.string(), beside: path.file), options)
    }

    private static func traffic(of file: TraceFile, _ fields: YAMLMapping) throws(ScaleSimError) -> Scenario.Traffic {
        let scale = fields.optional("scale")
        let factor = try scale?.number(in: 0...1e6) ?? 1
        let length = try fields.optional("duration")?.duration(in: 0.001...longestSeconds)
        guard let rates = file.rates else {
            let duration = length.map { min($0, file.summary.duration) } ?? file.summary.duration
            return .trace(file, scale: factor, duration: duration)
        }
        do {
            let scaled = try rates.scaled(by: factor)
            return .rates(try length.map { (end) throws(TraceDefect) in try scaled.cut(at: end.seconds) } ?? scaled)
        } catch {
            throw (scale ?? fields.field).wrong(error.reason)
        }
    }
}
