import Foundation
import UserInput

/// An instant as Kubernetes writes it (apimachinery `meta/v1` `Time`): RFC 3339, cut to whole seconds.
///
/// The instant itself lies within the second that begins here.
struct WholeSecondStamp: Decodable, Sendable, Hashable, Comparable {
    /// Whole seconds since 1970.
    let seconds: Double

    init(seconds: Double) { self.seconds = seconds }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        // Longer texts are no stamps, and need not be parsed to know it.
        guard text.utf8.count <= 40, let date = try? Date(text, strategy: .iso8601) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "expected a time such as 2026-01-31T12:00:00Z, found \(text.quoted)")
        }
        seconds = date.timeIntervalSince1970.rounded(.down)
    }

    var date: Date { Date(timeIntervalSince1970: seconds) }

    static func < (left: WholeSecondStamp, right: WholeSecondStamp) -> Bool { left.seconds < right.seconds }

    /// The seconds from `start` to this lie between these bounds; nil where this comes before `start`, which happens
    /// where two machines' clocks differ.
    ///
    /// With both instants cut to whole seconds, a difference of d stands for anything in (d − 1, d + 1).
    func bounds(since start: WholeSecondStamp) -> (lower: Double, upper: Double)? {
        let difference = seconds - start.seconds
        return difference >= 0 ? (max(0, difference - 1), difference + 1) : nil
    }
}
