/// Events, the next one in front: a binary heap.
///
/// Most events end with another of about the same kind being added, a departure with the start of the next service.
/// The place of a removed event is therefore left open until one is added or the next one taken, which costs one sift
/// instead of two.
package struct EventHeap: ~Copyable {
    /// `Event.never` stands at the end, so that what has one child has two, and once more, so that a front that was taken
    /// has two as well.
    private var heap = UniqueArray<Event>()
    /// Whether the front has been taken and its place is open.
    private var isFrontTaken = false

    private static var sentinels: Int { 2 }

    package init() { for _ in 0..<Self.sentinels { heap.append(.never) } }

    /// Events in it.
    package var count: Int { heap.count - Self.sentinels - (isFrontTaken ? 1 : 0) }

    /// The next event; `Event.never` without any.
    package var min: Event {
        guard isFrontTaken else { return heap[0] }
        return heap[heap[2] < heap[1] ? 2 : 1]
    }

    package mutating func insert(_ event: Event) {
        if isFrontTaken {
            isFrontTaken = false
            sink(event)
        } else {
            rise(event)
        }
    }

    /// Takes the next event, which there must be.
    package mutating func removeMin() -> Event {
        if isFrontTaken { closeFront() }
        isFrontTaken = true
        return heap[0]
    }

    private mutating func closeFront() {
        _ = heap.removeLast()
        let last = heap.count - 1
        let moved = heap[last]
        heap[last] = .never
        sink(moved)
    }

    /// Adds a place at the end and lets `event` rise from there to where it belongs.
    private mutating func rise(_ event: Event) {
        var child = heap.count - 1
        heap.append(.never)
        while child > 0 {
            let parent = (child - 1) / 2
            guard event < heap[parent] else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = event
    }

    /// Lets `event` sink from the open place at the front to where it belongs.
    private mutating func sink(_ event: Event) {
        let count = heap.count
        var parent = 0
        var second = 2
        while second < count {
            // A difference in place of a branch, which no processor could predict.
            let child = second - (heap[second] < heap[second - 1] ? 0 : 1)
            guard heap[child] < event else { break }
            heap[parent] = heap[child]
            parent = child
            second = 2 * child + 2
        }
        heap[parent] = event
    }
}
