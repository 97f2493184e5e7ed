import Profiles

/// The nodes that replicas are placed on: all alike, in a pool that may grow and shrink.
public struct ClusterModel: Sendable, Equatable {
    /// Where a replica is placed, among the nodes that have room for it.
    public enum Placement: String, Sendable, Equatable, CaseIterable {
        /// On the one with most CPU left, as the Kubernetes scheduler does (NodeResourcesFit, LeastAllocated).
        case spread
        /// On the one with least CPU left (MostAllocated).
        case pack
    }

    /// CPU that a node has for replicas, in thousandths of a CPU.
    public var cpuMilli: Int
    /// Memory that a node has for replicas, in MiB.
    public var memoryMebibytes: Int
    /// Nodes that are there from the start.
    public var initialNodes: Int
    /// At most this many, those that boot included.
    public var maxNodes: Int
    /// Seconds from the request for a node to its readiness.
    public var boot: Distribution
    public var placement: Placement
    /// How often the pool looks for replicas that have no place, and for idle nodes; 10 s for the Cluster Autoscaler.
    public var scanInterval: SimTime
    /// How long a node that was added is kept without replicas; 10 min for the Cluster Autoscaler. Nil for ever.
    public var idleTimeout: SimTime?

    public init(
        cpuMilli: Int, memoryMebibytes: Int, initialNodes: Int, maxNodes: Int? = nil,
        boot: Distribution = .deterministic(value: 60), placement: Placement = .spread,
        scanInterval: SimTime = SimTime(seconds: 10), idleTimeout: SimTime? = SimTime(seconds: 600)
    ) {
        self.cpuMilli = cpuMilli
        self.memoryMebibytes = memoryMebibytes
        self.initialNodes = initialNodes
        self.maxNodes = maxNodes ?? initialNodes
        self.boot = boot
        self.placement = placement
        self.scanInterval = scanInterval
        self.idleTimeout = idleTimeout
    }
}
