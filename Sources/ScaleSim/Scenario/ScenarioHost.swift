/// The `host` section of a scenario file.
enum ScenarioHost {
    /// - Parameter services: of the scenario.
    static func read(_ field: YAMLField, _ services: [Service]) throws(ScaleSimError) -> SharedHost {
        guard field.isMapping else {
            _ = try field.string("`measured`, or a mapping with `cpus` and `cpu_per_request`") { $0 == "measured" }
            guard services.contains(where: { $0.model.profile.interference != nil }) else {
                throw field.wrong(
                    "no profile of the scenario has measured it, as `interference`; say `cpus` and `cpu_per_request`")
            }
            return .measured
        }
        let fields = try field.mapping(known: ["cpus", "cpu_per_request"])
        return .queue(
            cpus: try fields.required("cpus").number(in: 0.01...10_000),
            secondsPerRequest: try fields.required("cpu_per_request").duration(in: 0...3600).seconds)
    }
}
