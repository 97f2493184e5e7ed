/// A view of a fixed stretch of memory, every access checked against its bounds.
///
/// It does not keep the memory alive: whoever hands one out owns the memory for as long as the view is used. In the
/// guest that is for ever.
@safe package struct Bytes {
    private let start: UnsafeMutablePointer<UInt8>
    package let count: Int

    package init(start: UnsafeMutablePointer<UInt8>, count: Int) {
        precondition(count >= 0)
        unsafe self.start = start
        self.count = count
    }

    /// Where the bytes begin, for code that checks by itself.
    @unsafe var base: UnsafeMutablePointer<UInt8> { unsafe start }

    package subscript(index: Int) -> UInt8 {
        get {
            precondition(index >= 0 && index < count)
            return unsafe start[index]
        }
        nonmutating set {
            precondition(index >= 0 && index < count)
            unsafe start[index] = newValue
        }
    }

    /// The bytes from `offset` on, `count` of them.
    package func part(_ offset: Int, count length: Int) -> Bytes {
        precondition(offset >= 0 && length >= 0 && length <= count - offset)
        return unsafe Bytes(start: start + offset, count: length)
    }

    /// The bytes from `offset` on, all of them.
    package func from(_ offset: Int) -> Bytes { part(offset, count: count - offset) }

    /// Copies all of `other` to `offset`; the two may overlap.
    package func copy(_ other: Bytes, to offset: Int) {
        let target = part(offset, count: other.count)
        unsafe target.start.update(from: other.start, count: other.count)
    }
}
