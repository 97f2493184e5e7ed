import Foundation
import Synchronization

/// One line on the terminal that says how far a simulation is and how long it will take; nothing in a pipe.
final class Progress: Sendable {
    private let total: Int
    private let start = ContinuousClock.now
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let isShown = Mutex(false)

    init(total: Int) { self.total = total }

    /// - Parameter done: replications done so far.
    func report(done: Int) {
        let elapsed = ContinuousClock.now - start
        // Short runs need no progress.
        guard isTerminal, elapsed > .seconds(1), done < total else { return }
        let remaining = elapsed / Double(done) * Double(total - done)
        isShown.withLock { $0 = true }
        show("\(done) of \(total) replications, \(remaining.components.seconds + 1) s to go")
    }

    func end() {
        if isShown.withLock({ $0 }) { show("") }
    }

    private func show(_ text: String) {
        // Back to the start of the line, and clear what follows.
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
}
