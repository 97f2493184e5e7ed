/// The `nodes` section of a scenario file.
enum ScenarioCluster {
    static func read(_ field: YAMLField) throws(ScaleSimError) -> ClusterModel {
        let fields = try field.mapping(known: [
            "cpu", "memory", "count", "max", "boot", "placement", "scan_interval", "idle_timeout",
        ])
        let count = try fields.required("count").integer(in: 0...100_000)
        var cluster = ClusterModel(
            cpuMilli: try fields.required("cpu").milliQuantity(),
            memoryMebibytes: try fields.optional("memory")?.mebibytes(in: 1...1 << 30) ?? .max, initialNodes: count,
            maxNodes: try fields.optional("max")?.integer(in: max(1, count)...100_000))
        if let boot = fields.optional("boot") { cluster.boot = try ScenarioDistribution.read(boot) }
        if let placement = fields.optional("placement") {
            cluster.placement = try placement.word(ClusterModel.Placement.self)
        }
        if let interval = fields.optional("scan_interval") {
            cluster.scanInterval = try interval.duration(in: 0.1...86_400)
        }
        if let timeout = fields.optional("idle_timeout") {
            cluster.idleTimeout = try timeout.string() == "none" ? nil : timeout.duration(in: 0...86_400)
        }
        return cluster
    }

    /// Every replica must fit on an empty node, else it would wait for ever.
    static func check(_ cluster: ClusterModel, _ services: [Service], _ field: YAMLField) throws(ScaleSimError) {
        for service in services
        where service.model.cpuRequestMilli > cluster.cpuMilli
            || service.model.memoryMebibytes > cluster.memoryMebibytes
        {
            throw field.wrong(
                "a replica of `\(service.name)` requests more than a node has; make nodes larger, or set its "
                    + "`cpu_request` and `memory`")
        }
        let requested = services.reduce((cpu: 0, memory: 0)) {
            (
                $0.cpu + $1.model.initialReplicas * $1.model.cpuRequestMilli,
                $0.memory + $1.model.initialReplicas * $1.model.memoryMebibytes
            )
        }
        guard requested.cpu <= cluster.initialNodes * cluster.cpuMilli,
            cluster.memoryMebibytes == .max || requested.memory <= cluster.initialNodes * cluster.memoryMebibytes
        else {
            throw field.wrong("the replicas of the start request more than `count` nodes have")
        }
    }
}
