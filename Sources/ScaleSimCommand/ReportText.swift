import BootProbe
import Foundation

/// Tables, numbers and lines of text reports.
enum ReportText {
    /// A table as all reports of scalesim have it, set in a little.
    ///
    /// - Parameter numbers: which columns are set right; all but the first when left out.
    static func table(_ header: [String], _ rows: [[String]], numbers: [Bool]? = nil) -> String {
        var table = TextTable(header: header, numbers: numbers, indent: 2)
        for row in rows { table.append(row) }
        return table.text
    }

    static func duration(_ seconds: Double) -> String {
        if seconds >= 10 { return "\(decimal(seconds, 1)) s" }
        if seconds >= 1 { return "\(decimal(seconds, 2)) s" }
        // Calls to a cache take microseconds, and 0.0 ms says nothing.
        if seconds > 0, seconds < 0.001 { return "\(decimal(seconds * 1_000_000, seconds < 1e-5 ? 1 : 0)) µs" }
        return "\(decimal(seconds * 1000, 1)) ms"
    }

    static func decimal(_ value: Double, _ places: Int) -> String {
        value.formatted(.number.precision(.fractionLength(places)).locale(Locale(identifier: "en_US")))
    }

    /// `text` in lines of at most `width` characters, broken between words.
    static func wrapped(_ text: String, width: Int, indent: String) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, indent.count + line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return (lines + [line]).joined(separator: "\n" + indent)
    }
}
