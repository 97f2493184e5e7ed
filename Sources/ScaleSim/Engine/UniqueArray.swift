/// A growing array that has one owner, so that no write needs to ask whether another one sees it.
///
/// That question is a call at each write to a `ContiguousArray`, and was a quarter of what an event cost: 106 ns a
/// request with it, 80 ns without (`scalesim bench --cases events`). Name and meaning are those of swift-collections'
/// `UniqueArray`. Every index is checked.
@safe package struct UniqueArray<Element: ~Copyable>: ~Copyable {
    private var elements: UnsafeMutablePointer<Element>
    private var capacity: Int
    package private(set) var count = 0

    package init() {
        capacity = 8
        unsafe elements = .allocate(capacity: capacity)
    }

    deinit {
        unsafe elements.deinitialize(count: count)
        unsafe elements.deallocate()
    }

    package var indices: Range<Int> { 0..<count }

    package subscript(index: Int) -> Element {
        @inline(__always) _read {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "an index is of an element")
            yield unsafe elements[index]
        }
        @inline(__always) _modify {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "an index is of an element")
            yield unsafe &elements[index]
        }
    }

    @inline(__always)
    package mutating func append(_ element: consuming Element) {
        if count == capacity { grow() }
        unsafe (elements + count).initialize(to: element)
        count += 1
    }

    /// There must be an element.
    @inline(__always)
    package mutating func removeLast() -> Element {
        precondition(count > 0, "there is an element")
        count -= 1
        return unsafe (elements + count).move()
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
        unsafe larger.moveInitialize(from: elements, count: count)
        unsafe elements.deallocate()
        unsafe elements = larger
        capacity *= 2
    }
}
