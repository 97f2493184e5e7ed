import Foundation
import GRDB
import Profiles

extension ProbeStore {
    /// Commits the records of one trial as one transaction.
    package func record(_ records: [TrialRecord], in campaign: CampaignID) throws(BootProbeError) {
        try write("recording trial \(records.first?.trial.position ?? 0)") { database in
            for record in records { try insert(record, in: campaign, into: database) }
        }
    }

    private func insert(_ record: TrialRecord, in campaign: CampaignID, into database: Database) throws {
        let values = try [("campaign_id", campaign.number)] + Self.columns(of: record)
        let names = values.map(\.name).joined(separator: ", ")
        let marks = values.map { _ in "?" }.joined(separator: ", ")
        do {
            let statement = try database.cachedStatement(sql: "INSERT INTO trial (\(names)) VALUES (\(marks))")
            try statement.execute(arguments: StatementArguments(values.map(\.value)))
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
            throw BootProbeError(
                .failed,
                "\(self.path): trial \(record.trial.position) is recorded already; another bootprobe measures into "
                    + "this file")
        }
        try Self.insert(record.phases, ofTrial: database.lastInsertedRowID, into: database)
    }

    private static func insert(_ phases: [TrialRecord.Phase], ofTrial id: Int64, into database: Database) throws {
        for (position, phase) in phases.enumerated() {
            try database.execute(
                sql: "INSERT INTO phase (trial_id, position, name, at_s) VALUES (?, ?, ?, ?)",
                arguments: [id, position, phase.name, phase.seconds])
        }
    }

    private typealias Column = (name: String, value: (any DatabaseValueConvertible)?)

    private static func columns(of record: TrialRecord) throws -> [Column] {
        [
            ("position", record.trial.position), ("member", record.member), ("target", record.trial.target),
            ("block", record.trial.block),
            ("warm_up", record.trial.isWarmUp), ("started_at", timestamp(record.startedAt)),
            ("launch_returned_s", record.launchReturnedSeconds),
            ("last_failed_attempt_s", record.lastFailedAttemptSeconds),
            ("last_wrong_answer", record.lastWrongAnswer), ("cpu_s", record.cpuSeconds),
            ("resident_share", record.residentShare), ("teardown_s", record.teardownSeconds),
            ("duration_s", record.durationSeconds), ("console", record.console),
        ] + AttemptFailure.allCases.map { ($0.column, record.failures[$0]) } + columns(of: record.outcome)
    }

    private static func columns(of outcome: TrialRecord.Outcome) -> [Column] {
        switch outcome {
        case .answered(let answer):
            [
                ("outcome", "answered"), ("sent_s", answer.sentSeconds), ("connected_s", answer.connectedSeconds),
                ("first_byte_s", answer.firstByteSeconds), ("earliest_s", answer.earliestSeconds),
                ("time_to_first_response_s", answer.lastByteSeconds),
                ("second_answer_s", answer.secondAnswerSeconds),
            ]
        case .timedOut(let seconds): [("outcome", "timed_out"), ("ended_s", seconds)]
        case .failed(let reason, let seconds):
            [("outcome", "failed"), ("reason", reason), ("ended_s", seconds)]
        }
    }

    /// The trials of `campaign` in the order in which they were planned, warm-ups included.
    package func trials(of campaign: CampaignID) throws(BootProbeError) -> [TrialRecord] {
        try read("reading trials") { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM trial WHERE campaign_id = ? ORDER BY position, member", arguments: [campaign.number]
            )
            return try rows.map { row in
                let phases = try Row.fetchAll(
                    database, sql: "SELECT name, at_s FROM phase WHERE trial_id = ? ORDER BY position",
                    arguments: [row["id"] as Int64])
                return try Self.record(row, phases: phases)
            }
        }
    }

    private static func record(_ row: Row, phases: [Row]) throws -> TrialRecord {
        var failures = AttemptCounts()
        for failure in AttemptFailure.allCases { failures[failure] = row[failure.column] }
        var record = TrialRecord(
            trial: PlannedTrial(
                position: row["position"], target: row["target"], block: row["block"], isWarmUp: row["warm_up"]),
            startedAt: try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(row["started_at"]),
            outcome: outcome(row), launchReturnedSeconds: row["launch_returned_s"],
            lastFailedAttemptSeconds: row["last_failed_attempt_s"], failures: failures,
            lastWrongAnswer: row["last_wrong_answer"],
            phases: phases.map { TrialRecord.Phase(name: $0["name"], seconds: $0["at_s"]) },
            cpuSeconds: row["cpu_s"], console: row["console"], durationSeconds: row["duration_s"])
        record.member = row["member"]
        record.residentShare = row["resident_share"]
        record.teardownSeconds = row["teardown_s"]
        return record
    }

    private static func outcome(_ row: Row) -> TrialRecord.Outcome {
        switch row["outcome"] as String {
        case "answered":
            .answered(
                TrialRecord.Answer(
                    sentSeconds: row["sent_s"], connectedSeconds: row["connected_s"],
                    firstByteSeconds: row["first_byte_s"], earliestSeconds: row["earliest_s"],
                    lastByteSeconds: row["time_to_first_response_s"],
                    secondAnswerSeconds: row["second_answer_s"]))
        case "timed_out": .timedOut(seconds: row["ended_s"])
        default: .failed(reason: row["reason"], seconds: row["ended_s"])
        }
    }
}

extension AttemptFailure {
    /// Column of table `trial` that counts this failure.
    fileprivate var column: String {
        switch self {
        case .refused: "failed_refused"
        case .reset: "failed_reset"
        case .connectTimeout: "failed_connect_timeout"
        case .unreachable: "failed_unreachable"
        case .silent: "failed_silent"
        case .wrongAnswer: "failed_wrong_answer"
        case .hostFault: "failed_host_fault"
        }
    }
}
