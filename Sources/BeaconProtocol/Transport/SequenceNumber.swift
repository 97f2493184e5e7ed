/// A TCP sequence number, whose order is that of the nearer half of the circle (RFC 9293, 3.4).
package struct SequenceNumber: Equatable, BitwiseCopyable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static func + (number: SequenceNumber, distance: Int) -> SequenceNumber {
        SequenceNumber(rawValue: number.rawValue &+ UInt32(truncatingIfNeeded: distance))
    }

    /// How far `other` is behind: negative where it is ahead.
    package static func - (number: SequenceNumber, other: SequenceNumber) -> Int {
        Int(Int32(bitPattern: number.rawValue &- other.rawValue))
    }

    package static func < (number: SequenceNumber, other: SequenceNumber) -> Bool { number - other < 0 }
    package static func <= (number: SequenceNumber, other: SequenceNumber) -> Bool { number - other <= 0 }
}
