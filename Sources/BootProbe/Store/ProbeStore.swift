import Foundation
import GRDB

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

    /// Opens the database at `path`.
    ///
    /// Throws `badInput` where the file is something else or has a newer schema, `noInput` where it should be read and
    /// is absent, `cannotCreate` where it cannot be made.
    package init(path: String, access: Access = .write) throws(BootProbeError) {
        let exists = FileManager.default.fileExists(atPath: path)
        if access == .read, !exists { throw BootProbeError(.noInput, "\(path): no such probe database") }
        var configuration = Configuration()
        configuration.readonly = access == .read
        configuration.busyMode = .timeout(10)
        if access == .write { configuration.journalMode = .wal }
        configuration.prepareDatabase { database in
            if !database.configuration.readonly { try database.execute(sql: "PRAGMA synchronous = FULL") }
        }
        self.path = path
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            if access == .write { try queue.write { try ProbeSchema.create(in: $0, path: path) } }
            try queue.read { try ProbeSchema.check($0, path: path) }
        } catch let error as BootProbeError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw BootProbeError(.badInput, "\(path): not a probe database, nor any SQLite database; name another file")
        } catch {
            throw BootProbeError(
                exists ? .failed : .cannotCreate, "\(path): the probe database cannot be opened", underlying: "\(error)"
            )
        }
    }

    func read<Value>(_ purpose: String, _ body: (Database) throws -> Value) throws(BootProbeError) -> Value {
        do { return try queue.read(body) } catch { throw failure(purpose, error) }
    }

    /// Runs `body` in one transaction: all of it is committed, or nothing.
    func write<Value>(_ purpose: String, _ body: (Database) throws -> Value) throws(BootProbeError) -> Value {
        do { return try queue.write(body) } catch { throw failure(purpose, error) }
    }

    private func failure(_ purpose: String, _ error: any Error) -> BootProbeError {
        if let error = error as? BootProbeError { return error }
        return BootProbeError(.failed, "\(path): \(purpose) failed", underlying: "\(error)")
    }
}

/// Names a campaign in its database.
package struct CampaignID: Sendable, Hashable, CustomStringConvertible {
    package let number: Int64

    package init(number: Int64) { self.number = number }

    package var description: String { "\(number)" }
}
