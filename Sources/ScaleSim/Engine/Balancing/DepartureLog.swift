/// Requests in flight whose ends are known beforehand, as the recursion knows them: tells the balancer of each when its
/// time has come.
package struct DepartureLog: Sendable {
    private struct Departure: Comparable, Sendable {
        var time: Int64
        var replica: Int32

        static func < (left: Departure, right: Departure) -> Bool {
            left.time != right.time ? left.time < right.time : left.replica < right.replica
        }
    }

    private var departures = MinHeap<Departure>()

    package init() {}

    package mutating func add(replica: Int, at time: Int64) {
        departures.insert(Departure(time: time, replica: Int32(replica)))
    }

    /// Takes the requests that have departed by `time` off the balancer's numbers.
    @inline(__always)
    package mutating func release(until time: Int64, from balancer: inout Balancer) {
        while let departure = departures.min, departure.time <= time {
            departures.removeMin()
            balancer.release(Int(departure.replica))
        }
    }
}
