import BootProbe
import CPostgreSQL
import Foundation

/// The database of stored votes, as who checks it sees it; used by one thread at a time.
@safe package struct VoteTable: ~Copyable {
    /// A stored vote.
    package struct Row: Sendable, Equatable {
        package var voterID: String
        package var vote: String
        /// When it was cast and when its transaction was committed, in seconds since 1970.
        package var castAt: Double
        package var committedAt: Double
    }

    /// A stored vote as it was cast.
    package struct Vote: Sendable, Equatable {
        package var voterID: String
        package var vote: String
        /// Since 1970.
        package var castAtMicroseconds: Int64
    }

    private let connection: OpaquePointer

    package init(at postgreSQL: Endpoint) throws(BootProbeError) {
        let conninfo =
            "host=\(postgreSQL.address) port=\(postgreSQL.port) user=postgres dbname=postgres connect_timeout=5"
        guard let connection = unsafe PQconnectdb(conninfo) else {
            throw BootProbeError(.failed, "no memory is left for a connection to PostgreSQL")
        }
        unsafe self.connection = connection
    }

    deinit { unsafe PQfinish(connection) }

    /// Votes that were cast at `seconds` since 1970 or later, in the order of their commits; PostgreSQL must keep the
    /// times of commits (`StackPlan.keepsCommitTimes`).
    package func rows(castFrom seconds: Double) throws(BootProbeError) -> [Row] {
        let text = """
            SELECT voter_id, vote, extract(epoch FROM cast_at), extract(epoch FROM pg_xact_commit_timestamp(xmin))
            FROM votes WHERE cast_at >= to_timestamp(\(seconds)) ORDER BY 4
            """
        return try query(text) { column in
            Row(
                voterID: column(0), vote: column(1), castAt: Double(column(2)) ?? 0, committedAt: Double(column(3)) ?? 0
            )
        }
    }

    /// The same, once there are `count` of them, or after `seconds` as many as there are.
    package func rows(castFrom start: Double, awaiting count: Int, within seconds: Double) throws(BootProbeError)
        -> [Row]
    {
        let deadline = HostInstant.now.advanced(bySeconds: seconds)
        while true {
            let rows = try rows(castFrom: start)
            if rows.count >= count || HostInstant.now >= deadline { return rows }
            Thread.sleep(forTimeInterval: 0.2)
        }
    }

    /// Every vote, in no order.
    package func votes() throws(BootProbeError) -> [Vote] {
        try query("SELECT voter_id, vote, (extract(epoch FROM cast_at) * 1e6)::bigint FROM votes") { column in
            Vote(voterID: column(0), vote: column(1), castAtMicroseconds: Int64(column(2)) ?? 0)
        }
    }

    package func count() throws(BootProbeError) -> Int {
        try query("SELECT count(*) FROM votes") { Int($0(0)) ?? 0 }.first ?? 0
    }

    private func query<Value>(
        _ text: String, _ row: (_ column: (Int32) -> String) -> Value
    ) throws(BootProbeError) -> [Value] {
        let result = unsafe PQexec(connection, text)
        defer { unsafe PQclear(result) }
        guard unsafe PQresultStatus(result) == PGRES_TUPLES_OK else {
            // The worker makes the table: before its first connection there are no votes.
            if unsafe Self.state(of: result) == Self.undefinedTable { return [] }
            let message = unsafe String(cString: PQerrorMessage(connection))
            throw BootProbeError(.failed, "votes cannot be read from PostgreSQL", underlying: message)
        }
        return (0..<(unsafe PQntuples(result))).map { number in
            row { unsafe String(cString: PQgetvalue(result, number, $0)) }
        }
    }

    /// SQLSTATE of an error (PostgreSQL documentation, appendix A).
    private static func state(of result: OpaquePointer?) -> String {
        guard let field = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else { return "" }
        return unsafe String(cString: field)
    }

    private static let undefinedTable = "42P01"
}
