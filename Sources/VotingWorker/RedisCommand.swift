/// A command in Redis's own encoding. Words are bytes: an entry of a list need not be text, and must be found again
/// exactly as it is.
package struct RedisCommand: Equatable {
    package private(set) var encoded: [UInt8]

    package init(_ words: [[UInt8]]) {
        encoded = Array("*\(words.count)\r\n".utf8)
        for word in words {
            encoded += Array("$\(word.count)\r\n".utf8)
            encoded += word
            encoded += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        }
    }

    package init(_ words: String...) { self.init(words.map { Array($0.utf8) }) }
}
