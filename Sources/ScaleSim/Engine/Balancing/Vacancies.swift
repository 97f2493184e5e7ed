/// Replicas with room for a request, the one launched first in front: HAProxy's `first`, in O(log replicas).
package struct Vacancies: Sendable {
    private var order = MinHeap<Int32>()
    private var isOpen: ContiguousArray<Bool> = []
    /// Whether a replica stands in `order`, where it may wait closed until it comes to the front.
    private var isListed: ContiguousArray<Bool> = []

    package init() {}

    package mutating func addReplica() {
        isOpen.append(false)
        isListed.append(false)
    }

    package mutating func open(_ replica: Int) {
        isOpen[replica] = true
        guard !isListed[replica] else { return }
        isListed[replica] = true
        order.insert(Int32(replica))
    }

    package mutating func close(_ replica: Int) { isOpen[replica] = false }

    package var first: Int? {
        mutating get {
            while let replica = order.min {
                if isOpen[Int(replica)] { return Int(replica) }
                isListed[Int(replica)] = false
                order.removeMin()
            }
            return nil
        }
    }
}
