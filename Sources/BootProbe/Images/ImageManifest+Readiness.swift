import UserInput

// What makes an answer the right one, as a manifest says it.
extension YAMLField {
    func readiness() throws(BootProbeError) -> Readiness {
        if case .scalar(let scalar) = node, scalar.string == "resp" { return .resp }
        let fields = try mapping(known: ["http", "resp", "tcp", "command"])
        guard fields.entries.count == 1, let (kind, field) = fields.entries.first else {
            throw wrong("expected exactly one of http, resp, tcp and command")
        }
        switch kind {
        case "http": return try field.httpReadiness()
        case "tcp":
            let tcp = try field.mapping(known: ["banner"], mayBeEmpty: true)
            return .tcp(banner: try tcp.optional("banner")?.string() ?? "")
        case "command": return .command(try field.command())
        default: return try field.respReadiness()
        }
    }

    private func httpReadiness() throws(BootProbeError) -> Readiness {
        let http = try mapping(known: ["path", "status", "headers", "contains", "matches"], mayBeEmpty: true)
        var patterns: [String] = []
        for field in try http.optional("matches")?.list() ?? [] { patterns.append(try field.pattern()) }
        var headers: [HeaderExpectation] = []
        for (name, field) in try http.optional("headers")?.mapping(known: nil).entries ?? [] {
            guard name.wholeMatch(of: /[!#$%&'*+.^_`|~0-9A-Za-z-]+/) != nil else {
                throw field.wrong("a header's name holds letters, digits and hyphens (RFC 9110, section 5.6.2)")
            }
            headers.append(HeaderExpectation(name: name, contains: field.isEmpty ? "" : try field.string()))
        }
        return .http(
            path: try http.optional("path")?.urlPath() ?? "/",
            status: try http.optional("status")?.integer(in: 100...599) ?? 200,
            contains: try http.optional("contains")?.strings() ?? [], matches: patterns, headers: headers)
    }

    /// A regular expression in ICU's syntax.
    ///
    private func pattern() throws(BootProbeError) -> String {
        let text = try string()
        do throws(BootProbeError) {
            _ = try BodyPattern(text)
        } catch {
            throw wrong(error.message)
        }
        return text
    }

    private func respReadiness() throws(BootProbeError) -> Readiness {
        let resp = try mapping(known: ["command", "answer"], mayBeEmpty: true)
        if resp.entries.isEmpty { return .resp }
        var words: [String] = []
        for field in try resp.required("command").list() { words.append(try field.string()) }
        guard !words.isEmpty else { throw wrong("command: expected a list of a command and its arguments") }
        return .respCommand(words, answer: try resp.required("answer").string())
    }
}
