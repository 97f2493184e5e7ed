import Profiles

/// The nodes of a run, and the replicas that wait for a place on one.
struct RunningCluster {
    struct Node {
        /// When it was asked for, in nanoseconds since the start of the run.
        var launchedAt: Int64
        /// Nil while it boots.
        var readyAt: Int64?
        /// Nil while it is there.
        var goneAt: Int64?
        var cpuLeft: Int
        var memoryLeft: Int
        /// Replicas on it, and those of them that boot.
        var replicas = 0
        var booting = 0
        /// Since when it has had no replica.
        var idleSince: Int64
    }

    let model: ClusterModel
    private let boots: DurationSampler
    private(set) var nodes: ContiguousArray<Node> = []
    /// Numbers among all replicas of the scenario, in the order of their launches.
    var pending: [Int] = []

    init(_ model: ClusterModel, seed: UInt64) {
        self.model = model
        boots = DurationSampler(model.boot, stream: RandomStream(seed: seed, purpose: .nodeBoot))
        for _ in 0..<model.initialNodes { addNode(at: 0) }
        for node in nodes.indices { nodes[node].readyAt = 0 }
    }

    private var present: Int { nodes.count { $0.goneAt == nil } }

    @discardableResult
    mutating func addNode(at time: Int64) -> Int {
        nodes.append(
            Node(
                launchedAt: time, cpuLeft: model.cpuMilli, memoryLeft: model.memoryMebibytes, idleSince: time))
        return nodes.count - 1
    }

    /// In nanoseconds.
    func bootDuration(of node: Int) -> Int64 { boots.nanoseconds(UInt64(node)) }

    mutating func becomeReady(_ node: Int, at time: Int64) {
        nodes[node].readyAt = time
        nodes[node].idleSince = time
    }

    mutating func lose(_ node: Int, at time: Int64) { nodes[node].goneAt = time }

    /// The ready node that has been there longest.
    var oldest: Int? { nodes.indices.first { nodes[$0].readyAt != nil && nodes[$0].goneAt == nil } }

    // MARK: Placement

    /// Takes room for a replica; nil where no node has any.
    mutating func place(cpu: Int, memory: Int) -> Int? {
        let candidates = nodes.indices.filter {
            nodes[$0].readyAt != nil && nodes[$0].goneAt == nil && nodes[$0].cpuLeft >= cpu
                && nodes[$0].memoryLeft >= memory
        }
        let order: (Int, Int) -> Bool = { [nodes, model] left, right in
            model.placement == .spread
                ? nodes[left].cpuLeft > nodes[right].cpuLeft : nodes[left].cpuLeft < nodes[right].cpuLeft
        }
        guard let node = candidates.min(by: order) else { return nil }
        nodes[node].cpuLeft -= cpu
        nodes[node].memoryLeft -= memory
        nodes[node].replicas += 1
        nodes[node].booting += 1
        return node
    }

    mutating func booted(on node: Int) { nodes[node].booting -= 1 }

    mutating func free(_ node: Int, cpu: Int, memory: Int, wasBooting: Bool, at time: Int64) {
        nodes[node].cpuLeft += cpu
        nodes[node].memoryLeft += memory
        nodes[node].replicas -= 1
        if wasBooting { nodes[node].booting -= 1 }
        if nodes[node].replicas == 0 { nodes[node].idleSince = time }
    }

    // MARK: The pool

    /// How many nodes to ask for, so that all that waits finds a place once those that boot are there.
    ///
    /// - Parameter demands: CPU and memory of each replica that waits, in their order.
    func nodesWanted(for demands: [(cpu: Int, memory: Int)]) -> Int {
        var coming = nodes.filter { $0.readyAt == nil && $0.goneAt == nil }.map {
            (cpu: $0.cpuLeft, memory: $0.memoryLeft)
        }
        var added = 0
        for demand in demands where demand.cpu <= model.cpuMilli && demand.memory <= model.memoryMebibytes {
            if let fit = coming.firstIndex(where: { $0.cpu >= demand.cpu && $0.memory >= demand.memory }) {
                coming[fit].cpu -= demand.cpu
                coming[fit].memory -= demand.memory
            } else if present + added < model.maxNodes {
                added += 1
                coming.append((model.cpuMilli - demand.cpu, model.memoryMebibytes - demand.memory))
            }
        }
        return added
    }

    /// Nodes beyond the initial number that have been idle for as long as they may be go.
    mutating func removeIdle(at time: Int64) {
        guard let timeout = model.idleTimeout else { return }
        for node in nodes.indices.reversed() where present > model.initialNodes {
            guard nodes[node].readyAt != nil, nodes[node].goneAt == nil, nodes[node].replicas == 0 else { continue }
            if time - nodes[node].idleSince >= timeout.nanoseconds { nodes[node].goneAt = time }
        }
    }
}
