/// A fixed number of values in memory that was handed in, every access checked against its bounds.
///
/// An `InlineArray` would make its owner so large that each copy the compiler makes of it is felt. Like `Bytes`, it does
/// not keep the memory alive; all copies are views of the same values, which need no cleaning up.
@safe struct FixedTable<Element: BitwiseCopyable> {
    private let start: UnsafeMutablePointer<Element>
    let count: Int

    static func memorySize(count: Int) -> Int { count * MemoryLayout<Element>.stride + MemoryLayout<Element>.alignment }

    /// - Parameter memory: at least `memorySize(count:)` bytes.
    init(_ memory: Bytes, count: Int, repeating value: Element) {
        precondition(memory.count >= Self.memorySize(count: count))
        unsafe start = memory.aligned(for: Element.self)
        self.count = count
        unsafe start.initialize(repeating: value, count: count)
    }

    subscript(index: Int) -> Element {
        _read {
            precondition(index >= 0 && index < count)
            yield unsafe start[index]
        }
        nonmutating _modify {
            precondition(index >= 0 && index < count)
            yield unsafe &start[index]
        }
    }
}

extension Bytes {
    /// The first address at which a value of the type may lie.
    @unsafe fileprivate func aligned<Element>(for type: Element.Type) -> UnsafeMutablePointer<Element> {
        let raw = unsafe UnsafeMutableRawPointer(base).alignedUp(for: type)
        return unsafe raw.assumingMemoryBound(to: type)
    }
}
