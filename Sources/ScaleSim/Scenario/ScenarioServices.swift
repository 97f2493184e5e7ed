import Profiles

/// The services of a scenario file with the requests that come to them: a single one under `service`, or several under
/// `services`.
struct ScenarioServices {
    private(set) var services: [Service] = []
    private(set) var inflows: [Scenario.Inflow] = []
    private(set) var population: ClosedPopulation?
    private(set) var notes: [String] = []
    /// What the policies must find measured.
    private(set) var policies: [ScenarioPolicy] = []
    private let duration: SimTime?
    private let startTime: StartTime

    /// - Parameters:
    ///   - root: the file's fields.
    ///   - duration: of the run, where the file says.
    ///   - startTime: of the run, for schedules of policies.
    init(_ root: YAMLMapping, duration: SimTime?, startTime: StartTime) throws(ScaleSimError) {
        self.duration = duration
        self.startTime = startTime
        guard let several = root.optional("services") else {
            let field = try root.required("service")
            let fields = try field.mapping(known: ScenarioService.keys)
            let service = try add("service", field, fields, policy: root.required("policy"))
            try addRequests(traffic: root.optional("traffic"), users: root.optional("users"), field: root.field)
            if let calls = fields.optional("calls"), !service.calls.isEmpty {
                throw calls.wrong("there is no other service to call; describe all of them under `services`")
            }
            return
        }
        for key in ["service", "policy", "traffic", "users"] {
            if let field = root.optional(key) {
                throw field.wrong("belongs to a scenario of one service; under `services` each has its own")
            }
        }
        try add(several)
        if inflows.isEmpty, population == nil {
            throw several.wrong("no requests come from outside; give a service `traffic` or `users`")
        }
    }

    private mutating func add(_ several: YAMLField) throws(ScaleSimError) {
        let entries = try several.mapping(known: nil).entries
        guard !entries.isEmpty else { throw several.expected("at least one service") }
        var read: [ScenarioService] = []
        for (name, field) in entries {
            let fields = try field.mapping(known: ScenarioService.keys + ["traffic", "users", "policy"])
            read.append(try add(name, field, fields, policy: fields.required("policy")))
            let (traffic, users) = (fields.optional("traffic"), fields.optional("users"))
            if traffic != nil || users != nil { try addRequests(traffic: traffic, users: users, field: field) }
        }
        for number in read.indices { services[number].model.calls = try calls(read[number], entries.map(\.key)) }
        let roots = inflows.map(\.service) + (population.map { [$0.service] } ?? [])
        if CallTree(services.map(\.model), entries: roots) == nil {
            throw several.wrong("services call each other in a circle, or in too many ways")
        }
    }

    @discardableResult
    private mutating func add(
        _ name: String, _ field: YAMLField, _ fields: YAMLMapping, policy policyField: YAMLField
    ) throws(ScaleSimError) -> ScenarioService {
        let policy = try ScenarioPolicy(policyField, startTime: startTime)
        let service = try ScenarioService(field, fields, defaultReplicas: policy.defaultReplicas)
        if policy.policy is OnDemandPolicy, service.model.concurrencyLimit == nil {
            throw policyField.wrong(
                "`on_demand` launches replicas for requests that none has room for; say how many each has room for "
                    + "under `concurrency_limit`")
        }
        if policy.policy is OraclePolicy, field.path != "service" {
            throw policyField.wrong("an oracle foresees a scenario of one service, under `service`")
        }
        policies.append(policy)
        services.append(
            Service(name: name, model: service.model, policy: policy.policy, policyName: policy.name))
        return service
    }

    private func calls(_ service: ScenarioService, _ names: [String]) throws(ScaleSimError) -> [Call] {
        var calls: [Call] = []
        for call in service.calls { calls.append(try call.call(names)) }
        return calls
    }

    /// Requests to the service that was added last.
    private mutating func addRequests(
        traffic: YAMLField?, users: YAMLField?, field: YAMLField
    ) throws(ScaleSimError) {
        guard traffic != nil || users != nil else {
            throw field.wrong("the key `traffic` is missing; say what requests come, or how many `users` there are")
        }
        if let traffic {
            let read = try ScenarioTraffic(traffic, duration: duration)
            inflows.append(Scenario.Inflow(service: services.count - 1, traffic: read.traffic))
            notes += read.notes
        }
        guard let users else { return }
        if population != nil { throw users.wrong("another service has `users` already; only one can") }
        let fields = try users.mapping(known: ["count", "think"])
        population = ClosedPopulation(
            service: services.count - 1, users: try fields.required("count").integer(in: 1...10_000_000),
            thinking: try fields.optional("think").map(ScenarioDistribution.read) ?? .deterministic(value: 0))
    }
}
