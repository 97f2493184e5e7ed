import Testing

@testable import BootProbe

struct ContentHashTests {
    /// The examples of FIPS 180-4 (NIST, "SHA-256 Example Values"), and lengths around a block's end.
    @Test(
        "SHA-256 of known messages",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000),
                "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
            ),
        ])
    func knownMessages(message: String, expected: String) {
        var digest = SHA256()
        digest.update(Array(message.utf8))
        #expect(digest.finish().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
    }

    /// RFC 4231, test cases 1, 2 and 6.
    @Test(
        "HMAC of known messages",
        arguments: [
            (
                [UInt8](repeating: 0x0b, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func knownCodes(key: [UInt8], message: String, expected: String) {
        let code = MessageAuthentication(key: key).code(of: Array(message.utf8))
        #expect(code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
    }

    @Test("a message fed in pieces has the hash of the whole")
    func pieces() {
        let message = Array(String(repeating: "boot", count: 61).utf8)
        var whole = SHA256()
        whole.update(message)
        var pieces = SHA256()
        for start in stride(from: 0, to: message.count, by: 7) {
            pieces.update(Array(message[start..<min(start + 7, message.count)]))
        }
        #expect(whole.finish() == pieces.finish())
    }

    @Test("fields that join to the same text have different hashes")
    func framing() {
        var one = ContentHasher()
        one.add("a", ["bc", "d"])
        var other = ContentHasher()
        other.add("a", ["b", "cd"])
        #expect(one.finish() != other.finish())
    }
}
