import BootProbe
import Foundation
import Testing
import TestSupport

@Suite("Times as comma-separated values")
struct TimesCSVTests {
    static func parse(_ text: String, _ csv: TimesCSV = TimesCSV()) throws -> ImportedTrials {
        try csv.parse(Array(text.utf8), file: "times.csv", image: "page", technology: .vm)
    }

    static func exact(_ seconds: Double...) -> [ImportedTrial.Outcome] {
        seconds.map { .answered(lower: $0, upper: $0) }
    }

    @Test(
        "one column is read with a header or without, whatever ends its lines",
        arguments: [
            "1.5\n2\n", "seconds\n1.5\n2\n", "\u{FEFF}seconds\r\n1.5\r\n2", "\"a \"\"b\"\"\"\n\"1.5\"\n\n 2 \n",
        ])
    func oneColumn(text: String) throws {
        let trials = try Self.parse(text)
        #expect(trials.trials.map(\.outcome) == Self.exact(1.5, 2))
        #expect(trials.image == "page" && trials.technology == .vm)
    }

    @Test("a named column is found among others, in milliseconds, with starts given up marked")
    func columns() throws {
        let text = "host,\"boot, ms\",gave_up\na,350,no\n\"b\nc\",3e4,TRUE\nd,,0\ne,0,\n"
        let trials = try Self.parse(
            text, TimesCSV(column: "boot, ms", unit: .milliseconds, censoringColumn: "gave_up"))
        #expect(trials.trials.map(\.outcome) == [Self.exact(0.35)[0], .censored(after: 30), Self.exact(0)[0]])
        #expect(trials.leftOut == [.init(reason: "no time in the row", count: 1)])
        #expect(trials.source.contains("milliseconds") && trials.source.contains("boot, ms"))
    }

    @Test("beside a column of marks the other one is the times")
    func markOnly() throws {
        let trials = try Self.parse("t,c\n1,1\n2,0\n", TimesCSV(censoringColumn: "c"))
        #expect(trials.trials.map(\.outcome) == [.censored(after: 1), Self.exact(2)[0]])
    }

    static let mistakes: [(String, TimesCSV, [String])] = [
        ("", TimesCSV(), ["times.csv: ", "empty"]), ("seconds\n", TimesCSV(), ["times.csv:1: ", "only a header"]),
        ("a,b\n1,2\n", TimesCSV(), ["times.csv:1: ", "has 2 columns", "--column"]),
        ("a,boot\n1,2\n", TimesCSV(column: "bot"), ["times.csv:1: --column: ", "did you mean `boot`"]),
        ("a,a\n1,2\n", TimesCSV(column: "a"), ["several columns are called `a`"]),
        ("a\n1\n", TimesCSV(censoringColumn: "c"), ["--censored: no column `c`"]),
        ("a\n1\nfast\n", TimesCSV(), ["times.csv:3: ", "at least 0 in s", "`fast`"]),
        ("1\n-2\n", TimesCSV(), ["times.csv:2: ", "`-2`"]), ("1\nnan\n", TimesCSV(), ["times.csv:2: ", "`nan`"]),
        ("1\ninf\n", TimesCSV(), ["times.csv:2: "]), ("1\n1e999\n", TimesCSV(), ["times.csv:2: "]),
        ("1\n1e12\n", TimesCSV(), ["times.csv:2: "]), ("1\n0x10\n", TimesCSV(), ["times.csv:2: "]),
        ("1\n2,3\n", TimesCSV(), ["times.csv:2: ", "as many cells as in the first row, 1, found 2"]),
        ("a\n\"1\n2\n", TimesCSV(), ["times.csv:2: ", "does not end"]),
        ("a\n\"1\"2\n", TimesCSV(), ["times.csv:2: ", "behind a quoted cell"]),
        ("\"a\nb\"\n1\n\n\"x\ny\"\n", TimesCSV(), ["times.csv:5: ", "`x\\ny`"]),
        ("t,c\n1,maybe\n", TimesCSV(column: "t", censoringColumn: "c"), ["times.csv:2: ", "`maybe`"]),
    ]

    @Test("a mistake is told with file, line and what was expected", arguments: mistakes)
    func toldPrecisely(text: String, csv: TimesCSV, fragments: [String]) {
        let error = #expect(throws: BootProbeError.self) { try Self.parse(text, csv) }
        #expect(error?.code == .badInput)
        for fragment in fragments {
            #expect(error?.description.contains(fragment) == true, "\(error?.description ?? "") lacks \(fragment)")
        }
    }

    @Test("bytes that are no text do not crash the reader")
    func hostile() {
        var bytes: [UInt8] = [0xFF, 0xFE, 0x22, 0x0D, 0x0A, 0x2C, 0x00, 0x31]
        for seed in 0..<200 {
            bytes.swapAt(seed % 8, (seed * 5 + 3) % 8)
            _ = try? TimesCSV().parse(bytes + bytes, file: "x", image: "page", technology: .vm)
        }
    }

    @Test("a pipe, a directory and a device are refused and not waited for")
    func noFiles() throws {
        let folder = try TemporaryDirectory()
        let pipe = folder.file("pipe")
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        for path in [pipe, folder.path, "/dev/zero", folder.file("absent")] {
            let error = #expect(throws: BootProbeError.self) {
                try TimesCSV().read(contentsOf: path, image: "page", technology: .vm)
            }
            #expect(error?.code == .noInput)
            #expect(error?.description.contains(path) == true)
        }
    }
}
