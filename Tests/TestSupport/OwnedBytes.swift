import BeaconProtocol

/// Memory for `Bytes`, freed with its owner.
@safe package final class OwnedBytes {
    package let bytes: Bytes
    private let start: UnsafeMutablePointer<UInt8>

    package init(count: Int) {
        unsafe start = .allocate(capacity: max(count, 1))
        unsafe start.initialize(repeating: 0xa5, count: max(count, 1))
        bytes = unsafe Bytes(start: start, count: count)
    }

    package convenience init(_ content: some Collection<UInt8>) {
        self.init(count: content.count)
        for (index, byte) in content.enumerated() { bytes[index] = byte }
    }

    package convenience init(_ text: String) { self.init(Array(text.utf8)) }

    deinit { unsafe start.deallocate() }
}
