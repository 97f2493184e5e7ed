import BootProbe
import CPostgreSQL
import TestSupport
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
        Dictionary(uniqueKeysWithValues: try rows().map { ($0.voter, $0.option) })
    }

    func rows() throws(BootProbeError) -> [VoteAudit.Row] {
        let microseconds = "(extract(epoch FROM cast_at) * 1e6)::bigint"
        let result = unsafe PQexec(connection, "SELECT voter_id, vote, \(microseconds) FROM votes")
        defer { unsafe PQclear(result) }
        guard unsafe PQresultStatus(result) == PGRES_TUPLES_OK else {
            let message = unsafe String(cString: PQerrorMessage(connection))
            throw BootProbeError(.failed, "cannot read votes", underlying: message)
        }
        return (0..<(unsafe PQntuples(result))).map { row in
            func field(_ column: Int32) -> String { unsafe String(cString: PQgetvalue(result, row, column)) }
            return VoteAudit.Row(voter: field(0), option: field(1), takenAt: Int64(field(2)) ?? 0)
        }
    }
}
