import BootProbe
import Foundation

/// What a stack that runs in the background can be asked.
package enum StackRequest: Codable, Sendable, Equatable {
    case status
    case down
}

/// What it answers.
package struct StackStatus: Codable, Sendable, Equatable {
    package struct Service: Codable, Sendable, Equatable {
        package var name: String
        /// Why it no longer works; nil while it does.
        package var failure: String?

        package init(name: String, failure: String? = nil) {
            self.name = name
            self.failure = failure
        }
    }

    /// Process of the host with which the stack ends.
    package var process: Int32
    package var startedAt: Date
    /// Where voters and viewers find the pages, as URLs.
    package var pages: [String]
    /// Paths below the last page at which each service's metrics are, in Prometheus's format.
    package var metrics: [String]?
    package var services: [Service]
    package var bootingReplicas: Int
    package var readyReplicas: Int

    package init(
        process: Int32, startedAt: Date, pages: [String], metrics: [String]? = nil, services: [Service],
        bootingReplicas: Int, readyReplicas: Int
    ) {
        self.process = process
        self.startedAt = startedAt
        self.pages = pages
        self.metrics = metrics
        self.services = services
        self.bootingReplicas = bootingReplicas
        self.readyReplicas = readyReplicas
    }
}

/// The presence of a running stack in its folder: a lock that the kernel frees when the process ends however it ends,
/// and a socket that takes one request a connection, JSON a line each way.
package struct StackSession: ~Copyable {
    private static let lockName = "stack.lock"
    private static let socketName = "stack.sock"

    private let listener: UnixSocket
    private let lock: FileLock

    /// Becomes the session of `folder`; nil where it has one already.
    ///
    /// To be called inside the lab: a lock taken outside would be the outer process's.
    package static func begin(in folder: String) throws(BootProbeError) -> StackSession? {
        try FileSystem.createDirectory(folder)
        // The socket of a session that was killed stays behind: the lock says whether one is there.
        guard let lock = try FileLock(ifFree: "\(folder)/\(lockName)") else { return nil }
        return StackSession(listener: try UnixSocket.listen(at: socketName, in: folder), lock: lock)
    }

    private init(listener: consuming UnixSocket, lock: consuming FileLock) {
        self.listener = listener
        self.lock = lock
    }

    /// Answers requests on the calling thread until one asks for the end, or `isOver` says so.
    package borrowing func serve(until isOver: () -> Bool = { false }, status: () -> StackStatus) {
        while !isOver() {
            guard listener.waitsForAccept(withinMilliseconds: 200) else { continue }
            guard let connection = listener.accept() else { return }
            // A client that hangs up or sends nonsense is no reason to end a stack.
            guard let line = try? connection.readLine(),
                let request = try? JSONDecoder().decode(StackRequest.self, from: Data(line.utf8)),
                let answer = try? JSONFormatLine.encode(status())
            else { continue }
            try? connection.write(answer)
            if request == .down { return }
        }
    }
}

// MARK: The other side

extension StackSession {
    /// Asks the stack of `folder`; nil where none runs.
    package static func ask(_ request: StackRequest, in folder: String) throws(BootProbeError) -> StackStatus? {
        guard try isRunning(in: folder) else { return nil }
        let connection = try UnixSocket.connect(to: socketName, in: folder)
        try connection.write(try JSONFormatLine.encode(request))
        return try JSONFormatLine.decode(StackStatus.self, from: try connection.readLine())
    }

    package static func isRunning(in folder: String) throws(BootProbeError) -> Bool {
        guard FileSystem.exists("\(folder)/\(lockName)") else { return false }
        let lock = try FileLock(ifFree: "\(folder)/\(lockName)")
        return lock == nil
    }

    /// Asks the stack of `folder` to end and waits until it has; false where none ran.
    ///
    /// - Throws: `failed` where it still runs after `seconds`.
    package static func end(in folder: String, within seconds: Double = 60) throws(BootProbeError) -> Bool {
        guard let status = try ask(.down, in: folder) else { return false }
        let deadline = HostInstant.now.advanced(bySeconds: seconds)
        while try isRunning(in: folder) {
            guard HostInstant.now < deadline else {
                throw BootProbeError(
                    .failed, "the stack of process \(status.process) has not ended after \(seconds) s; kill it")
            }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return true
    }
}

/// JSON on one line.
private enum JSONFormatLine {
    static func encode(_ value: some Encodable) throws(BootProbeError) -> String {
        do { return String(decoding: try JSONEncoder().encode(value), as: UTF8.self) + "\n" } catch {
            throw BootProbeError(.internalFault, "cannot encode a message", underlying: "\(error)")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from line: String) throws(BootProbeError) -> Value {
        do { return try JSONDecoder().decode(type, from: Data(line.utf8)) } catch {
            throw BootProbeError(.failed, "the stack did not answer as expected", underlying: line)
        }
    }
}
