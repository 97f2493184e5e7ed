import BootProbe
import Glibc

/// What the vote page signs its voters' cookies with: whoever knows it can vote as anybody.
package struct VoterSecret: Sendable, Equatable {
    /// Hexadecimal digits.
    package let text: String
    private let authentication: MessageAuthentication

    private static let fileName = "secret"

    package init(_ text: String) {
        self.text = text
        authentication = MessageAuthentication(key: Array(text.utf8))
    }

    /// A new one.
    package init() {
        var generator = SystemRandomNumberGenerator()
        self.init(
            (0..<4).map { _ in
                let digits = String(generator.next(), radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }.joined())
    }

    /// That of the stack in `folder`, made where there is none yet: cookies outlive a stack.
    package static func kept(in folder: String) throws(BootProbeError) -> VoterSecret {
        let path = "\(folder)/\(fileName)"
        if FileSystem.exists(path) { return VoterSecret(String(decoding: try FileSystem.read(path), as: UTF8.self)) }
        let secret = VoterSecret()
        try FileSystem.createDirectory(folder)
        try FileSystem.write(Array(secret.text.utf8), to: path)
        guard unsafe chmod(path, 0o600) == 0 else { throw .system("cannot protect \(path)", errno) }
        return secret
    }

    /// A voter's cookie as the vote page makes it: the voter, a dot, and the first half of the signature.
    package func cookie(of voter: String) -> String {
        let digits = authentication.code(of: Array(voter.utf8)).prefix(16).map { byte in
            byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
        }
        return "\(voter).\(digits.joined())"
    }
}
