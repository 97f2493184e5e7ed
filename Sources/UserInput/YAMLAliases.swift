/// Bounds what the aliases of a YAML file stand for.
///
/// A few lines of lists that each hold the one before several times stand for billions of values ("billion laughs").
/// They cost nothing as values, which share their storage, but a key of a mapping is hashed, and with it all it stands
/// for.
enum YAMLAliases {
    /// The worst that so many can stand for, three in each of a third as many lists, are 120,000 values.
    static let limit = 32

    /// Counts what looks like an alias in a file that has an anchor; quoted texts and comments count too.
    static func areTooMany(in text: String) -> Bool {
        var anchors = 0
        var aliases = 0
        var previous = UInt8(ascii: "\n")
        for byte in text.utf8 {
            if " \t\r\n[{,".utf8.contains(previous) {
                if byte == UInt8(ascii: "&") { anchors += 1 }
                if byte == UInt8(ascii: "*") { aliases += 1 }
            }
            previous = byte
        }
        return anchors > 0 && aliases > limit
    }
}
