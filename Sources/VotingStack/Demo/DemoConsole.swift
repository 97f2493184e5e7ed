import BootProbe
import Foundation

/// What a long run tells the person who waits for it: numbered steps, a progress line, findings.
package struct DemoConsole: Sendable {
    private let steps: Int
    package let progress: ProgressLine
    private let start: HostInstant

    /// - Parameter steps: Of the demonstration, when left out: images, measure, load, fit, simulate, live, validate, report.
    package init(progress: ProgressLine = ProgressLine(), start: HostInstant = .now, steps: Int = 8) {
        self.steps = steps
        self.progress = progress
        self.start = start
    }

    /// Begins step `number`.
    package func step(_ number: Int, _ title: String, expectedSeconds: Double? = nil) {
        progress.finish()
        say("[\(number)/\(steps)] \(title)")
        progress.begin(title, expectedSeconds: expectedSeconds)
    }

    package func say(_ text: String) {
        progress.finish()
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
