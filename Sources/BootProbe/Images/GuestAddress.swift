/// Where a guest is in its network, for its command line.
struct GuestAddress {
    static let placeholders = ["address", "gateway", "mask", "prefix", "port"]

    /// Dotted IPv4.
    var address: String
    var gateway: String
    var prefixLength: Int
    var port: UInt16

    /// The netmask, as in 255.255.0.0.
    var mask: String { Self.mask(prefixLength: prefixLength) }

    static func mask(prefixLength: Int) -> String {
        let bits = UInt32(truncatingIfNeeded: UInt64(UInt32.max) << (32 - prefixLength))
        return (0..<4).map { "\(bits >> (24 - 8 * $0) & 255)" }.joined(separator: ".")
    }

    /// `text` with its placeholders replaced; other braces are the guest's own, such as those of JSON.
    func fill(_ text: String) -> String {
        let values = [
            "address": address, "gateway": gateway, "mask": mask, "prefix": "\(prefixLength)", "port": "\(port)",
        ]
        // In one pass, so that no value is taken for a placeholder.
        return text.replacing(/\{([a-z]+)\}/) { match in values[String(match.1)] ?? String(match.0) }
    }
}
