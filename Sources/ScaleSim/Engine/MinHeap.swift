/// A binary heap of small structs in contiguous storage: the least element comes out first.
///
/// `Element` must have a total order, otherwise what comes out would depend on the order of insertion.
package struct MinHeap<Element: Comparable & Sendable>: Sendable {
    private var elements: ContiguousArray<Element> = []

    package init() {}

    package var min: Element? { elements.first }

    /// O(log n).
    package mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard element < elements[parent] else { break }
            elements[child] = elements[parent]
            child = parent
        }
        elements[child] = element
    }

    /// Removes and returns the least element; O(log n). The heap must not be empty.
    @discardableResult
    package mutating func removeMin() -> Element {
        let least = elements[0]
        let moved = elements.removeLast()
        if !elements.isEmpty { sink(moved) }
        return least
    }

    /// Puts `element` in the place of the root and lets it sink to where it belongs.
    private mutating func sink(_ element: Element) {
        let count = elements.count
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < count else { break }
            if child + 1 < count, elements[child + 1] < elements[child] { child += 1 }
            guard elements[child] < element else { break }
            elements[parent] = elements[child]
            parent = child
        }
        elements[parent] = element
    }
}
