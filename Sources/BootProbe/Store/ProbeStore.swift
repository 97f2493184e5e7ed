import Foundation
import GRDB
import Glibc
import UserInput

/// The probe database: campaigns, their trials and the load runs, in one SQLite file.
///
/// A trial is a transaction. The journal is SQLite's write-ahead log with `synchronous=FULL`: a commit survives a crash
/// of process or machine at the price of one synchronisation, 0.6 ms where the rollback journal took 24 ms and with it
/// most of a quick trial's time. Once the store is closed the database is one file again, which can be copied; a killed
/// process leaves the log beside it, and the next that opens the file takes it over.
package final class ProbeStore: Sendable {
    package enum Access: Sendable {
        /// The file must exist.
        case read
        /// The file is made where there is none.
        case write
    }

    /// File of the database, for messages.
    package let path: String
    private let queue: DatabaseQueue

    /// Removes the database at `path`, which nobody may have open, with what a killed process left beside it.
    package static func remove(at path: String) throws(BootProbeError) {
        for file in [path, path + "-wal", path + "-shm"] { try FileSystem.remove(file) }
    }

    /// Opens the database at `path`.
    ///
    /// Throws `badInput` where the file is something else or has a newer schema, `noInput` where it should be read and
    /// is absent, `cannotCreate` where it cannot be made.
    package init(path: String, access: Access = .write) throws(BootProbeError) {
        let exists = try Self.isThere(path)
        if access == .read, !exists { throw BootProbeError(.noInput, "\(path): no such probe database") }
        var configuration = Configuration()
        configuration.readonly = access == .read
        // In seconds; `setJournal` sets it again.
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            if !database.configuration.readonly { try database.execute(sql: "PRAGMA synchronous = FULL") }
        }
        self.path = path
        do {
            queue = try Self.open(path, configuration)
            if access == .write { try queue.write { try ProbeSchema.create(in: $0, path: path) } }
            try queue.read { database in
                try ProbeSchema.check(database, path: path)
                if exists { try ProbeIntegrity(database: database, path: path).check() }
            }
            // Not before the check, which must leave what is wrong as it is.
            if access == .write { setJournal("WAL") }
        } catch {
            throw Self.failure(path, "opening it", error, code: exists ? .failed : .cannotCreate)
        }
    }

    deinit {
        // Else every reader would make the log anew and leave it. Where another process is reading, it stays.
        if !queue.configuration.readonly { setJournal("DELETE") }
    }

    /// Does nothing while others have the file open, which can neither be waited for nor matters: a commit is as safe in
    /// either journal.
    private func setJournal(_ mode: String) {
        queue.inDatabase { database in
            try? database.execute(sql: "PRAGMA busy_timeout = 0")
            try? database.execute(sql: "PRAGMA journal_mode = \(mode)")
            try? database.execute(sql: "PRAGMA busy_timeout = 10000")
        }
    }

    /// Opens the file, having rolled back what a bootprobe that was killed left half written, which only a writer may.
    private static func open(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where configuration.readonly && error.resultCode == .SQLITE_READONLY {
            var writing = configuration
            writing.readonly = false
            try DatabaseQueue(path: path, configuration: writing).close()
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// Whether there is a file; throws where it is something else, which SQLite would wait for, or write beside.
    private static func isThere(_ path: String) throws(BootProbeError) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return false }
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw BootProbeError(.noInput, "\(path): not a regular file, and so no probe database")
        }
        return true
    }

    func read<Value>(_ purpose: String, _ body: (Database) throws -> Value) throws(BootProbeError) -> Value {
        do { return try queue.read(body) } catch { throw Self.failure(path, purpose, error) }
    }

    /// Runs `body` in one transaction: all of it is committed, or nothing.
    func write<Value>(_ purpose: String, _ body: (Database) throws -> Value) throws(BootProbeError) -> Value {
        do { return try queue.write(body) } catch { throw Self.failure(path, purpose, error) }
    }

    private static func failure(
        _ path: String, _ purpose: String, _ error: any Error, code: BootProbeError.Code = .failed
    ) -> BootProbeError {
        if let error = error as? BootProbeError { return error }
        guard let error = error as? DatabaseError else {
            return BootProbeError(code, "\(path): \(purpose) failed", underlying: "\(error)".onOneLine)
        }
        // Without the statement, which is ours and several lines long.
        let message = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_NOTADB:
            return BootProbeError(
                .badInput, "\(path): not a probe database, nor any SQLite database; name another file")
        case .SQLITE_CORRUPT:
            return BootProbeError(.badInput, "\(path): the database is damaged", underlying: message)
        default: return BootProbeError(code, "\(path): \(purpose) failed", underlying: message)
        }
    }
}

/// Names a campaign in its database.
package struct CampaignID: Sendable, Hashable, CustomStringConvertible {
    package let number: Int64

    package init(number: Int64) { self.number = number }

    package var description: String { "\(number)" }
}
