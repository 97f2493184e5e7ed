import Foundation
import GRDB
import Profiles

extension ProbeStore {
    /// Commits all `results` of one started instance as one transaction.
    package func record(
        _ results: [ThroughputResult], of target: MeasuredTarget, provenance: Provenance
    ) throws(BootProbeError) {
        try write("recording load runs of \(target.name)") { database in
            let id = try Self.targetID(of: target, in: database)
            for result in results {
                try database.execute(
                    sql: "INSERT INTO throughput_run (target_id, started_at, provenance, result) VALUES (?, ?, ?, ?)",
                    arguments: [id, Self.timestamp(.now), Self.text(provenance), Self.text(result)])
            }
        }
    }

    /// The newest result of each operation, number of connections, pipeline and planned rate that `target` was loaded with, in the
    /// order of the runs.
    package func throughput(of target: MeasuredTarget) throws(BootProbeError) -> [ThroughputResult] {
        try read("reading load runs of \(target.name)") { database in
            let texts = try String.fetchAll(
                database,
                sql: """
                    SELECT result FROM throughput_run JOIN target ON target.id = target_id
                    WHERE description = ? ORDER BY throughput_run.id
                    """, arguments: [Self.text(target)])
            let results: [ThroughputResult] = try texts.map { try Self.value(of: $0) }
            return results.enumerated().filter { index, result in
                !results[(index + 1)...].contains { $0.isSameLoad(as: result) }
            }.map(\.element)
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

extension ThroughputResult {
    fileprivate func isSameLoad(as other: ThroughputResult) -> Bool {
        tool == other.tool && plannedRate == other.plannedRate && operation == other.operation
            && connections == other.connections
            && pipeline == other.pipeline
    }
}
