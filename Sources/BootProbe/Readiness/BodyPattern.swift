import Foundation
import UserInput

/// A regular expression in ICU's syntax that is sought in a body, for a bounded CPU time.
///
/// Nested repetitions such as `(a+)+$` need time that doubles with every further byte, and the thread that matches is the
/// one that probes for all launches.
struct BodyPattern: Sendable {
    enum Finding: Equatable {
        case found
        case missing
        /// The search took longer than it may.
        case givenUp
    }

    let text: String
    private let expression: NSRegularExpression

    /// CPU seconds that a search in `bytes` of text may take, which other work on the host does not use up: three times as many
    /// as one that repeats nothing twice.
    static func longestSearch(_ bytes: Int) -> Double { 0.1 + 1e-7 * Double(bytes) }

    /// - Throws: `badInput` where `text` is no regular expression.
    init(_ text: String) throws(BootProbeError) {
        self.text = text
        do {
            expression = try NSRegularExpression(pattern: text)
        } catch {
            throw BootProbeError(.badInput, "\(text.quoted) is no regular expression in ICU's syntax")
        }
    }

    func search(_ body: String) -> Finding {
        let deadline = ThreadClock.seconds + Self.longestSearch(body.utf8.count)
        var reports = 0
        var finding = Finding.missing
        let whole = NSRange(location: 0, length: (body as NSString).length)
        // Progress is reported at every position, and every few thousand steps (0.2 ms) at one.
        unsafe expression.enumerateMatches(in: body, options: .reportProgress, range: whole) { match, _, stop in
            reports += 1
            if match != nil {
                finding = .found
            } else if reports % 128 == 0, ThreadClock.seconds >= deadline {
                finding = .givenUp
            }
            if finding != .missing { unsafe stop.pointee = true }
        }
        return finding
    }
}
