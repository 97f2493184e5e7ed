import Foundation
import GRDB
import Testing
import TestSupport

/// A probe database that is none, or that something has gone wrong with.
struct MalformedDatabase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Makes it of the right one at a path.
    let spoil: @Sendable (String) throws -> Void
    /// Part of the message; nil where what is changed may be something that nobody reads, and the database still right.
    let says: String?

    static let all = cuts + flips + bursts + foreign + wrongJSON + wrongValues

    private init(_ description: String, says: String?, spoil: @escaping @Sendable (String) throws -> Void) {
        testDescription = description
        self.says = says
        self.spoil = spoil
    }

    /// With bytes changed.
    private static func bytes(
        _ description: String, says: String?, change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> MalformedDatabase {
        MalformedDatabase(description, says: says) { path in
            let file = URL(filePath: path)
            var bytes = [UInt8](try Data(contentsOf: file))
            change(&bytes)
            try Data(bytes).write(to: file)
        }
    }

    /// With statements executed, which nothing forbids: neither references nor constraints are enforced.
    private static func sql(_ statements: String, says: String) -> MalformedDatabase {
        MalformedDatabase(String(statements.prefix(100)), says: says) { path in
            var configuration = Configuration()
            configuration.foreignKeysEnabled = false
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON")
                try database.execute(sql: statements)
            }
            try queue.close()
        }
    }
}

extension MalformedDatabase {
    private static var cuts: [MalformedDatabase] {
        var numbers = FixedSequence(seed: 7)
        let lengths =
            [0, 1, 15, 16, 99, 100, 101, 512, 4095, 4096, 4097, 8192, 12_288, 20_480]
            + (0..<12).map { _ in numbers.next(below: 40_000) }
        return lengths.map { length in bytes("cut after \(length)", says: "") { $0 = Array($0.prefix(length)) } }
    }

    /// One byte changed, anywhere.
    private static var flips: [MalformedDatabase] {
        (0..<50).map { number in
            bytes("flip \(number)", says: nil) { bytes in
                var numbers = FixedSequence(seed: UInt64(number + 100))
                bytes[numbers.next(below: bytes.count)] ^= UInt8(1 + numbers.next(below: 255))
            }
        }
    }

    /// Stretches of noise and of zeros, as a failing disk leaves them.
    private static var bursts: [MalformedDatabase] {
        (0..<20).map { number in
            bytes("burst \(number)", says: nil) { bytes in
                var numbers = FixedSequence(seed: UInt64(number + 1000))
                let start = numbers.next(below: bytes.count)
                for place in start..<min(bytes.count, start + 1 + numbers.next(below: 600)) {
                    bytes[place] = number % 3 == 0 ? 0 : UInt8(numbers.next(below: 256))
                }
            }
        } + [
            bytes("zeros", says: "") { $0 = [UInt8](repeating: 0, count: 8192) },
            bytes("text", says: "nor any SQLite database") { $0 = Array(String(repeating: "text\n", count: 900).utf8) },
            bytes("only the header", says: "") { $0 = Array($0.prefix(100)) + [UInt8](repeating: 0, count: 8092) },
        ]
    }

    /// Databases of others, and ours with other tables.
    private static var foreign: [MalformedDatabase] {
        [
            MalformedDatabase("of another program", says: "not a probe database") { path in
                try FileManager.default.removeItem(atPath: path)
                let queue = try DatabaseQueue(path: path)
                try queue.write { try $0.execute(sql: "CREATE TABLE notes (text); INSERT INTO notes VALUES ('x')") }
                try queue.close()
            },
            sql("PRAGMA user_version = 99", says: "has schema 99"),
            sql("PRAGMA user_version = -1", says: "has schema -1"),
            sql("PRAGMA application_id = 1", says: "not a probe database"),
            sql("DROP TABLE phase", says: "table phase"),
            sql("DROP VIEW trial_export", says: "trial_export"),
            sql("ALTER TABLE trial DROP COLUMN console", says: "table trial"),
            sql("ALTER TABLE trial ADD COLUMN more TEXT", says: "table trial"),
            sql("DROP TABLE phase; CREATE TABLE phase (trial_id, position, name, at_s)", says: "table phase"),
            sql("DROP TABLE phase; CREATE VIEW phase AS SELECT 1 AS trial_id", says: "table phase"),
            sql(
                "CREATE TRIGGER more AFTER INSERT ON trial BEGIN DELETE FROM phase; END", says: "has a trigger, more"),
            sql(
                """
                DROP VIEW trial_export; CREATE VIEW trial_export AS
                WITH RECURSIVE n (campaign) AS (SELECT 1 UNION ALL SELECT campaign FROM n) SELECT * FROM n
                """, says: "trial_export"),
            sql("DELETE FROM sqlite_master WHERE name = 'target'", says: ""),
            sql("UPDATE sqlite_master SET rootpage = 9999 WHERE name = 'trial'", says: "damaged"),
            sql("UPDATE sqlite_master SET sql = 'CREATE TABLE trial (' WHERE name = 'trial'", says: ""),
            sql("PRAGMA journal_mode = WAL; DROP TABLE phase; PRAGMA journal_mode = DELETE", says: "table phase"),
        ]
    }

    private static var wrongJSON: [MalformedDatabase] {
        let columns = [
            ("campaign", "plan"), ("campaign", "provenance"), ("target", "description"),
            ("throughput_run", "provenance"),
            ("throughput_run", "result"),
        ]
        let deep = String(repeating: "[", count: 100_000)
        let texts = ["", "{", "null", "[]", "5", "\"x\"", "{}", "{\"seed\": 1e999}", deep]
        let anywhere = columns.flatMap { table, column in
            texts.map { text in
                sql("UPDATE \(table) SET \(column) = '\(text)'", says: "\(table) 1: \(column):")
            }
        }
        let plans: [(String, String, String)] = [
            ("$.seed", "-1", "campaign 1: plan:"), ("$.seed", "1.5", "campaign 1: plan:"),
            ("$.targets[0].trials", "-1", "campaign 1: plan:"), ("$.targets[0].trials", "1e30", "campaign 1: plan:"),
            ("$.targets[0].trials", "9007199254740991", "campaign 1: plan: expected"),
            ("$.targets[0].warm_ups", "-9007199254740991", "campaign 1: plan: expected"),
            ("$.targets[0].image", "7", "campaign 1: plan: targets[0].image"),
            ("$.targets[0].technology", "'rocket'", "campaign 1: plan: targets[0].technology"),
            ("$.targets", "json('[]')", "campaign 1: plan:"), ("$.targets", "json('{}')", "campaign 1: plan: targets"),
        ]
        return anywhere
            + plans.map { path, value, says in
                sql("UPDATE campaign SET plan = json_set(plan, '\(path)', \(value))", says: says)
            } + [
                sql(
                    "UPDATE target SET description = json_set(description, '$.technology', 'rocket')",
                    says: "target 1: description: technology"),
                sql(
                    "UPDATE target SET description = json_set(description, '$.launch.port', -80)",
                    says: "target 1: description:"),
                sql(
                    "UPDATE campaign SET provenance = json_set(provenance, '$.host', 'here')",
                    says: "campaign 1: provenance: host"),
                sql(
                    "UPDATE throughput_run SET result = json_set(result, '$.connections', 'many')",
                    says: "throughput_run 1: result: connections"),
            ]
    }

    private static var wrongValues: [MalformedDatabase] {
        [
            ("outcome = 'lost'", "outcome"), ("started_at = 'yesterday'", "started_at"),
            ("started_at = ''", "started_at"),
            ("target = 99", "refers to one that is not there"), ("target = -1", "refers to one that is not there"),
            ("campaign_id = 99", "refers to one that is not there"), ("position = -1", "position"),
            ("position = 9223372036854775807", "position"), ("block = -9223372036854775808", "block"),
            ("warm_up = 9e15", "warm_up"), ("duration_s = 9e999", "duration_s"), ("duration_s = -9e999", "duration_s"),
            ("failed_refused = 9223372036854775807", "failed_refused"), ("cpu_s = 9e999", "cpu_s"),
            ("sent_s = 1e300", "sent_s"), ("launch_returned_s = -9e999", "launch_returned_s"),
        ].map { change, says in
            sql("UPDATE trial SET \(change) WHERE id = 5", says: says)
        } + [
            sql("UPDATE trial SET time_to_first_response_s = 9e999 WHERE id = 5", says: "time_to_first_response_s"),
            sql("UPDATE trial SET time_to_first_response_s = NULL WHERE id = 5", says: "time_to_first_response_s"),
            sql("UPDATE trial SET earliest_s = NULL WHERE outcome = 'answered'", says: "earliest_s: NULL"),
            sql("UPDATE trial SET ended_s = NULL WHERE outcome = 'timed_out'", says: "ended_s: NULL"),
            sql("UPDATE trial SET reason = NULL WHERE outcome = 'failed'", says: "reason: NULL"),
            sql("INSERT INTO phase VALUES (99, 0, 'kernel', 1)", says: "phase: a row refers"),
            sql("INSERT INTO phase VALUES (1, 0, 'kernel', 9e999)", says: "phase: at_s"),
            sql("DELETE FROM campaign_target", says: ""), sql("DELETE FROM target", says: "refers"),
            sql("DELETE FROM campaign", says: "refers"),
        ]
    }
}
