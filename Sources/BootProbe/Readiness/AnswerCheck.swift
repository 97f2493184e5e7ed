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
    /// The program that is asked in place of a connection; empty where none is.
    let command: [String]
    private let readiness: Readiness
    private let needles: [[UInt8]]
    private let patterns: [BodyPattern]

    /// - Throws: `badInput` where an HTTP path could not be sent as it is, or a pattern is none.
    init(_ readiness: Readiness, endpoint: Endpoint) throws(BootProbeError) {
        self.readiness = readiness
        var request: [UInt8] = []
        var command: [String] = []
        var needles: [[UInt8]] = []
        var patterns: [BodyPattern] = []
        switch readiness {
        case .http(let path, _, let contains, let matches, _):
            request = try Self.httpRequest(path: path, endpoint: endpoint)
            needles = contains.map { Array($0.utf8) }
            for text in matches { patterns.append(try BodyPattern(text)) }
        case .resp: request = RESPReply.request(["PING"])
        case .respCommand(let words, _): request = RESPReply.request(words)
        case .tcp(let banner): needles = [Array(banner.utf8)]
        case .command(let words): command = words
        }
        self.request = request
        self.command = command
        self.needles = needles
        self.patterns = patterns
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
        case .http(_, let status, _, _, let headers):
            httpVerdict(on: bytes, ended: ended, status: status, headers: headers)
        case .resp: respVerdict(on: bytes, expected: "PONG")
        case .respCommand(_, let answer): respVerdict(on: bytes, expected: answer)
        case .tcp: prefixVerdict(on: bytes, expected: needles[0])
        case .command: preconditionFailure("a command is not asked over a connection")
        }
    }

    private func respVerdict(on bytes: [UInt8], expected: String) -> AnswerVerdict {
        switch RESPReply.parse(bytes) {
        case .incomplete: .incomplete
        case .malformed: .wrong("expected a Redis reply, got \(Self.excerpt(bytes[...]))")
        case .complete(let reply):
            reply == expected
                ? .right : .wrong("expected the reply \(expected.debugDescription), got \(reply.debugDescription)")
        }
    }

    private func prefixVerdict(on bytes: [UInt8], expected: [UInt8]) -> AnswerVerdict {
        if bytes.starts(with: expected) { return .right }
        if expected.starts(with: bytes) { return .incomplete }
        return .wrong("expected \(Self.excerpt(expected[...])), got \(Self.excerpt(bytes[...]))")
    }

    private func httpVerdict(
        on bytes: [UInt8], ended: Bool, status: Int, headers: [HeaderExpectation]
    ) -> AnswerVerdict {
        switch HTTPResponse.parse(bytes, ended: ended) {
        case .incomplete: return .incomplete
        case .malformed(let reason): return .wrong(reason)
        case .complete(let response):
            guard response.status == status else {
                return .wrong("expected status \(status), got \(response.status)")
            }
            let complaint = complaint(about: response, headers) ?? complaint(about: response.body)
            return complaint.map { .wrong($0) } ?? .right
        }
    }

    private func complaint(about response: HTTPResponse, _ headers: [HeaderExpectation]) -> String? {
        for header in headers {
            let values = response.values(of: header.name)
            if values.isEmpty { return "expected a header \(header.name), got none" }
            guard !header.contains.isEmpty, !values.contains(where: { $0.contains(header.contains) }) else { continue }
            return "expected \(header.name) with \(header.contains.debugDescription), got \(values[0].debugDescription)"
        }
        return nil
    }

    private func complaint(about body: ArraySlice<UInt8>) -> String? {
        for needle in needles where !needle.isEmpty && body.firstRange(of: needle) == nil {
            return "expected a body with \(Self.excerpt(needle[...])), got \(Self.excerpt(body))"
        }
        guard !patterns.isEmpty else { return nil }
        let text = String(decoding: body, as: UTF8.self)
        for pattern in patterns {
            switch pattern.search(text) {
            case .found: continue
            case .missing: return "expected a body that matches \(pattern.text), got \(Self.excerpt(body))"
            case .givenUp:
                return "gave up seeking \(pattern.text), which takes too long in \(body.count) bytes: "
                    + "repeat nothing that repeats, as (a+)+ does"
            }
        }
        return nil
    }

    /// The beginning of what came, fit for a one-line message.
    private static func excerpt(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(80), as: UTF8.self).debugDescription
        return bytes.count > 80 ? text + "…" : text
    }
}
