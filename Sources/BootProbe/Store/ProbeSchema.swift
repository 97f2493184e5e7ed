import GRDB

/// The tables of the probe database and the marks by which a file is known as one.
enum ProbeSchema {
    /// In the file's header (`PRAGMA application_id`): "BPRB".
    private static let applicationID = 0x4250_5242
    private static let version = 2

    /// Makes the tables in an empty database; leaves any other as it is.
    static func create(in database: Database, path: String) throws {
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard tables == 0 else { return }
        try database.execute(sql: tablesSQL)
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// Refuses a database that is not ours, or that a newer version made.
    static func check(_ database: Database, path: String) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
            throw BootProbeError(.badInput, "\(path): a SQLite database, but not a probe database; name another file")
        }
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard found == version else {
            throw BootProbeError(
                .badInput,
                "\(path): has schema \(found), this bootprobe knows schema \(version); use the bootprobe that made it")
        }
    }

    /// Seconds (`_s`) count from a trial's launch call.
    private static let tablesSQL = """
        CREATE TABLE target (
            id INTEGER PRIMARY KEY,
            image TEXT NOT NULL,
            technology TEXT NOT NULL,
            accelerator TEXT NOT NULL,
            description TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE campaign (
            id INTEGER PRIMARY KEY,
            plan TEXT NOT NULL,
            provenance TEXT NOT NULL,
            started_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE campaign_target (
            campaign_id INTEGER NOT NULL REFERENCES campaign (id),
            position INTEGER NOT NULL,
            target_id INTEGER NOT NULL REFERENCES target (id),
            PRIMARY KEY (campaign_id, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE trial (
            id INTEGER PRIMARY KEY,
            campaign_id INTEGER NOT NULL REFERENCES campaign (id),
            position INTEGER NOT NULL,
            member INTEGER NOT NULL,
            target INTEGER NOT NULL,
            block INTEGER NOT NULL,
            warm_up INTEGER NOT NULL,
            started_at TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('answered', 'timed_out', 'failed')),
            reason TEXT,
            launch_returned_s REAL,
            sent_s REAL,
            connected_s REAL,
            first_byte_s REAL,
            earliest_s REAL CHECK (earliest_s <= time_to_first_response_s),
            time_to_first_response_s REAL CHECK ((outcome = 'answered') = (time_to_first_response_s IS NOT NULL)),
            last_failed_attempt_s REAL,
            second_answer_s REAL,
            ended_s REAL,
            failed_refused INTEGER NOT NULL,
            failed_reset INTEGER NOT NULL,
            failed_connect_timeout INTEGER NOT NULL,
            failed_unreachable INTEGER NOT NULL,
            failed_silent INTEGER NOT NULL,
            failed_wrong_answer INTEGER NOT NULL,
            failed_host_fault INTEGER NOT NULL,
            last_wrong_answer TEXT,
            resident_share REAL CHECK (resident_share BETWEEN 0 AND 1),
            cpu_s REAL,
            teardown_s REAL,
            duration_s REAL NOT NULL,
            console TEXT,
            UNIQUE (campaign_id, position, member),
            FOREIGN KEY (campaign_id, target) REFERENCES campaign_target (campaign_id, position)
        ) STRICT;
        CREATE TABLE phase (
            trial_id INTEGER NOT NULL REFERENCES trial (id),
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            at_s REAL NOT NULL,
            PRIMARY KEY (trial_id, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE calibration (
            id INTEGER PRIMARY KEY,
            path TEXT NOT NULL,
            host TEXT NOT NULL,
            measured_at TEXT NOT NULL,
            result TEXT NOT NULL
        ) STRICT;
        CREATE TABLE throughput_run (
            id INTEGER PRIMARY KEY,
            target_id INTEGER NOT NULL REFERENCES target (id),
            started_at TEXT NOT NULL,
            provenance TEXT NOT NULL,
            result TEXT NOT NULL
        ) STRICT;
        CREATE VIEW trial_export AS
        SELECT
            campaign_id AS campaign, trial.position, member, block, warm_up, image, technology, accelerator,
            json_extract(target.description, '$.path') AS network_path,
            json_extract(target.description, '$.condition.cache') AS cache,
            json_extract(target.description, '$.condition.concurrent') AS concurrent,
            json_extract(target.description, '$.condition.resident') AS resident, resident_share, started_at,
            outcome, reason, launch_returned_s, sent_s, connected_s, first_byte_s, earliest_s,
            time_to_first_response_s, last_failed_attempt_s, second_answer_s, ended_s, failed_refused, failed_reset, failed_connect_timeout,
            failed_unreachable, failed_silent, failed_wrong_answer, failed_host_fault, cpu_s, teardown_s,
            duration_s
        FROM trial
        JOIN campaign_target USING (campaign_id)
        JOIN target ON target.id = campaign_target.target_id
        WHERE campaign_target.position = trial.target;
        """
}
