/// The instants at which requests arrive, ascending, made or read one at a time so that memory stays flat.
package protocol ArrivalSource: Sendable {
    /// Nanoseconds since the start of the run, or nil after the last request.
    mutating func next() -> Int64?
}

extension ArrivalSource {
    /// Puts instants into `instants` while there is room, beginning with `first`, the last one that the source gave.
    ///
    /// - Returns: how many are before `end`, and the one after those; `Int64.max` for none.
    @inline(__always)
    mutating func fill(
        _ instants: inout ContiguousArray<Int64>, from first: Int64, before end: Int64
    ) -> (count: Int, following: Int64) {
        var following = first
        var count = 0
        var instants = instants.mutableSpan
        while following < end, count < instants.count {
            instants[count] = following
            count += 1
            following = next() ?? .max
        }
        return (count, following)
    }
}

/// What is done with a source of arrivals whose type is known only when the traffic is.
///
/// A generic function in a value: the loop over the requests is compiled for each type of source, so that no request
/// costs a call through an existential.
package protocol ArrivalVisitor {
    associatedtype Outcome

    func visit(_ arrivals: some ArrivalSource) -> Outcome
}

/// Requests at known instants: a live run replayed.
package struct RecordedArrivals: ArrivalSource {
    private let instants: [SimTime]
    private var position = 0

    /// - Parameter instants: ascending.
    package init(_ instants: [SimTime]) { self.instants = instants }

    package mutating func next() -> Int64? {
        guard position < instants.count else { return nil }
        defer { position += 1 }
        return instants[position].nanoseconds
    }
}

/// A source of any type; each arrival costs a call through an existential.
package struct AnyArrivals: ArrivalSource {
    private var source: any ArrivalSource

    package init(_ source: some ArrivalSource) { self.source = source }

    package mutating func next() -> Int64? { source.next() }
}

/// Puts a source into a box.
package struct ArrivalBoxing: ArrivalVisitor {
    package init() {}

    package func visit(_ arrivals: some ArrivalSource) -> AnyArrivals { AnyArrivals(arrivals) }
}

/// Collects the instants before `end`, in nanoseconds.
package struct ArrivalList: ArrivalVisitor {
    private let end: Int64

    package init(before end: SimTime) { self.end = end.nanoseconds }

    package func visit(_ arrivals: some ArrivalSource) -> [Int64] {
        var arrivals = arrivals
        var instants: [Int64] = []
        while let instant = arrivals.next(), instant < end { instants.append(instant) }
        return instants
    }
}
