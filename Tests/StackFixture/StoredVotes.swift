import BootProbe
import CPostgreSQL
import VotingStack

/// What is in the database.
@safe struct StoredVotes: ~Copyable {
    private let connection: OpaquePointer

    static func conninfo(_ plan: StackPlan) -> String {
        "host=\(plan.postgreSQL.address) port=\(plan.postgreSQL.port) user=postgres dbname=postgres"
    }

    init(in plan: StackPlan) throws(BootProbeError) {
        guard let connection = unsafe PQconnectdb(Self.conninfo(plan)) else {
            throw BootProbeError(.failed, "out of memory")
        }
        unsafe self.connection = connection
    }

    deinit { unsafe PQfinish(connection) }

    func count() throws(BootProbeError) -> Int {
        let result = unsafe PQexec(connection, "SELECT count(*) FROM votes")
        defer { unsafe PQclear(result) }
        guard unsafe PQresultStatus(result) == PGRES_TUPLES_OK else {
            let message = unsafe String(cString: PQerrorMessage(connection))
            throw BootProbeError(.failed, "cannot count votes", underlying: message)
        }
        return unsafe Int(String(cString: PQgetvalue(result, 0, 0))) ?? 0
    }

    /// Each voter's option.
    func all() throws(BootProbeError) -> [String: String] {
        let result = unsafe PQexec(connection, "SELECT voter_id, vote FROM votes")
        defer { unsafe PQclear(result) }
        guard unsafe PQresultStatus(result) == PGRES_TUPLES_OK else {
            let message = unsafe String(cString: PQerrorMessage(connection))
            throw BootProbeError(.failed, "cannot read votes", underlying: message)
        }
        var votes: [String: String] = [:]
        for row in 0..<(unsafe PQntuples(result)) {
            let voter = unsafe String(cString: PQgetvalue(result, row, 0))
            votes[voter] = unsafe String(cString: PQgetvalue(result, row, 1))
        }
        return votes
    }
}
