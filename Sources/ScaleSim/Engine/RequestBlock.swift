/// Successive requests as columns, which one part of the engine fills in and the next one reads.
///
/// A part that goes through a column keeps what it needs in registers, in place of loading it anew for each request.
package struct RequestBlock: Sendable {
    package static let capacity = 256

    package var count = 0
    /// Index of the first request.
    package var firstIndex: UInt64 = 0
    /// Nanoseconds since the start of the run, as `starts` and `answers`.
    package var arrivals = Self.column(of: Int64(0))
    package var replicas = Self.column(of: Int32(0))
    /// Server-nanoseconds.
    package var occupancies = Self.column(of: Int64(0))
    package var starts = Self.column(of: Int64(0))
    /// When they are answered, whether or not the client still waits.
    package var answers = Self.column(of: Int64(0))

    package init() {}

    private static func column<Element>(of element: Element) -> ContiguousArray<Element> {
        ContiguousArray(repeating: element, count: capacity)
    }

    /// What becomes of a request whose client waits for `timeout` nanoseconds.
    package func outcome(at position: Int, timeout: Int64) -> RequestOutcome {
        RequestOutcome(
            index: firstIndex + UInt64(position), arrival: arrivals[position], start: starts[position],
            answer: answers[position], timeout: timeout, replica: replicas[position])
    }
}
