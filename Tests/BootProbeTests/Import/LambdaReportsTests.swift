import BootProbe
import Foundation
import Testing
import TestSupport

@Suite("Reports of AWS Lambda")
struct LambdaReportsTests {
    static func read(_ name: String) throws -> [ImportedTrials] {
        try LambdaReports.read(
            contentsOf: Repository.file("Tests/BootProbeTests/Fixtures/\(name)"), image: "vote")
    }

    static func parse(_ text: String) throws -> [ImportedTrials] {
        try LambdaReports.parse(text, file: "vote.log", image: "vote")
    }

    @Test("cold starts of a log are read, warm invocations counted, failed initialisations rows")
    func log() throws {
        let imported = try Self.read("lambda.log")
        #expect(imported.map(\.image) == ["vote"] && imported[0].technology == .microvm)
        #expect(imported[0].source.contains("512 MB"))
        let outcomes = imported[0].trials.map(\.outcome)
        #expect(outcomes.count == 5)
        guard case .answered(let lower, let upper) = outcomes[0] else { throw Mismatch() }
        #expect(abs(lower - 0.318_965) < 1e-12 && abs(upper - 0.318_975) < 1e-12)
        #expect(
            Array(outcomes[2...]) == [
                .failed(reason: "initialisation failed after 9.999 s: timeout"),
                .failed(reason: "initialisation failed after 0.215 s: error, Runtime.ImportModuleError"),
                .failed(reason: "first invocation failed: timeout"),
            ])
        #expect(imported[0].leftOut.map(\.count) == [3])
    }

    @Test("a start began its whole duration before its report, and the first invocation is a phase")
    func times() throws {
        let first = try Self.read("lambda.log")[0].trials[0]
        #expect(first.phases.map(\.name) == ["initialised", "first invocation"])
        #expect(abs((first.phases.last?.upper ?? 0) - 0.333_600) < 1e-9)
        let reported = try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse("2026-03-02T09:30:01.346Z")
        #expect(abs((first.startedAt ?? .distantPast).timeIntervalSince(reported) + 0.333_59) < 1e-3)
    }

    @Test("events of the command line tool are read; memory sizes and restored snapshots are kept apart")
    func events() throws {
        let imported = try Self.read("lambda-events.json")
        #expect(imported.map(\.image) == ["vote-512mb", "vote-1024mb", "vote-1024mb-restored"])
        #expect(imported.map(\.trials.count) == [1, 1, 1])
        #expect(imported[0].leftOut.map(\.count) == [1])
        #expect(imported[2].trials[0].phases.map(\.name) == ["restored", "first invocation"])
        #expect(imported[0].trials[0].startedAt != nil)
    }

    @Test("reports as JSON lines are the same reports")
    func jsonLines() throws {
        let imported = try Self.read("lambda-json.log")
        #expect(imported.map(\.image) == ["vote"] && imported[0].source.contains("256 MB"))
        #expect(imported[0].trials.count == 2 && imported[0].leftOut.map(\.count) == [1])
        #expect(
            imported[0].trials[1].outcome
                == .failed(reason: "initialisation failed after 0.099 s: error, Runtime.ExitError"))
    }

    @Test("a report whose tabs became blanks is read too")
    func blanks() throws {
        let line = """
            REPORT RequestId: 1  Duration: 2.00 ms  Billed Duration: 3 ms  Memory Size: 128 MB  \
            Max Memory Used: 50 MB  Init Duration: 100.00 ms
            """
        #expect(try Self.parse(line)[0].trials.count == 1)
        #expect(try Self.parse(line + "\r\n" + line + "\r\n")[0].trials.count == 2)
    }

    static let report = "REPORT RequestId: 1\tDuration: 2.00 ms\tMemory Size: 128 MB\tInit Duration: 100.00 ms\t"

    @Test(
        "a mistake is told with file and line",
        arguments: [
            ("100.00", "many", "line 2: expected milliseconds behind `Init Duration:`, found `many`"),
            ("100.00", "nan", "`Init Duration:`"), ("100.00", "-1", "`Init Duration:`"),
            ("100.00", "1e300", "`Init Duration:`"), ("2.00", "inf", "`Duration:`"), ("2.00", "0x10", "`Duration:`"),
            ("128", "99999999999999999999", "line 2: expected whole MB behind `Memory Size:`"),
            ("REPORT", "RAPPORT", "no report"),
        ])
    func mistakes(original: String, mistake: String, fragment: String) throws {
        let text = "START\n" + Self.report.replacing(original, with: mistake)
        let error = #expect(throws: BootProbeError.self) { try Self.parse(text) }
        #expect(error?.code == .badInput)
        #expect(error?.description.contains(fragment) == true, "\(error?.description ?? "")")
    }

    @Test(
        "JSON that is none of the formats is told by its field",
        arguments: [
            (#"{"events": [{"message": 5}]}"#, "events[0].message"), (#"{"events": {}}"#, "events"),
            (#"{"event": []}"#, "`events` is missing"), (#"{"events": []}"#, "no report"), ("{", "not JSON"),
            (#"{"time": "", "type": "platform.report", "record": {"metrics": {"durationMs": "x"}}}"#, "line 1.record"),
            (#"{"time": "", "type": "platform.report", "record": {"metrics": {"durationMs": -1}}}"#, "line 1"),
            (#"{"events": [{"message": "REPORT RequestId: 1 Duration: x ms"}]}"#, "events[0].message: expected"),
        ])
    func wrongJSON(text: String, fragment: String) throws {
        let error = #expect(throws: BootProbeError.self) { try Self.parse(text) }
        #expect(error?.code == .badInput)
        #expect(error?.description.contains(fragment) == true, "\(error?.description ?? "")")
    }

    @Test("hostile logs do not crash the reader")
    func hostile() {
        for length in 0..<Self.report.count { _ = try? Self.parse(String(Self.report.prefix(length))) }
        for text in [
            String(repeating: "{", count: 200_000), "{\"events\":" + String(repeating: "[", count: 200_000),
            String(repeating: "REPORT RequestId:", count: 10_000), Self.report + "Status: \u{0}\u{301}",
            #"{"events": [{"timestamp": 1e308, "message": "\#(Self.report.replacing("\t", with: " "))"}]}"#,
            "99999999999-01-01T00:00:00Z " + Self.report,
        ] { _ = try? Self.parse(text) }
    }

    struct Mismatch: Error {}
}
