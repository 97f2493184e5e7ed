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
