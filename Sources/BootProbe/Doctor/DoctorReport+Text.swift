import Foundation

extension DoctorReport {
    private static let width = 100

    /// Aligned, for a terminal of 100 columns.
    package var text: String {
        let idWidth = (capabilities + conditions).map(\.id.count).max() ?? 0
        func section(_ title: String, _ findings: [Finding]) -> [String] {
            [title] + findings.flatMap { Self.lines(of: $0, idWidth: idWidth) } + [""]
        }
        let lines =
            section("What can be launched", capabilities) + section("What would spoil a measurement", conditions)
            + WrappedText.lines(summary, width: Self.width)
        return lines.joined(separator: "\n")
    }

    /// State, id and what was found; below it, where it is in the way, why it matters and what to do.
    private static func lines(of finding: Finding, idWidth: Int) -> [String] {
        let head = "  \(finding.state.rawValue.padded(to: 7))  \(finding.id.padded(to: idWidth))  "
        let blank = String(repeating: " ", count: head.count)
        func block(_ text: String, after first: String) -> [String] {
            let rest = String(repeating: " ", count: first.count)
            return WrappedText.lines(text, width: width - first.count).enumerated().map { index, line in
                (index == 0 ? first : rest) + line
            }
        }
        var lines = block(finding.found, after: head)
        guard finding.isInTheWay else { return lines }
        lines += block(finding.why, after: "\(blank)why: ")
        if let remedy = finding.remedy { lines += block(remedy, after: "\(blank)do:  ") }
        return lines
    }
}
