/// Requests that wait at the balancer because no replica is ready, first come first served.
package struct WaitingRoom: Sendable {
    package struct Request: Sendable {
        package var index: UInt64
        package var arrival: Int64
    }

    private var requests: ContiguousArray<Request> = []
    /// Those before this position have left.
    private var head = 0

    package init() {}

    package var isEmpty: Bool { head == requests.count }

    package mutating func enter(_ index: UInt64, at arrival: Int64) {
        requests.append(Request(index: index, arrival: arrival))
    }

    package mutating func leave() -> Request? {
        guard !isEmpty else {
            requests.removeAll(keepingCapacity: true)
            head = 0
            return nil
        }
        defer { head += 1 }
        return requests[head]
    }
}
