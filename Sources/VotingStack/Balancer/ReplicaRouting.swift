import BootProbe

/// What spreads requests over replicas: HAProxy in a live stack, a table in tests.
package protocol ReplicaRouting: Sendable {
    /// From now on the replica gets requests.
    func add(_ replica: String, at endpoint: Endpoint) throws(BootProbeError)

    /// From now on the replica gets no new requests; those in flight are answered.
    func drain(_ replica: String) throws(BootProbeError)

    /// Forgets the replica; requests still in flight there fail.
    func remove(_ replica: String) throws(BootProbeError)

    func counts() throws(BootProbeError) -> RoutingCounts

    /// Whether replicas take their work themselves, so that one which is to go has to be told, and ends after what it has in
    /// hand.
    var endsBySignal: Bool { get }
}

extension ReplicaRouting {
    package var endsBySignal: Bool { false }
}

/// What a balancer counts.
package struct RoutingCounts: Sendable, Equatable {
    /// Of every replica that has not been removed.
    package var replicas: [String: ReplicaStatistics]
    /// Requests that came so far, whether a replica got them or not.
    package var requests: Int
    /// Requests that have no answer yet.
    package var inFlight: Int
    /// Those of them that wait for a replica.
    package var waiting: Int

    package init(replicas: [String: ReplicaStatistics], requests: Int, inFlight: Int, waiting: Int) {
        self.replicas = replicas
        self.requests = requests
        self.inFlight = inFlight
        self.waiting = waiting
    }
}

/// What a balancer counts for one replica.
package struct ReplicaStatistics: Sendable, Equatable {
    /// Requests sent to it so far.
    package var requests: Int
    /// Requests it has not answered yet.
    package var inFlight: Int

    package init(requests: Int, inFlight: Int) {
        self.requests = requests
        self.inFlight = inFlight
    }
}
