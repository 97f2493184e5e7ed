import Foundation
import GRDB
import Profiles

extension ProbeStore {
    /// Commits all `results` of one started instance as one transaction, under one instant that no others of the target have.
    package func record(
        _ results: [ThroughputResult], of target: MeasuredTarget, provenance: Provenance
    ) throws(BootProbeError) {
        try write("recording load runs of \(target.name)") { database in
            let id = try Self.targetID(of: target, in: database)
            let instant = try Self.unusedTimestamp(for: id, in: database)
            for result in results {
                try database.execute(
                    sql: "INSERT INTO throughput_run (target_id, started_at, provenance, result) VALUES (?, ?, ?, ?)",
                    arguments: [id, instant, Self.text(provenance), Self.text(result)])
            }
        }
    }

    /// Instants have milliseconds, and runs are told from those of another instance by them.
    private static func unusedTimestamp(for target: Int64, in database: Database) throws -> String {
        while true {
            let instant = timestamp(.now)
            let isUsed = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM throughput_run WHERE target_id = ? AND started_at = ?)",
                arguments: [target, instant])
            if isUsed != true { return instant }
            Thread.sleep(forTimeInterval: 0.001)
        }
    }

    /// The results of each operation, number of connections, pipeline and planned rate from the newest instance of `target` that
    /// was loaded so, in the order of the runs; several where that one repeated a load.
    package func throughput(of target: MeasuredTarget) throws(BootProbeError) -> [ThroughputResult] {
        try read("reading load runs of \(target.name)") { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT started_at, result FROM throughput_run JOIN target ON target.id = target_id
                    WHERE description = ? ORDER BY throughput_run.id
                    """, arguments: [Self.text(target)])
            let runs: [(instant: String, result: ThroughputResult)] = try rows.map {
                ($0["started_at"], try Self.value(of: $0["result"]))
            }
            return runs.enumerated().filter { index, run in
                !runs[(index + 1)...].contains { $0.instant != run.instant && $0.result.load == run.result.load }
            }.map(\.element.result)
        }
    }

    /// All targets that were loaded, oldest first.
    package func loadedTargets() throws(BootProbeError) -> [MeasuredTarget] {
        try read("reading targets") { database in
            try String.fetchAll(
                database,
                sql: "SELECT description FROM target WHERE id IN (SELECT target_id FROM throughput_run) ORDER BY id"
            ).map { try Self.value(of: $0) }
        }
    }
}
