import BootProbe
import Foundation

/// What a demonstration tells the person who waits for it: numbered steps, a progress line, findings.
package struct DemoConsole: Sendable {
    /// Images, measure, load, fit, simulate, live, validate, report.
    private static let steps = 8

    package let progress: ProgressLine
    private let start: HostInstant

    package init(progress: ProgressLine = ProgressLine(), start: HostInstant = .now) {
        self.progress = progress
        self.start = start
    }

    /// Begins step `number`.
    package func step(_ number: Int, _ title: String, expectedSeconds: Double? = nil) {
        progress.finish()
        say("[\(number)/\(Self.steps)] \(title)")
        progress.begin(title, expectedSeconds: expectedSeconds)
    }

    package func say(_ text: String) {
        progress.finish()
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
