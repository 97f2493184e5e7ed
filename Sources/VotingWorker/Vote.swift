import Foundation

/// One vote as the vote page queues it: `{"voter_id": "…", "vote": "a", "cast_at": 1700000000000000}`.
package struct Vote: Codable, Equatable {
    package var voterID: String
    package var option: String
    /// Microseconds since 1970, UTC, by the clock of the replica that took the vote.
    package var castAtMicroseconds: Int64

    private enum CodingKeys: String, CodingKey {
        case voterID = "voter_id"
        case option = "vote"
        case castAtMicroseconds = "cast_at"
    }

    /// The vote in a queue entry, or nil where the entry is not one: a database that refused one entry would hold up
    /// all that are queued behind it.
    package static func parse(_ payload: [UInt8]) -> Vote? {
        guard let vote = try? JSONDecoder().decode(Vote.self, from: Data(payload)),
            isIdentifier(vote.voterID), isIdentifier(vote.option),
            (0...latestCastAtMicroseconds).contains(vote.castAtMicroseconds)
        else { return nil }
        return vote
    }

    /// The end of the year 9999: PostgreSQL's timestamps reach further, but no clock does.
    private static let latestCastAtMicroseconds: Int64 = 253_402_300_799_999_999

    private static func isIdentifier(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
