import Foundation
import GRDB
import Profiles
import UserInput

/// Refuses a database that holds what BootProbe never writes: a damaged file, or one that other hands have changed.
///
/// What is read after that is taken at its word, so everything that reading relies on is checked here, before anything
/// is launched or written.
struct ProbeIntegrity {
    let database: Database
    /// File of the database, for messages.
    let path: String

    /// Throws `badInput` with the table, the row and the column that is wrong.
    func check() throws {
        try checkSchema()
        try checkPages()
        try checkReferences()
        try checkCells()
        try checkOutcomes()
        try checkPlans()
        try check(Provenance.self, in: "provenance", of: "campaign")
        try check(MeasuredTarget.self, in: "description", of: "target")
        try check(Provenance.self, in: "provenance", of: "throughput_run")
        try check(ThroughputResult.self, in: "result", of: "throughput_run")
        try check(CalibrationResult.self, in: "result", of: "calibration")
    }

    private func wrong(_ complaint: String) -> BootProbeError {
        BootProbeError(.badInput, "\(path): \(complaint.prefix(500).onOneLine)")
    }

    /// The tables, their columns and the views must be those of a new database; nothing may run when rows change.
    private func checkSchema() throws {
        let reference = try DatabaseQueue().write { fresh in
            try ProbeSchema.create(in: fresh, path: path)
            return try Self.columns(in: fresh)
        }
        let found = try Self.columns(in: database)
        for (table, columns) in reference.sorted(by: { $0.key < $1.key }) where found[table] != columns {
            throw wrong("the table \(table) is not as bootprobe makes it; use the bootprobe that made it")
        }
        let name = try String.fetchOne(database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'")
        if let name { throw wrong("has a trigger, \(name), which bootprobe does not make") }
    }

    /// By table or view: its columns with their types; for a view, what it selects.
    private static func columns(in database: Database) throws -> [String: Set<String>] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT object.name AS object, coalesce(field.name, '') || ' ' || coalesce(field.type, '') || ' ' ||
                    coalesce(field."notnull", '') || iif(object.type = 'view', object.sql, '') AS field
                FROM sqlite_master AS object, pragma_table_xinfo(object.name) AS field
                WHERE object.type IN ('table', 'view')
                """)
        return Dictionary(grouping: rows) { $0["object"] as String }
            .mapValues { Set($0.map { $0["field"] as String }) }
    }

    /// SQLite's own check of its pages.
    private func checkPages() throws {
        let fault = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
        if fault != "ok" { throw wrong("the database is damaged: \(fault)") }
    }

    private func checkReferences() throws {
        let broken = try Row.fetchOne(database, sql: "PRAGMA foreign_key_check")
        if let broken { throw wrong("\(broken["table"] as String): a row refers to one that is not there") }
    }

    /// Every cell must be of its column's type; whole numbers count or number something, the others are seconds or
    /// shares.
    private func checkCells() throws {
        for table in try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'") {
            let fields = try Row.fetchAll(
                database, sql: "SELECT name, lower(type) AS type, \"notnull\" AS required FROM pragma_table_info(?)",
                arguments: [table])
            for field in fields {
                let (name, type, isRequired): (String, String, Bool) = (field["name"], field["type"], field["required"])
                let limits = ["real": "NOT BETWEEN -1e9 AND 1e9", "integer": "NOT BETWEEN 0 AND 2147483647"]
                let outside = limits[type].map { " OR \(name) \($0)" } ?? ""
                let value = try DatabaseValue.fetchOne(
                    database,
                    sql: """
                        SELECT quote(\(name)) FROM \(table) WHERE CASE WHEN \(name) IS NULL THEN \(isRequired)
                        ELSE typeof(\(name)) <> '\(type)'\(outside) END
                        """)
                if let value { throw wrong("\(table): \(name): \(value) is no value of this column") }
            }
        }
    }

    /// What each kind of outcome must tell.
    private func checkOutcomes() throws {
        let rules = [
            ("outcome", "outcome NOT IN ('answered', 'timed_out', 'failed')"),
            ("time_to_first_response_s", "(outcome = 'answered') <> (time_to_first_response_s IS NOT NULL)"),
            ("earliest_s", "outcome = 'answered' AND (earliest_s IS NULL OR earliest_s > time_to_first_response_s)"),
            ("ended_s", "outcome = 'timed_out' AND ended_s IS NULL"),
            ("reason", "outcome = 'failed' AND reason IS NULL"), ("warm_up", "warm_up > 1"),
            ("started_at", "datetime(started_at) IS NULL"),
        ]
        for (field, fault) in rules {
            let row = try Row.fetchOne(
                database, sql: "SELECT id, outcome, quote(\(field)) AS value FROM trial WHERE \(fault)")
            guard let row else { continue }
            let (id, outcome, value): (Int64, String, String) = (row["id"], row["outcome"], row["value"])
            throw wrong("trial \(id): \(field): \(value.prefix(40)) is wrong for a trial that has \(outcome)")
        }
    }

    /// A plan's order is computed, so its size is bounded, and every trial must be of one of its targets.
    private func checkPlans() throws {
        for (id, plan) in try check(CampaignPlan.self, in: "plan", of: "campaign") {
            let counts = plan.targets.flatMap { [$0.trials, $0.warmUps] }
            guard plan.targets.count <= 10_000, counts.allSatisfy((0...1_000_000).contains) else {
                throw wrong("campaign \(id): plan: expected at most 10,000 targets with 0 to 1,000,000 trials each")
            }
            guard (0...86_400).contains(plan.launchIntervalSeconds ?? 0) else {
                throw wrong("campaign \(id): plan: launchIntervalSeconds: expected at most a day")
            }
            let positions = try Int.fetchAll(
                database, sql: "SELECT position FROM campaign_target WHERE campaign_id = ? ORDER BY position",
                arguments: [id])
            guard positions == Array(plan.targets.indices) else {
                throw wrong("campaign \(id): plan: has \(plan.targets.count) targets, stored are \(positions.count)")
            }
        }
    }

    /// The values in a column of JSON, by the row's number.
    @discardableResult
    private func check<Value: Decodable>(
        _ type: Value.Type, in column: String, of table: String
    ) throws -> [(id: Int64, value: Value)] {
        try Row.fetchAll(database, sql: "SELECT id, \(column) FROM \(table) ORDER BY id").map { row in
            let id: Int64 = row["id"]
            do {
                return (id, try JSONFormat.decode(type, from: Data((row[column] as String).utf8)))
            } catch {
                let complaint = JSONFault.complaint(about: Data((row[column] as String).utf8), error)
                throw wrong("\(table) \(id): \(column): \(complaint)")
            }
        }
    }
}
