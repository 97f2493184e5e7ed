import Foundation
import Profiles

/// Reads the cold starts of an AWS Lambda function from its log: text, JSON lines, or what `aws logs
/// filter-log-events` prints.
package enum LambdaReports {
    /// - Parameters:
    ///   - path: `-` is standard input.
    ///   - image: The function; its reports do not name it.
    package static func read(
        contentsOf path: String, image: String, technology: Technology = .microvm
    ) throws(BootProbeError) -> [ImportedTrials] {
        try parse(try ImportFile.text(of: path), file: path, image: image, technology: technology)
    }

    /// Reads `text`, which stands for the content of `file`.
    package static func parse(
        _ text: String, file: String, image: String, technology: Technology = .microvm
    ) throws(BootProbeError) -> [ImportedTrials] {
        var reports: [LoggedReport] = []
        if let events = try LogEvents.read(text, file: file) {
            for (index, event) in events.enumerated() {
                reports += try LoggedReport.all(
                    in: event.message, file: file, event: index, reportedAt: event.reportedAt)
            }
        } else {
            reports = try LoggedReport.all(in: text, file: file)
        }
        guard !reports.isEmpty else {
            throw BootProbeError(
                badInput: "holds no report of Lambda; expected lines such as `REPORT RequestId: … Init Duration: … ms`",
                file: file, line: nil)
        }
        return LambdaGroup.trials(of: reports, image: image, technology: technology)
    }
}

/// A report and where it was found.
struct LoggedReport {
    var report: LambdaReport
    /// When its log event was written; nil where the log does not tell.
    var reportedAt: Date?

    /// The reports in `text`.
    ///
    /// - Parameter event: Index of the log event that holds `text`; nil where it is a file of its own, of which
    ///   messages name the line.
    static func all(
        in text: String, file: String, event: Int? = nil, reportedAt: Date? = nil
    ) throws(BootProbeError) -> [LoggedReport] {
        var reports: [LoggedReport] = []
        for (index, bytes) in text.utf8.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            let line = Substring(bytes)
            let place = event.map { "events[\($0)].message" } ?? "line \(index + 1)"
            guard let report = try report(of: line, file: file, place: place) else { continue }
            reports.append(LoggedReport(report: report, reportedAt: reportedAt ?? stamp(of: line)))
        }
        return reports
    }

    private static func report(
        of line: Substring, file: String, place: String
    ) throws(BootProbeError) -> LambdaReport? {
        if LambdaReport.isEvent(line), let start = line.utf8.firstIndex(of: UInt8(ascii: "{")) {
            return try ImportFile.decode(LambdaReport.self, from: Data(line[start...].utf8), file: file, place: place)
        }
        do throws(UnexpectedValue) {
            return try LambdaReport(line: line)
        } catch {
            throw BootProbeError(
                badInput: "\(place): expected \(error.expectation), found \(error.found)", file: file, line: nil)
        }
    }

    /// The time that a log service put before a line.
    private static func stamp(of line: Substring) -> Date? {
        let word = line.prefix(40).prefix { !$0.isWhitespace }
        return try? Date.ISO8601FormatStyle(includingFractionalSeconds: word.contains(".")).parse(String(word))
    }
}

/// What `aws logs filter-log-events` and `aws logs get-log-events` print.
private struct LogEvents: Decodable {
    struct Event: Decodable {
        /// Milliseconds since 1970.
        var timestamp: Double?
        var message: String

        /// Nil beyond what calendars know.
        var reportedAt: Date? {
            timestamp.flatMap { abs($0) < 1e14 ? Date(timeIntervalSince1970: $0 / 1000) : nil }
        }
    }

    var events: [Event]

    /// The events of `text`; nil where it is a log itself, whose lines may be JSON too.
    static func read(_ text: String, file: String) throws(BootProbeError) -> [Event]? {
        guard let start = text.utf8.firstIndex(where: { !" \t\r\n".utf8.contains($0) }),
            text.utf8[start] == UInt8(ascii: "{")
        else { return nil }
        let line = Substring(text[start...].utf8.prefix { $0 != 10 })
        let isLog = line.contains(ascii: "\"time\":") && !line.contains(ascii: "\"events\"")
        return isLog ? nil : try ImportFile.decode(LogEvents.self, from: Data(text.utf8), file: file).events
    }
}
