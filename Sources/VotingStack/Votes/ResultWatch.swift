import BootProbe
import Foundation
import FoundationNetworking
import Synchronization

/// Asks the result page again and again for what it shows.
final class ResultWatch: Sendable {
    /// One count of the votes by the page, at an instant by the wall clock, in seconds since 1970.
    struct Count: Sendable, Equatable {
        var total: Int
        var countedAt: Double
    }

    private static let pauseSeconds = 0.1

    private let page: URL?
    private let counts = Mutex<[Count]>([])
    private let isOver = Mutex(false)
    private let thread = Mutex<DedicatedThread<Void, Never>?>(nil)

    init(_ endpoint: Endpoint) { page = URL(string: "http://\(endpoint)/api/results") }

    func begin() {
        let thread = DedicatedThread<Void, Never>(name: "result watch") { [self] in
            while !isOver.withLock({ $0 }) {
                look()
                Thread.sleep(forTimeInterval: Self.pauseSeconds)
            }
        }
        self.thread.withLock { $0 = thread }
    }

    /// Ends the watch; what it has seen, in the order of time.
    func end() -> [Count] {
        isOver.withLock { $0 = true }
        thread.withLock { $0 }?.wait()
        return counts.withLock { $0 }
    }

    private struct Answer: Decodable {
        var total: Int
        var countedAt: String?
    }

    /// A page that does not answer shows nothing new.
    private func look() {
        guard let page, let data = try? Data(contentsOf: page),
            let answer = try? JSONDecoder().decode(Answer.self, from: data),
            let text = answer.countedAt, let date = try? Date(text, strategy: Self.format)
        else { return }
        let count = Count(total: answer.total, countedAt: date.timeIntervalSince1970)
        counts.withLock { if $0.last != count { $0.append(count) } }
    }

    private static let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
