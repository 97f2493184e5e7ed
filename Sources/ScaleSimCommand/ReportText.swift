import Foundation

/// Tables and numbers of text reports.
enum ReportText {
    /// Columns as wide as their widest cell, `gap` apart.
    static func table(_ rows: [[String]], gap: Int = 3) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return ("  " + cells.joined(separator: String(repeating: " ", count: gap))).trimmingSuffix { $0 == " " }
        }.joined(separator: "\n")
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

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        guard let last = lastIndex(where: { !isTrimmed($0) }) else { return "" }
        return String(self[...last])
    }
}
