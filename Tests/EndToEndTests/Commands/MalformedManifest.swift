import BootProbe
import Foundation
import Testing
import TestSupport

/// A manifest that is no manifest, or one that offers no virtual machine, which is what the tests ask for: whatever is
/// still right in it, nothing can be launched.
struct MalformedManifest: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    /// Part of the message: the field, where there is one.
    let says: String

    init(_ description: String, _ bytes: [UInt8], says: String = "") {
        testDescription = description
        self.bytes = bytes
        self.says = says
    }

    init(_ description: String, _ text: String, says: String = "") {
        self.init(description, Array(text.utf8), says: says)
    }

    /// With every key that a manifest may have.
    static let whole = """
        # A page.
        name: page
        command: [sleep, "60"]
        environment: {PORT: "{port}", HOST: "{address}"}
        working_directory: /srv
        user: nobody
        port: 8080
        readiness:
          http: {path: /, status: 200, contains: [Cats, "D\\u00f6gs"]}
        timeout: 30s
        preparation:
          - ["true", 'it''s']
        throughput:
          - ab: {path: /, connections: 10, requests: 100, body: a=b}
          - redis-benchmark: {commands: [set, get], connections: 1, requests: 10, pipeline: 2}
          - wrk: {path: /, connections: 4, duration: 2s}
        technologies:
          process: {cpus: 0.5}
          container: {cpus: 1.5, memory: 64MiB, timeout: 1min, phases: {up: "is up"}, fatal: [panic]}

        """

    static let all: [MalformedManifest] =
        cuts + wrongTypes + wrongValues + hostileNames + hostileTexts + structures + sizes + encodings + flips
}

extension MalformedManifest {
    /// Cut off everywhere: in comments, words, quotes, escapes, lists, between lines.
    private static var cuts: [MalformedManifest] {
        stride(from: 0, to: whole.utf8.count, by: 13).map { length in
            MalformedManifest("cut after \(length) bytes", Array(whole.utf8.prefix(length)))
        }
    }

    private static let keys = [
        "name", "command", "environment", "working_directory", "user", "port", "readiness", "timeout", "preparation",
        "throughput", "technologies",
    ]

    /// Every key with values of types that it cannot have.
    private static var wrongTypes: [MalformedManifest] {
        let values = ["", "[[[]]]", "{a: {b: c}}", "-1.5e3", "[1, {2: 3}]", "!!binary aGk=", "? [a]\n  : b"]
        return keys.flatMap { key in
            values.map { value in
                let rest = keys.filter { $0 != key }.map { line(of: $0) }.joined(separator: "\n")
                return MalformedManifest("\(key) is \(value)", "\(key): \(value)\n\(rest)\n")
            }
        }
    }

    private static func line(of key: String) -> String {
        switch key {
        case "name": "name: page"
        case "command": "command: [sleep]"
        case "port": "port: 80"
        case "readiness": "readiness: resp"
        case "technologies": "technologies: {process: }"
        default: "# without \(key)"
        }
    }

    /// What is replaced in the whole manifest, by what, and the field that the message must name.
    private static var wrongValues: [MalformedManifest] {
        let changes: [(String, String, String)] = [
            ("contains: [Cats,", "matches: [\"(\",", "matches[0]:"),
            ("contains: [Cats,", "matches: [\"\(String(repeating: "[", count: 20_000))\",", "matches[0]:"),
            ("contains: [Cats,", "matches: [\"\(String(repeating: "[", count: 500))\",", "matches[0]:"),
            ("contains: [Cats,", "matches: [\"\(String(repeating: "(", count: 400))\",", "matches[0]:"),
            ("contains: [Cats,", "matches: [\"[z-a]\",", "matches[0]:"),
            ("port: 8080", "port: 99999999999999999999999", "port:"), ("port: 8080", "port: 1e400", "port:"),
            ("port: 8080", "port: 0x50", "port:"), ("port: 8080", "port: .nan", "port:"),
            ("port: 8080", "port: 80\nport: 81", "`port` occurs twice"), ("status: 200", "status: 99", "status:"),
            ("status: 200", "status: -200", "status:"), ("path: /,", "path: /a b,", "path:"),
            ("path: /,", "path: http://x/,", "path:"), ("timeout: 30s", "timeout: 1e999h", "timeout:"),
            ("timeout: 30s", "timeout: 99999999999999999999h", "timeout:"), ("timeout: 30s", "timeout: 0s", "timeout:"),
            ("timeout: 30s", "timeout: -3s", "timeout:"), ("timeout: 30s", "timeout: ３０s", "timeout:"),
            ("timeout: 30s", "timeout: 30 s", "timeout:"), ("timeout: 30s", "timeout: 1.2.3s", "timeout:"),
            ("cpus: 0.5", "cpus: .inf", "cpus:"), ("cpus: 0.5", "cpus: nan", "cpus:"),
            ("cpus: 0.5", "cpus: 0", "cpus:"),
            ("64MiB", "9e99GiB", "memory:"), ("64MiB", "99999999999999999999GiB", "memory:"),
            ("64MiB", "64MB", "memory:"), ("64MiB", "0.1MiB", "memory:"), ("\"is up\"", "\"\"", "phases.up:"),
            ("connections: 10,", "connections: 20001,", "connections:"), ("requests: 100", "requests: 99", "requests:"),
            ("pipeline: 2", "pipeline: 0", "pipeline:"), ("[set, get]", "[\"set;reboot\"]", "commands"),
            ("[set, get]", "[]", "redis-benchmark"), ("[sleep, \"60\"]", "[]", "command:"),
            ("[sleep, \"60\"]", "[\"\"]", "command:"), ("[sleep, \"60\"]", "sleep 60", "command:"),
            ("[sleep, \"60\"]", "[\"a\\0b\"]", "command[0]:"), ("{port}", "{prot}", "environment.PORT"),
            ("PORT:", "\"P=Q\":", "environment.P=Q"), ("PORT:", "\"\":", "environment"),
            ("  http:", "  grpc:", "readiness.grpc"), ("process:", "rocket:", "technologies.rocket"),
            ("fatal:", "lethal:", "lethal"),
            ("working_directory: /srv", "working_directory: srv", "working_directory:"),
            ("/srv", "/srv/../../etc", "working_directory:"), ("user: nobody", "user: \"no body\"", "user:"),
            ("user: nobody", "tree: ../../etc/passwd", "tree:"), ("user: nobody", "tree: nowhere", "tree:"),
            ("user: nobody", "tree: {name: t, suite: s1, packages: [--hook-dir=x]}", "tree.packages[0]:"),
            ("user: nobody", "tree: {name: t, suite: \"a b\", packages: []}", "tree.suite:"),
            (
                "user: nobody", "tree: {name: t, suite: s1, packages: [], files: [{from: /nowhere, to: /x}]}",
                "tree.files[0].from:"
            ),
            (
                "user: nobody", "tree: {name: t, suite: s1, packages: [], files: [{from: ., to: ../x}]}",
                "tree.files[0].to:"
            ),
        ]
        return changes.map { original, change, field in
            MalformedManifest(
                String(change.prefix(60)), whole.replacing(original, with: change), says: field)
        }
    }

    private static var hostileNames: [MalformedManifest] {
        [
            "../../etc/passwd", "a/b", ".", "-rf", "a b", "A", "größe", "a\\u0000b", "a\\u202eb", "a\\nb",
            "a\\u001b[2Jb",
            "$(touch pwned)", "`touch pwned`", "a;touch pwned", "a|b", "a&&b", "a>b", "<name/>", "</name><devices>",
            "&lt;", "]]>", "%s%n", "'; DROP TABLE trial; --", "\\U0001F600", String(repeating: "a", count: 64),
            String(repeating: "a", count: 60_000),
        ].map { name in
            MalformedManifest(
                "named \(name.prefix(30))", whole.replacing("name: page", with: "name: \"\(name)\""), says: "name:")
        }
    }

    /// Texts that are right: of these the manifest is refused for having no virtual machine.
    private static var hostileTexts: [MalformedManifest] {
        ["$(touch pwned)", "`touch pwned`", "; touch pwned;", "</domain>", "&#x0;", "\\u001b]0;x\\u0007", "%n"].map {
            text in
            MalformedManifest(
                "command \(text)", whole.replacing("[sleep, \"60\"]", with: "[\"\(text)\", \"\(text)\"]"),
                says: "technologies: vm")
        }
    }

    private static var structures: [MalformedManifest] {
        let bomb = ["a: &a [x, x]"] + (1...9).map { "a\($0): &a\($0) [*a\($0 == 1 ? "" : "\($0 - 1)"), *a]" }
        let laughs = (1...12).map { level in
            "l\(level): &l\(level) ["
                + Array(repeating: level == 1 ? "ha" : "*l\(level - 1)", count: 9).joined(separator: ", ")
                + "]"
        }
        return [
            MalformedManifest("aliases", (bomb + ["? *a9", ": x"]).joined(separator: "\n"), says: "a:"),
            MalformedManifest("billion laughs", (laughs + ["? *l12", ": x"]).joined(separator: "\n"), says: "aliases"),
            MalformedManifest("alias to itself", "name: &a [*a]"), MalformedManifest("unknown alias", "name: *nobody"),
            MalformedManifest("merge", "<<: {name: page}\n" + whole, says: "<<"),
            MalformedManifest("a list", "- name: page"), MalformedManifest("a word", "page"),
            MalformedManifest("nothing", ""), MalformedManifest("a comment", "# name: page\n"),
            MalformedManifest("no document", "---\n...\n---\n"),
            MalformedManifest("a tag", "!!python/object/apply:os.system [reboot]"),
            MalformedManifest("a directive", "%YAML 9.9\n---\n" + whole),
            MalformedManifest("a tab", "name:\tpage\n\tport: 1"),
            MalformedManifest("unended quote", "name: \"page"), MalformedManifest("unended block", "name: |\n"),
            MalformedManifest("bad escape", #"name: "\xZZ""#),
            MalformedManifest("bad indentation", "a:\n   b: 1\n  c: 2"),
            MalformedManifest("key on two lines", "\"na\\nme\": page\n" + whole, says: "na\\nme"),
            MalformedManifest("mapping as key", "{a: b}: c\n"), MalformedManifest("XML", "<?xml version=\"1.0\"?><a/>"),
            MalformedManifest("JSON", "{\"name\": \"page\"}", says: "missing"),
            MalformedManifest("only carriage returns", whole.replacing("\n", with: "\r"), says: ""),
        ]
    }

    private static var sizes: [MalformedManifest] {
        let most = 64 * 1024
        return [
            MalformedManifest("too large", [UInt8](repeating: 0x23, count: most + 1), says: "64 KiB"),
            MalformedManifest("deep lists", String(repeating: "[", count: most)),
            MalformedManifest("deep mappings", String(repeating: "{a: ", count: most / 4)),
            MalformedManifest("deep block lists", String(repeating: "- ", count: most / 2)),
            MalformedManifest("deep block mappings", String(repeating: "? ", count: most / 2)),
            MalformedManifest(
                "many keys", (0..<6000).map { "k\($0): 1" }.joined(separator: "\n"), says: "k0: unknown key"),
            MalformedManifest("one key many times", String(repeating: "a: 1\n", count: 10_000), says: "twice"),
            MalformedManifest("long key", String(repeating: "k", count: 1000) + ": 1", says: "unknown key"),
            MalformedManifest("many documents", String(repeating: "--- a\n", count: 10_000)),
            MalformedManifest("many braces", whole.replacing("60", with: String(repeating: "{adress}", count: 5000))),
        ]
    }

    private static var encodings: [MalformedManifest] {
        let utf16 = whole.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let text = Array(whole.utf8)
        return [
            MalformedManifest("UTF-16", [0xFF, 0xFE] + utf16, says: "UTF-8"),
            MalformedManifest("Latin-1", Array("name: gr".utf8) + [0xF6, 0xDF, 0x65], says: "UTF-8"),
            MalformedManifest("overlong UTF-8", Array("name: ".utf8) + [0xC0, 0xAF], says: "UTF-8"),
            MalformedManifest("half a character", text + [0xE2, 0x82], says: "UTF-8"),
            MalformedManifest("a surrogate", text + [0xED, 0xA0, 0x80], says: "UTF-8"),
            MalformedManifest("NUL", Array("na".utf8) + [0] + Array("me: page\n".utf8)),
            MalformedManifest("NULs", [UInt8](repeating: 0, count: 500)),
            MalformedManifest("control characters", Array(1...31) + text), MalformedManifest("bytes", Array(0...255)),
            MalformedManifest("a mark in the middle", "name: page\n\u{FEFF}port: 80\n"),
        ]
    }

    /// One byte of the whole manifest changed, at places and to values that a fixed sequence chooses.
    private static var flips: [MalformedManifest] {
        var numbers = FixedSequence(seed: 20_260_302)
        return (0..<80).map { number in
            var bytes = Array(whole.utf8)
            let place = numbers.next(below: bytes.count)
            bytes[place] ^= 1 << UInt8(numbers.next(below: 8))
            return MalformedManifest("flip \(number) at \(place)", bytes)
        }
    }
}
