/// A binary heap of small structs in contiguous storage: the least element comes out first.
///
/// `Element` must have a total order, otherwise what comes out would depend on the order of insertion.
package struct MinHeap<Element: Comparable & Sendable>: Sendable {
    private var elements: ContiguousArray<Element> = []

    package init() {}

    package var isEmpty: Bool { elements.isEmpty }
    package var count: Int { elements.count }

    package var min: Element? { elements.first }

    /// O(log n).
    package mutating func insert(_ element: Element) {
        elements.append(element)
        var heap = elements.mutableSpan
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard element < heap[parent] else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = element
    }

    /// Removes and returns the least element; O(log n). The heap must not be empty.
    @discardableResult
    package mutating func removeMin() -> Element {
        let least = elements[0]
        let moved = elements.removeLast()
        if !elements.isEmpty { sink(moved) }
        return least
    }

    /// Puts `element` in the place of the least one, at the cost of a removal alone. The heap must not be empty.
    package mutating func replaceMin(with element: Element) { sink(element) }

    /// Puts `element` in the place of the root and lets it sink to where it belongs.
    private mutating func sink(_ element: Element) {
        var heap = elements.mutableSpan
        let count = heap.count
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < count else { break }
            if child + 1 < count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < element else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = element
    }
}
