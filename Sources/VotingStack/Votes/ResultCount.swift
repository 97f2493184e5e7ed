import BootProbe
import Foundation
import FoundationNetworking

/// One count of the votes, as the result page shows it.
package struct ResultCount: Sendable, Equatable {
    package var total: Int
    /// By the wall clock, in seconds since 1970.
    package var countedAt: Double

    private struct Answer: Decodable {
        var total: Int
        /// Nil before the first count.
        var countedAt: String?
    }

    private static let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// What `page` shows now; nil before its first count.
    ///
    /// - Throws: `failed` where it does not answer as it should.
    package static func shown(by page: Endpoint) throws(BootProbeError) -> ResultCount? {
        do {
            guard let url = URL(string: "http://\(page)/api/results") else { return nil }
            let answer = try JSONDecoder().decode(Answer.self, from: Data(contentsOf: url))
            return try answer.countedAt.map {
                ResultCount(total: answer.total, countedAt: try Date($0, strategy: format).timeIntervalSince1970)
            }
        } catch {
            throw BootProbeError(.failed, "the result page does not answer", underlying: "\(error)")
        }
    }
}
