import UserInput

/// A call of a scenario file, before the names of all services are known.
struct ScenarioCall {
    private let name: YAMLField
    private let style: Call.Style

    private enum Wait: String, CaseIterable {
        case blocking, awaiting, none
    }

    static func list(_ field: YAMLField) throws(ScaleSimError) -> [ScenarioCall] {
        var calls: [ScenarioCall] = []
        for item in try field.list() {
            let fields = try item.mapping(known: ["service", "wait", "times"])
            let style: Call.Style =
                switch try fields.optional("wait")?.word(Wait.self) ?? .blocking {
                case .blocking: .blocking
                case .awaiting: .awaiting
                case .none: .queued
                }
            let call = ScenarioCall(name: try fields.required("service"), style: style)
            let times = try fields.optional("times")?.integer(in: 1...100) ?? 1
            calls += Array(repeating: call, count: times)
        }
        return calls
    }

    /// - Parameter names: of all services, in their order.
    func call(_ names: [String]) throws(ScaleSimError) -> Call {
        let text = try name.string()
        guard let number = names.firstIndex(of: text) else {
            throw name.wrong("no such service; \(Spelling.suggestion(for: text, among: names))")
        }
        return Call(service: number, style: style)
    }
}
