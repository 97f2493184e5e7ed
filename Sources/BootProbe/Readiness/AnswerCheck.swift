/// What the bytes of a connection amount to so far.
enum AnswerVerdict: Equatable {
    case incomplete
    case right
    /// Says what was expected and what came.
    case wrong(String)
}

/// The request of a readiness rule and the judgement of what comes back.
struct AnswerCheck: Sendable {
    /// A longer answer is a wrong one.
    static let longestAnswer = 8 << 20

    /// Bytes to send once connected; may be empty.
    let request: [UInt8]
    private let readiness: Readiness
    private let needles: [[UInt8]]

    /// - Throws: `badInput` where an HTTP path could not be sent as it is.
    init(_ readiness: Readiness, endpoint: Endpoint) throws(BootProbeError) {
        self.readiness = readiness
        switch readiness {
        case .http(let path, _, let contains):
            request = try Self.httpRequest(path: path, endpoint: endpoint)
            needles = contains.map { Array($0.utf8) }
        case .resp:
            request = Array("*1\r\n$4\r\nPING\r\n".utf8)
            needles = []
        case .tcp(let banner):
            request = []
            needles = [Array(banner.utf8)]
        }
    }

    private static func httpRequest(path: String, endpoint: Endpoint) throws(BootProbeError) -> [UInt8] {
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw BootProbeError(
                .badInput,
                "readiness path \(path.debugDescription): expected a path that starts with / and is percent-encoded")
        }
        let lines = [
            "GET \(path) HTTP/1.1", "Host: \(endpoint)", "User-Agent: bootprobe", "Accept: */*", "Connection: close",
        ]
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Judges `bytes`, all that has come so far; `ended` says that no more will come.
    func verdict(on bytes: [UInt8], ended: Bool) -> AnswerVerdict {
        guard bytes.count <= Self.longestAnswer else {
            return .wrong("expected an answer of at most \(Self.longestAnswer) bytes, got more")
        }
        return switch readiness {
        case .http(_, let status, _): httpVerdict(on: bytes, ended: ended, expectedStatus: status)
        case .resp: prefixVerdict(on: bytes, expected: Array("+PONG\r\n".utf8))
        case .tcp: prefixVerdict(on: bytes, expected: needles[0])
        }
    }

    private func prefixVerdict(on bytes: [UInt8], expected: [UInt8]) -> AnswerVerdict {
        if bytes.starts(with: expected) { return .right }
        if expected.starts(with: bytes) { return .incomplete }
        return .wrong("expected \(Self.excerpt(expected[...])), got \(Self.excerpt(bytes[...]))")
    }

    private func httpVerdict(on bytes: [UInt8], ended: Bool, expectedStatus: Int) -> AnswerVerdict {
        switch HTTPResponse.parse(bytes, ended: ended) {
        case .incomplete: return .incomplete
        case .malformed(let reason): return .wrong(reason)
        case .complete(let response):
            guard response.status == expectedStatus else {
                return .wrong("expected status \(expectedStatus), got \(response.status)")
            }
            for needle in needles where !needle.isEmpty && response.body.firstRange(of: needle) == nil {
                return .wrong(
                    "expected a body with \(Self.excerpt(needle[...])), got \(Self.excerpt(response.body))")
            }
            return .right
        }
    }

    /// The beginning of what came, fit for a one-line message.
    private static func excerpt(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(80), as: UTF8.self).debugDescription
        return bytes.count > 80 ? text + "…" : text
    }
}
