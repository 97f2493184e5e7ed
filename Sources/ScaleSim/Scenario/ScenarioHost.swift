/// The `host` section of a scenario file.
enum ScenarioHost {
    static func read(_ field: YAMLField) throws(ScaleSimError) -> SharedHost {
        let fields = try field.mapping(known: ["cpus", "cpu_per_request"])
        return SharedHost(
            cpus: try fields.required("cpus").number(in: 0.01...10_000),
            cpuSecondsPerRequest: try fields.required("cpu_per_request").duration(in: 0...3600).seconds)
    }
}
