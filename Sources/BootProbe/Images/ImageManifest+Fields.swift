import Foundation
import Profiles
import UserInput

extension ImageManifest {
    /// Whether an image may be called so: its name is safe in file names, container names and rows.
    package static func isName(_ text: String) -> Bool { YAMLField.isName(text) }
}

// What single fields of a manifest may hold.
extension YAMLField {
    static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/) != nil
    }

    /// As in Debian policy, section 5.6.7; a leading hyphen could pass for an option.
    static func isPackageName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z0-9][a-z0-9+.\-]{1,99}/) != nil
    }

    /// A name that is safe in file names, container names and rows.
    func name() throws(BootProbeError) -> String {
        try string("a name of lower-case letters, digits and inner hyphens, at most 63 long", where: Self.isName)
    }

    func absolutePath() throws(BootProbeError) -> String {
        try string("an absolute path without `..`") { text in
            text.hasPrefix("/") && !text.split(separator: "/").contains("..")
        }
    }

    func timeout() throws(BootProbeError) -> Double { try seconds(in: 0.01...3600) }

    /// A program and its arguments.
    func command() throws(BootProbeError) -> [String] {
        let fields = try list()
        guard let program = fields.first, try !program.string().isEmpty else {
            throw expected("a list of a program and its arguments")
        }
        var words: [String] = []
        for field in fields {
            let word = try field.string()
            try field.checkPlaceholders(in: word)
            words.append(word)
        }
        return words
    }

    func commands() throws(BootProbeError) -> [[String]] {
        var commands: [[String]] = []
        for field in try list() { commands.append(try field.command()) }
        return commands
    }

    func environment() throws(BootProbeError) -> [EnvironmentVariable] {
        var variables: [EnvironmentVariable] = []
        for (name, field) in try mapping(known: nil, mayBeEmpty: true).entries {
            guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
                throw field.wrong("a variable's name holds letters, digits and underscores only")
            }
            let value = field.isEmpty ? "" : try field.string()
            try field.checkPlaceholders(in: value)
            variables.append(EnvironmentVariable(name: name, value: value))
        }
        return variables
    }

    /// Refuses what looks like a misspelt placeholder; other braces are the service's own business.
    func checkPlaceholders(
        in text: String, known: [String] = ["address", "port", "gateway"]
    ) throws(BootProbeError) {
        for match in text.matches(of: /\{([a-z_]+)\}/) {
            let word = String(match.1)
            guard !known.contains(word), let nearest = Spelling.nearest(to: word, among: known) else { continue }
            throw wrong("unknown placeholder `{\(word)}`; did you mean `{\(nearest)}`?")
        }
    }

    /// A recipe given inline, or the name of the sibling file `NAME.tree.yaml`.
    func tree() throws(BootProbeError) -> TreeRecipe {
        guard case .scalar = node else { return try TreeRecipe.read(self) }
        let sibling = InputFile.resolve("\(try name()).tree.yaml", beside: file)
        guard FileManager.default.fileExists(atPath: sibling) else {
            throw wrong("there is no file \(sibling); write the recipe there, or here in place of its name")
        }
        return try TreeRecipe.read(contentsOf: sibling)
    }

    func fileMapping() throws(BootProbeError) -> FileMapping {
        let fields = try mapping(known: ["from", "to"])
        let source = try fields.required("from")
        let from = InputFile.resolve(try source.string(), beside: file)
        guard FileManager.default.fileExists(atPath: from) else {
            let name = from.prefix(500).onOneLine
            throw source.wrong("there is no \(name); paths are relative to the file that holds them")
        }
        return FileMapping(from: from, to: try fields.required("to").absolutePath())
    }

    func urlPath() throws(BootProbeError) -> String {
        try string("a path such as /health") { $0.wholeMatch(of: /\/[!-~]*/) != nil }
    }

    /// One entry for each technology that the image is offered on.
    func variants() throws(BootProbeError) -> [Variant] {
        let fields = try mapping(known: Technology.allCases.map(\.rawValue))
        guard !fields.entries.isEmpty else { throw wrong("name at least one technology") }
        var variants: [Variant] = []
        for (key, field) in fields.entries {
            guard let technology = Technology(rawValue: key) else { continue }
            variants.append(try field.variant(technology))
        }
        return variants
    }

    private static let variantKeys = ["cpus", "memory", "timeout", "sysctls", "phases", "fatal", "guest"]

    private func variant(_ technology: Technology) throws(BootProbeError) -> Variant {
        let fields = try mapping(known: Self.variantKeys, mayBeEmpty: true)
        var phases: [ConsolePattern] = []
        for (name, field) in try fields.optional("phases")?.mapping(known: nil).entries ?? [] {
            guard !PhaseStamp.ownNames.contains(name) else {
                throw field.wrong("`\(name)` is stamped for every image; give the phase another name")
            }
            phases.append(
                ConsolePattern(name: name, text: try field.string("a text that is not empty") { !$0.isEmpty }))
        }
        var variant = Variant(
            technology: technology, cpus: try fields.optional("cpus")?.number(in: 0.01...1024),
            memoryMiB: try fields.optional("memory")?.mebibytes(in: 4...1_048_576), phases: phases,
            fatal: try fields.optional("fatal")?.strings() ?? [],
            timeoutSeconds: try fields.optional("timeout")?.timeout())
        if let field = fields.optional("sysctls") {
            guard technology == .container else {
                throw field.wrong("a \(technology.rawValue) has none of its own; only a container has")
            }
            variant.sysctls = try field.sysctls()
        }
        if let field = fields.optional("guest") {
            guard technology.isGuest else { throw field.wrong("a \(technology.rawValue) boots no guest") }
            variant.guest = try field.guestImage()
        }
        return variant
    }

    private func sysctls() throws(BootProbeError) -> [KernelParameter] {
        var parameters: [KernelParameter] = []
        for (name, field) in try mapping(known: nil).entries {
            guard name.wholeMatch(of: /[a-z0-9_-]+(\.[A-Za-z0-9_-]+)+/) != nil else {
                throw field.wrong("a parameter's name is words with dots between, such as net.ipv4.tcp_tw_reuse")
            }
            let value = try field.string("a value in one line") { $0.wholeMatch(of: /[!-~][ -~\t]*/) != nil }
            parameters.append(KernelParameter(name: name, value: value))
        }
        return parameters
    }
}
