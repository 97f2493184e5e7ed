import BootProbe
import Synchronization

/// The queue of votes as what workers are fed from: nothing sends them votes, they take them themselves.
package final class QueueRouting: ReplicaRouting {
    private let queue: SharedVoteQueue
    /// What workers call themselves, by replica.
    private let names = Mutex<[String: String]>([:])

    package init(at redis: Endpoint) { queue = SharedVoteQueue(at: redis) }

    package var endsBySignal: Bool { true }

    package func add(_ replica: String, at endpoint: Endpoint) {
        names.withLock { $0[replica] = StackPlan.workerName(at: endpoint.address) }
    }

    package func drain(_ replica: String) {}

    package func remove(_ replica: String) { names.withLock { $0[replica] = nil } }

    package func counts() throws(BootProbeError) -> RoutingCounts {
        let names = self.names.withLock { $0 }
        return try queue.ask { queue throws(BootProbeError) in
            let waiting = try queue.length()
            var counts = RoutingCounts(replicas: [:], requests: 0, inFlight: waiting, waiting: waiting)
            for (replica, worker) in names {
                let inFlight = try queue.length(of: worker)
                // How many it has taken so far, the queue does not know.
                counts.replicas[replica] = ReplicaStatistics(requests: 0, inFlight: inFlight)
                counts.inFlight += inFlight
            }
            return counts
        }
    }
}
