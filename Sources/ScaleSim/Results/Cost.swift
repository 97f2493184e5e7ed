/// What a run costs.
extension Prices {
    /// Of one service: its replicas from launch to end, and its requests, over the whole run.
    package func cost(
        of replicas: some Sequence<Replica>, memoryMebibytes: Int, requests: Int64, horizon: SimTime
    ) -> Double {
        let second = replicaSecond + gibibyteSecond * Double(memoryMebibytes) / 1024
        let seconds = replicas.reduce(0.0) {
            $0 + billed(from: max(0, $1.launchedAt), to: min($1.goneAt ?? .max, horizon.nanoseconds))
        }
        return seconds * second + Double(requests) * request
    }

    /// Of the nodes, from the request for each to its end.
    package func cost(ofNodes times: [(launchedAt: Int64, goneAt: Int64?)], horizon: SimTime) -> Double {
        times.reduce(0.0) {
            $0 + billed(from: $1.launchedAt, to: min($1.goneAt ?? .max, horizon.nanoseconds)) / 3600 * nodeHour
        }
    }
}
