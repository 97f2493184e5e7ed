import CPostgreSQL
import Foundation

/// A connection to the PostgreSQL database that holds one row a voter; used by one thread at a time.
@safe package struct VoteDatabase: ~Copyable {
    private static let schema = """
        CREATE TABLE IF NOT EXISTS votes (
            voter_id text PRIMARY KEY,
            vote text NOT NULL,
            cast_at timestamptz NOT NULL
        )
        """

    /// The stored vote gives way to one that was cast no earlier, so storing a batch twice changes nothing.
    private static let upsert = """
        INSERT INTO votes (voter_id, vote, cast_at)
        SELECT voter_id, vote, to_timestamp(cast_at / 1e6)
        FROM json_to_recordset($1::json) AS incoming (voter_id text, vote text, cast_at bigint)
        ON CONFLICT (voter_id) DO UPDATE SET vote = EXCLUDED.vote, cast_at = EXCLUDED.cast_at
        WHERE votes.cast_at <= EXCLUDED.cast_at
        """

    private let connection: OpaquePointer

    private init(adopting connection: OpaquePointer) { unsafe self.connection = connection }

    deinit { unsafe PQfinish(connection) }

    /// Connects and creates the table where it is missing.
    package static func connect(to conninfo: String) throws(WorkerError) -> VoteDatabase {
        guard let handle = unsafe handle(for: conninfo) else { throw .postgreSQL("out of memory") }
        let database = unsafe VoteDatabase(adopting: handle)
        guard unsafe PQstatus(handle) == CONNECTION_OK else { throw .postgreSQL(database.lastError) }
        // Without it, every start would print that the table exists already.
        _ = unsafe PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try database.execute(schema, with: [])
        return database
    }

    /// Stores all votes in one transaction and returns once it is committed.
    package func store(_ votes: [Vote]) throws(WorkerError) {
        guard !votes.isEmpty else { return }
        let rows: Data
        do { rows = try JSONEncoder().encode(votes) } catch { throw .postgreSQL("cannot encode votes: \(error)") }
        try execute(Self.upsert, with: [String(decoding: rows, as: UTF8.self)])
    }

    /// The time limits come first, so that `conninfo`, which libpq expands from the name of the database, overrides
    /// them. They end a call to a peer that was cut off without a word.
    private static func handle(for conninfo: String) -> OpaquePointer? {
        let settings = [
            ("connect_timeout", "2"), ("tcp_user_timeout", "5000"),
            // A server that took a query and is gone is noticed too.
            ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
            ("options", "-c statement_timeout=10000"),
            ("application_name", "voting-worker"), ("dbname", conninfo),
        ]
        return unsafe withCStrings(settings.map(\.0)) { names in
            unsafe withCStrings(settings.map(\.1)) { values in unsafe PQconnectdbParams(names, values, 1) }
        }
    }

    private func execute(_ statement: String, with parameters: [String]) throws(WorkerError) {
        let result = unsafe withCStrings(parameters) { values in
            unsafe PQexecParams(connection, statement, Int32(parameters.count), nil, values, nil, nil, 0)
        }
        defer { unsafe PQclear(result) }
        guard unsafe PQresultStatus(result) == PGRES_COMMAND_OK else { throw .postgreSQL(lastError) }
    }

    private var lastError: String {
        guard let message = unsafe PQerrorMessage(connection) else { return "unknown error" }
        return unsafe String(cString: message).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Calls `body` with an array of C strings, which ends with a null pointer.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let copies = unsafe strings.map { unsafe strdup($0) }
    defer { unsafe copies.forEach { unsafe free($0) } }
    let pointers = unsafe copies.map { unsafe UnsafePointer<CChar>($0) } + [nil]
    return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
}
