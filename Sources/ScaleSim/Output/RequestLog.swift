import Synchronization

/// Every request of a replication as a row of CSV, as its outcome becomes known; memory does not grow with them.
///
/// The file is there once the log is finished, and not before.
package final class RequestLog: Sendable {
    static let header = "service,request,arrival_s,start_s,end_s,replica,ending\n"

    private struct State {
        var output: OutputFile
        var failure: ScaleSimError?
    }

    private let state: Mutex<State>

    /// - Parameter path: `-` for standard output.
    package init(_ path: String) throws(ScaleSimError) {
        let output = try OutputFile(path)
        try output.write(Self.header)
        state = Mutex(State(output: output))
    }

    func record(_ outcome: RequestOutcome, service: String) {
        state.withLock { state in
            guard state.failure == nil else { return }
            do throws(ScaleSimError) {
                try Self.write(outcome, service, to: state.output)
            } catch {
                state.failure = error
            }
        }
    }

    private static func write(
        _ outcome: RequestOutcome, _ service: String, to output: OutputFile
    ) throws(ScaleSimError) {
        try output.write("\(service),\(outcome.index),")
        try output.writeSeconds(outcome.arrival, end: UInt8(ascii: ","))
        try output.writeSeconds(outcome.start, end: UInt8(ascii: ","))
        try output.writeSeconds(outcome.end, end: UInt8(ascii: ","))
        try output.write("\(outcome.replica < 0 ? "" : String(outcome.replica)),\(outcome.ending.name)\n")
    }

    /// Gives the file its name, or tells what went wrong with it.
    package func finish() throws(ScaleSimError) {
        let failure = state.withLock { state -> ScaleSimError? in
            if let failure = state.failure { return failure }
            do throws(ScaleSimError) {
                try state.output.finish()
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }
}

extension RequestOutcome.Ending {
    fileprivate var name: String {
        switch self {
        case .answered: "answered"
        case .timedOut: "timed_out"
        case .refused: "refused"
        case .broken: "broken"
        }
    }
}

/// The requests of one service, on their way to a log.
struct LoggedRequests: RequestSink {
    let log: RequestLog
    /// The service's name, as a field of CSV.
    private let service: String

    init(_ log: RequestLog, service: String) {
        self.log = log
        let needsQuotes = service.contains { ",\"\n\r".contains($0) }
        self.service = needsQuotes ? "\"\(service.replacing("\"", with: "\"\""))\"" : service
    }

    func arrive(at time: Int64) {}
    func record(_ outcome: RequestOutcome) { log.record(outcome, service: service) }
    func finish() {}
}
