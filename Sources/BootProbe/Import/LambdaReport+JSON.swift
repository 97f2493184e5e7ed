import Foundation
import UserInput

// The same reports where a function logs as JSON (AWS Lambda Developer Guide, "Lambda Telemetry API Event schema
// reference": platform.report, platform.initReport, platform.restoreReport).
extension LambdaReport: Decodable {
    private struct Event: Decodable {
        struct Record: Decodable {
            var status: String?
            var errorType: String?
            var metrics: Metrics?
        }

        struct Metrics: Decodable {
            var durationMs: Double?
            var initDurationMs: Double?
            var restoreDurationMs: Double?
            var memorySizeMB: Int?
        }

        var type: String
        var record: Record
    }

    /// Whether a line of JSON is a report; cheap, since most lines are not.
    static func isEvent(_ line: Substring) -> Bool {
        line.contains(ascii: "\"platform.") && line.contains(ascii: "eport\"")
    }

    init(from decoder: any Decoder) throws {
        let event = try Event(from: decoder)
        let metrics = event.record.metrics
        switch event.type {
        case "platform.report":
            kind = .invocation
            durationMilliseconds = metrics?.durationMs
            initMilliseconds = metrics?.initDurationMs
            restoreMilliseconds = metrics?.restoreDurationMs
        case "platform.initReport":
            kind = .initialisation
            initMilliseconds = metrics?.durationMs
        case "platform.restoreReport":
            kind = .restoration
            restoreMilliseconds = metrics?.durationMs
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(event.type.quoted) is no report"))
        }
        memoryMB = metrics?.memorySizeMB
        if let status = event.record.status, status != "success" {
            failure = [status, event.record.errorType].compactMap { $0.map { String($0.prefix(100)) } }
                .joined(separator: ", ")
        }
        let durations = [durationMilliseconds, initMilliseconds, restoreMilliseconds].compactMap(\.self)
        guard durations.allSatisfy(Self.range.contains) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "record.metrics: expected milliseconds of at most a day"))
        }
    }
}
