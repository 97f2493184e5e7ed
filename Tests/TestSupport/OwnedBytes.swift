import BeaconProtocol

/// Memory for `Bytes`, freed with its owner.
@safe final class OwnedBytes {
    let bytes: Bytes
    private let start: UnsafeMutablePointer<UInt8>

    init(count: Int) {
        unsafe start = .allocate(capacity: max(count, 1))
        unsafe start.initialize(repeating: 0xa5, count: max(count, 1))
        bytes = unsafe Bytes(start: start, count: count)
    }

    convenience init(_ content: some Collection<UInt8>) {
        self.init(count: content.count)
        for (index, byte) in content.enumerated() { bytes[index] = byte }
    }

    convenience init(_ text: String) { self.init(Array(text.utf8)) }

    deinit { unsafe start.deallocate() }
}

extension Bytes {
    var array: [UInt8] { (0..<count).map { self[$0] } }
    var text: String { String(decoding: array, as: UTF8.self) }
}

extension BootOptions {
    /// The options of a command line that is right.
    static func of(_ line: String) throws -> BootOptions {
        let owned = OwnedBytes(line)
        return try withExtendedLifetime(owned) { try BootOptions.parse(owned.bytes) }
    }
}
