/// How requests are spread over the replicas that are ready; names and behaviour are HAProxy's, all weights equal.
public enum Balancing: Sendable, Equatable {
    /// In turn; a replica that becomes ready takes its turn last.
    case roundRobin
    /// To the replica with the fewest requests in flight; among equals to the one that has had that number longest.
    case leastConnections
    /// The least loaded of `draws` replicas drawn at random with replacement; among equals the one drawn last.
    ///
    /// HAProxy draws places on its consistent-hash ring, on which replicas own slightly unequal arcs; here all replicas
    /// are equally likely.
    case random(draws: Int)
    /// To the replica that was launched first of those below their concurrency limit, which must be given.
    case first
}
