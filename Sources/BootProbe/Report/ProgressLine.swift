import Dispatch
import Foundation
import Glibc
import Synchronization

/// Shows how far a long step is: on one line of a terminal, on a new line of a log now and then.
///
/// On a terminal a step that ends within two seconds is never shown, and the line redraws itself twice a second, so that
/// the estimated rest counts down during a long trial. Elsewhere a step is told once a minute, and a shorter one never. One
/// step at a time.
package final class ProgressLine: Sendable {
    private struct Step {
        /// Tells a redraw that was planned for an earlier step from one for this.
        var number: Int
        var state: ProgressState?
        var isDrawn = false
    }

    /// When a step is shown for the first time, and how often again.
    package struct Timing: Sendable {
        package var quietSeconds: Double
        package var redrawSeconds: Double

        package init(quietSeconds: Double, redrawSeconds: Double) {
            self.quietSeconds = quietSeconds
            self.redrawSeconds = redrawSeconds
        }

        static let terminal = Timing(quietSeconds: 2, redrawSeconds: 0.5)
        static let log = Timing(quietSeconds: 60, redrawSeconds: 60)
    }

    private let step = Mutex(Step(number: 0))
    private let isTerminal: Bool
    private let timing: Timing
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - isTerminal: Whether a line can be drawn again; by default, whether standard error is a terminal.
    ///   - timing: By default as is fit for a terminal or a log.
    ///   - write: Takes what is drawn; by default, standard error does.
    package init(
        isTerminal: Bool = isatty(STDERR_FILENO) == 1, timing: Timing? = nil,
        write: @escaping @Sendable (String) -> Void = ProgressLine.standardError
    ) {
        self.isTerminal = isTerminal
        self.timing = timing ?? (isTerminal ? .terminal : .log)
        self.write = write
    }

    package static let standardError: @Sendable (String) -> Void = { text in
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// Begins a step, which ends the one before.
    ///
    /// - Parameter expectedSeconds: How long it is thought to take, until `update` knows better.
    package func begin(_ label: String, expectedSeconds: Double? = nil) {
        finish()
        let number = step.withLock { step in
            step = Step(
                number: step.number + 1,
                state: ProgressState(label: label, begunAt: .now, expectedSeconds: expectedSeconds))
            return step.number
        }
        draw(step: number, after: timing.quietSeconds)
    }

    /// Tells how far the step is.
    ///
    /// - Parameters:
    ///   - remainingSeconds: Nil leaves the estimate to the share that is done.
    ///   - detail: What is being done now.
    package func update(done: Int, of total: Int, remainingSeconds: Double? = nil, detail: String? = nil) {
        step.withLock { step in
            step.state?.update(done: done, of: total, remainingSeconds: remainingSeconds, detail: detail, at: .now)
        }
    }

    /// Tells how far a campaign is.
    package func update(_ status: CampaignRunner.Status) {
        update(
            done: status.done, of: status.total, remainingSeconds: status.remainingSeconds,
            detail: status.target?.description)
    }

    /// Tells which share of the step, from 0 to 1, is done; nil where that is not known.
    package func update(fraction: Double?, detail: String) {
        step.withLock { step in step.state?.update(fraction: fraction, detail: detail, at: .now) }
    }

    /// Ends the step and removes its line.
    package func finish() {
        step.withLock { step in
            if step.isDrawn, isTerminal { write(Self.clearLine) }
            step.state = nil
            step.isDrawn = false
        }
    }

    private static let clearLine = "\r\u{1B}[K"

    /// Draws the step `number` after `seconds`, and again until it ends.
    private func draw(step number: Int, after seconds: Double) {
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in
            guard let self, self.draw(step: number) else { return }
            self.draw(step: number, after: self.timing.redrawSeconds)
        }
    }

    /// Whether the step `number` is still under way, in which case it was drawn.
    private func draw(step number: Int) -> Bool {
        step.withLock { step in
            guard step.number == number, let state = step.state else { return false }
            write(isTerminal ? Self.clearLine + state.line(at: .now) : state.line(at: .now) + "\n")
            step.isDrawn = true
            return true
        }
    }
}
