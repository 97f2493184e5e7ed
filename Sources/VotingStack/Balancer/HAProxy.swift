import BootProbe

/// A running HAProxy, spoken to through its runtime API (HAProxy management guide, section 9.3).
package struct HAProxy: ReplicaRouting {
    /// Folder and name of the API's socket, as this process sees them.
    private let folder: String
    private let socket: String

    package init(socket: String, in folder: String) {
        self.socket = socket
        self.folder = folder
    }

    /// Sends one command and returns the whole answer.
    package func command(_ command: String) throws(BootProbeError) -> String {
        precondition(!command.contains("\n") && !command.contains(";"), "one command at a time")
        let connection = try UnixSocket.connect(to: socket, in: folder)
        try connection.write(command + "\n")
        return try connection.readToEnd()
    }

    package func statistics() throws(BootProbeError) -> [HAProxyStatistics] {
        try HAProxyStatistics.parse(try command("show stat"))
    }

    package func counts() throws(BootProbeError) -> RoutingCounts {
        var counts = RoutingCounts(replicas: [:], requests: 0, inFlight: 0, waiting: 0)
        var isOpen = false
        for row in try statistics() where row.proxy == HAProxyConfiguration.backend {
            counts.waiting += row.queued
            if row.service == "BACKEND" {
                (counts.requests, counts.inFlight) = (row.sessionsTotal, row.sessions)
            } else {
                if row.status == "UP" || row.status == "no check" { isOpen = true }
                counts.replicas[row.service] = ReplicaStatistics(requests: row.sessionsTotal, inFlight: row.sessions)
            }
        }
        if !isOpen {
            let held = try held()
            counts.requests += held
            counts.inFlight += held
            counts.waiting += held
        }
        return counts
    }

    /// Requests that wait because there is no replica; the balancer has not counted them yet.
    private func held() throws(BootProbeError) -> Int {
        let answer = try command("show held")
        guard let count = Int(answer.split(whereSeparator: \.isWhitespace).first ?? "") else {
            throw BootProbeError(.failed, "HAProxy does not say how many requests it holds", underlying: answer)
        }
        return count
    }

    package func add(_ replica: String, at endpoint: Endpoint) throws(BootProbeError) {
        try perform("add server \(path(replica)) \(endpoint)", expecting: "New server registered.")
        try perform("enable server \(path(replica))")
    }

    package func drain(_ replica: String) throws(BootProbeError) {
        try perform("set server \(path(replica)) state drain")
    }

    package func remove(_ replica: String) throws(BootProbeError) {
        try perform("set server \(path(replica)) state maint")
        // A server can only go without connections, even those to a replica that has died.
        try perform("shutdown sessions server \(path(replica))")
        try perform("del server \(path(replica))", expecting: "Server deleted.")
    }

    private func path(_ replica: String) -> String { "\(HAProxyConfiguration.backend)/\(replica)" }

    /// The API has no status codes: a command that succeeds answers with nothing, or with one known sentence.
    private func perform(_ command: String, expecting expected: String = "") throws(BootProbeError) {
        var answer = try self.command(command)
        while answer.last?.isWhitespace == true { answer.removeLast() }
        guard answer == expected else {
            throw BootProbeError(.failed, "HAProxy did not accept \"\(command)\"", underlying: answer)
        }
    }
}
