import BootProbe
import Foundation
import Glibc
import Testing
import TestSupport

@Suite("Readiness rules") struct ReadinessRuleTests {
    private func probe(_ endpoint: Endpoint, _ readiness: Readiness, seconds: Double = 5) throws -> ReadinessResult {
        let start = HostInstant.now
        return try ReadinessProbe(endpoint: endpoint, readiness: readiness)
            .run(launchedAt: start, deadline: start.advanced(bySeconds: seconds)) { nil }
    }

    /// A server that answers every request with `text`.
    private func server(_ text: String) -> StubServer {
        StubServer { connection, _ in
            StubServer.readRequest(from: connection)
            StubServer.write(text, to: connection)
        }
    }

    private static let page =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Build: 7\r\nContent-Length: 15\r\n\r\nready in 250 ms"

    private func rule(matches: [String] = [], headers: [HeaderExpectation] = []) -> Readiness {
        .http(path: "/", status: 200, contains: [], matches: matches, headers: headers)
    }

    @Test("headers in any case of letters and patterns over the body make an answer right")
    func httpRules() throws {
        let server = server(Self.page)
        defer { server.stop() }
        let right = rule(
            matches: ["ready in [0-9]+ ms$"],
            headers: [
                HeaderExpectation(name: "content-type", contains: "html"),
                HeaderExpectation(name: "X-BUILD", contains: ""),
            ])
        #expect(try probe(server.endpoint, right).firstAnswer != nil)
    }

    @Test(
        "a header or a body that is not as it should be is quoted",
        arguments: [
            (["^ready$"], [], "matches ^ready$"),
            ([], [HeaderExpectation(name: "Content-Type", contains: "json")], "text/html"),
            ([], [HeaderExpectation(name: "ETag", contains: "")], "a header ETag, got none"),
        ])
    func httpComplaints(matches: [String], headers: [HeaderExpectation], quoted: String) throws {
        let server = server(Self.page)
        defer { server.stop() }
        let result = try probe(server.endpoint, rule(matches: matches, headers: headers), seconds: 0.2)
        #expect(result.firstAnswer == nil)
        #expect(try #require(result.lastWrongAnswer).contains(quoted))
    }

    @Test("a pattern that would take years does not hold the probe")
    func endlessPattern() throws {
        let server = server("HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n" + String(repeating: "a", count: 59) + "b")
        defer { server.stop() }
        let result = try probe(server.endpoint, rule(matches: ["(a+)+$"]), seconds: 1)
        #expect(result.firstAnswer == nil)
        #expect(try #require(result.lastWrongAnswer).contains("gave up seeking (a+)+$"))
    }

    @Test(
        "replies of every kind are compared as text",
        arguments: [
            ("+OK\r\n", "OK"), (":42\r\n", "42"), ("$5\r\nhello\r\n", "hello"), ("$-1\r\n", ""),
            ("*2\r\n$1\r\na\r\n:1\r\n", "a\n1"), ("-ERR no\r\n", "ERR no"),
        ])
    func replies(text: String, answer: String) throws {
        let server = server(text)
        defer { server.stop() }
        #expect(try probe(server.endpoint, .respCommand(["GET", "ready"], answer: answer)).firstAnswer != nil)
        let result = try probe(server.endpoint, .respCommand(["GET", "ready"], answer: answer + "?"), seconds: 0.1)
        #expect(result.firstAnswer == nil && result.failures[.wrongAnswer] > 0)
    }

    @Test("a reply is incomplete at each of its prefixes, and hostile ones are malformed")
    func replyPrefixes() {
        let whole = Array("*2\r\n$2\r\na\n\r\n*1\r\n:1\r\n".utf8)
        for count in whole.indices { #expect(RESPReply.parse(Array(whole[..<count])) == .incomplete, "at \(count)") }
        #expect(RESPReply.parse(whole) == .complete("a\n\n1"))
        for hostile in ["HTTP/1.1", "$x\r\n", "$99999999999999999999\r\n", String(repeating: "*1\r\n", count: 99)] {
            #expect(RESPReply.parse(Array(hostile.utf8)) == .malformed, "\(hostile.prefix(12))")
        }
    }

    @Test("the user's own command decides by its exit status, and what it starts ends with it")
    func command() throws {
        let directory = try TemporaryDirectory()
        let flag = directory.file("ready")
        Thread.detachNewThread {
            usleep(150_000)
            _ = FileManager.default.createFile(atPath: flag, contents: nil)
        }
        let start = HostInstant.now
        let endpoint = Endpoint(address: "127.0.0.1", port: 1)
        let result = try probe(endpoint, .command(["test", "-e", flag]))
        let answer = try #require(result.firstAnswer)
        #expect(answer.lastByteAt.seconds(since: start) > 0.14)
        #expect(answer.second != nil)
        #expect(result.failures[.wrongAnswer] >= 3)
        #expect(result.lastWrongAnswer == "test exited with status 1")
    }

    @Test("a command that hangs is ended with what it started, and its words are quoted when it fails")
    func commandFaults() throws {
        let endpoint = Endpoint(address: "127.0.0.1", port: 1)
        let hanging = try probe(endpoint, .command(["sh", "-c", "sleep 987654 & wait"]), seconds: 0.2)
        #expect(hanging.firstAnswer == nil && hanging.failures[.silent] > 0)
        let isGone = try eventually {
            try FileManager.default.contentsOfDirectory(atPath: "/proc").allSatisfy { process in
                let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
                return String(decoding: words, as: UTF8.self) != "sleep\0987654\0"
            }
        }
        #expect(isGone)
        let failing = try probe(endpoint, .command(["sh", "-c", "echo not yet >&2; exit 3"]), seconds: 0.1)
        #expect(failing.lastWrongAnswer == "sh exited with status 3, saying \"not yet\"")
        let missing = try probe(endpoint, .command(["no-such-program"]), seconds: 0.1)
        #expect(missing.failures[.hostFault] > 0)
        #expect(try #require(missing.lastWrongAnswer).contains("no-such-program"))
    }

    @Test("manifests say all of it, and what is wrong is named")
    func manifests() throws {
        func readiness(_ text: String) throws -> Readiness {
            try ImageManifest.parse(
                "name: a\ncommand: [a]\nport: 1\nreadiness: \(text)\ntechnologies: {process: }\n", file: "a.yaml"
            ).readiness
        }
        #expect(
            try readiness("{http: {matches: [\"^ok\"], headers: {Content-Type: json, ETag: }}}")
                == .http(
                    path: "/", status: 200, contains: [], matches: ["^ok"],
                    headers: [
                        HeaderExpectation(name: "Content-Type", contains: "json"),
                        HeaderExpectation(name: "ETag", contains: ""),
                    ]))
        #expect(try readiness("{resp: {command: [GET, a], answer: b}}") == .respCommand(["GET", "a"], answer: "b"))
        #expect(try readiness("{command: [check, \"{address}\"]}") == .command(["check", "{address}"]))
        for (text, complaint) in [
            ("{http: {matches: [\"(\"]}}", "readiness.http.matches[0]: `(` is no regular expression"),
            ("{http: {headers: {\"a b\": c}}}", "readiness.http.headers.a b: a header's name"),
            ("{resp: {command: [GET]}}", "readiness.resp: the key `answer` is missing"),
            ("{command: []}", "readiness.command: expected a list of a program"),
            ("{comand: [x]}", "did you mean `command`?"),
        ] {
            let error = #expect(throws: BootProbeError.self) { try readiness(text) }
            #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
        }
    }
}
