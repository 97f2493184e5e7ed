import Foundation
import Profiles

/// Scenario files: YAML, in the format of `scenario.schema.json`. Unknown keys are errors, every quantity carries its
/// unit, and paths are relative to the file that holds them.
public enum ScenarioFile {
    /// The JSON Schema of the format, for editors.
    public static var schema: URL { Bundle.module.bundleURL.appending(path: "Resources/scenario.schema.json") }

    /// Reads the scenario at `path` with the trace, profile and policy files that it names.
    ///
    /// - Parameter settings: fields that have another value than in the file.
    public static func read(
        contentsOf path: String, settings: [ScenarioSetting] = []
    ) throws(ScaleSimError) -> Scenario {
        try parse(InputFile.text(of: path), file: path, settings: settings)
    }

    /// - Parameter file: what messages call the text's origin, and where relative paths start.
    public static func parse(
        _ text: String, file: String, settings: [ScenarioSetting] = []
    ) throws(ScaleSimError) -> Scenario {
        guard var root = try YAMLField.documents(in: text, file: file).first else {
            throw ScaleSimError(.badInput, "the file is empty; expected a scenario", at: .init(file: file))
        }
        for setting in settings { root = try root.setting(setting.field, to: setting.value) }
        let fields = try root.mapping(known: keys)
        let run = try ScenarioRun(fields.optional("run"))
        let parts = try ScenarioServices(fields, duration: run.duration, startTime: run.startTime)
        guard let duration = run.duration ?? parts.inflows.map(\.traffic.duration).max() else {
            throw (fields.optional("users") ?? fields.optional("services") ?? root).wrong(
                "users go on for ever; say under `run.duration` how long a run lasts")
        }
        var scenario = Scenario(
            name: try fields.optional("name")?.string()
                ?? URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent,
            services: parts.services, inflows: parts.inflows, population: parts.population, duration: duration,
            objective: try objective(fields.required("objective")),
            metrics: try ScenarioMetrics.read(fields.optional("metrics"), parts),
            seriesStep: defaultStep(duration: duration.seconds))
        scenario.notes = parts.notes
        if let nodes = fields.optional("nodes") {
            let cluster = try ScenarioCluster.read(nodes)
            try ScenarioCluster.check(cluster, scenario.services, nodes)
            scenario.cluster = cluster
        }
        if let host = fields.optional("host") {
            guard scenario.cluster == nil else {
                throw host.wrong(
                    "replicas are placed on `nodes`, so they do not share one host; leave one of the two out")
            }
            scenario.host = try ScenarioHost.read(host, scenario.services)
        }
        if let faults = fields.optional("faults") {
            scenario.faults = try ScenarioFaults.read(
                faults, scenario.services.map(\.name), hasNodes: scenario.cluster != nil)
        }
        scenario.prices = try fields.optional("prices").map(ScenarioPrices.read) ?? Prices()
        try run.apply(to: &scenario)
        return scenario
    }

    private static let keys = [
        "name", "traffic", "users", "service", "services", "policy", "nodes", "host", "faults", "prices", "objective",
        "metrics",
        "run",
    ]

    // MARK: Sections

    private static func objective(_ field: YAMLField) throws(ScaleSimError) -> SimTime {
        try field.mapping(known: ["latency"]).required("latency").duration(in: 1e-6...86_400)
    }

    /// A second up to an hour, then a minute: 3,600 rows an hour, 1,440 a day, and at most about 2,000 beyond.
    private static func defaultStep(duration: Double) -> SimTime {
        SimTime(seconds: duration <= 3600 ? 1 : 60 * max(1, (duration / 60 / 2000).rounded(.up)))
    }
}
