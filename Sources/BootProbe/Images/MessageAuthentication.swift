/// HMAC with SHA-256 (RFC 2104).
package struct MessageAuthentication: Sendable, Equatable {
    private let inner: [UInt8]
    private let outer: [UInt8]

    package init(key: [UInt8]) {
        var block = key
        if key.count > 64 {
            var hash = SHA256()
            hash.update(key)
            block = hash.finish()
        }
        block += [UInt8](repeating: 0, count: 64 - block.count)
        inner = block.map { $0 ^ 0x36 }
        outer = block.map { $0 ^ 0x5c }
    }

    /// 32 bytes.
    package func code(of message: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(inner + message)
        var last = SHA256()
        last.update(outer + hash.finish())
        return last.finish()
    }
}
