import UserInput

/// The `faults` section of a scenario file.
enum ScenarioFaults {
    /// - Parameter names: of all services, in their order.
    static func read(_ field: YAMLField, _ names: [String], hasNodes: Bool) throws(ScaleSimError) -> [Fault] {
        var faults: [Fault] = []
        for item in try field.list() {
            let fields = try item.mapping(known: ["at", "crash", "slow", "node"])
            let time = try fields.required("at").duration(in: 0...ScenarioTraffic.longestSeconds)
            let kinds = fields.entries.filter { $0.key != "at" }
            guard kinds.count == 1, let kind = kinds.first else {
                throw item.wrong("expected exactly one of `crash`, `slow` and `node`")
            }
            faults.append(Fault(at: time, try self.kind(kind.key, kind.value, names, hasNodes)))
        }
        return faults
    }

    private static func kind(
        _ key: String, _ field: YAMLField, _ names: [String], _ hasNodes: Bool
    ) throws(ScaleSimError) -> Fault.Kind {
        switch key {
        case "crash":
            let fields = try field.mapping(known: ["service", "replicas"])
            return .crash(
                service: try service(fields, field, names),
                replicas: try fields.required("replicas").integer(in: 1...1_000_000))
        case "slow":
            let fields = try field.mapping(known: ["service", "factor", "duration"])
            return .slow(
                service: try service(fields, field, names),
                factor: try fields.required("factor").number(in: 0.01...1000),
                duration: try fields.required("duration").duration(in: 0.001...ScenarioTraffic.longestSeconds))
        default:
            guard hasNodes else { throw field.wrong("there are no nodes to fail; describe them under `nodes`") }
            _ = try field.string("`fails`") { $0 == "fails" }
            return .node
        }
    }

    /// May be left out where there is one service.
    private static func service(
        _ fields: YAMLMapping, _ field: YAMLField, _ names: [String]
    ) throws(ScaleSimError) -> Int {
        guard let name = fields.optional("service") else {
            if names.count == 1 { return 0 }
            throw field.wrong("the key `service` is missing")
        }
        let text = try name.string()
        guard let number = names.firstIndex(of: text) else {
            throw name.wrong("no such service; \(Spelling.suggestion(for: text, among: names))")
        }
        return number
    }
}
