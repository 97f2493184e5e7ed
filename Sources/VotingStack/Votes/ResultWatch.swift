import BootProbe
import Foundation

/// Asks the result page again and again for what it shows.
final class ResultWatch: Sendable {
    private static let pauseSeconds = 0.1

    private let cancellation = Cancellation()
    private let thread: DedicatedThread<[ResultCount], Never>

    /// Begins.
    init(_ page: Endpoint) {
        thread = DedicatedThread(name: "result watch") { [cancellation] in
            var counts: [ResultCount] = []
            while !cancellation.isCancelled {
                // A page that does not answer shows nothing new.
                if let count = try? ResultCount.shown(by: page), count != counts.last { counts.append(count) }
                Thread.sleep(forTimeInterval: Self.pauseSeconds)
            }
            return counts
        }
    }

    /// Ends the watch; what it has seen, in the order of time.
    func end() -> [ResultCount] {
        cancellation.cancel()
        return thread.wait()
    }
}
