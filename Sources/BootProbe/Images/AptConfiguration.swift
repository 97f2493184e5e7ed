import Foundation

/// What the host's apt knows that a tree's apt must know as well: where packages come from, and how to get there.
struct AptConfiguration: Equatable {
    /// Contents of `sources.list` files, each in the format that its name says (`*.list` or `*.sources`).
    var sources: [SourceFile]
    /// `Acquire` settings (proxies, certificates, time-outs) in the syntax of apt.conf(5).
    var options: [String]

    struct SourceFile: Equatable {
        var name: String
        var text: String
    }

    /// Reads the host's settings as far as they concern `suite`.
    ///
    /// Where the host's sources do not offer the suite (another distribution), `sources` is empty and mmdebstrap
    /// falls back to Debian's default mirror.
    static func ofHost(suite: String, directory: String = "/etc/apt") throws(BootProbeError) -> AptConfiguration {
        var sources: [SourceFile] = []
        for path in try sourcePaths(directory) {
            let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
            let name = URL(filePath: path).lastPathComponent
            let kept = name.hasSuffix(".sources") ? stanzas(of: text, for: suite) : lines(of: text, for: suite)
            if !kept.isEmpty { sources.append(SourceFile(name: name, text: kept)) }
        }
        let dump = try HostTool("apt-config", ["dump", "Acquire"]).run()
        return AptConfiguration(sources: sources, options: acquireOptions(dump))
    }

    /// Settings that steer fetching; those about indexes that a tree never shows are left out.
    static func acquireOptions(_ dump: [String]) -> [String] {
        dump.filter { line in
            line.hasPrefix("Acquire::") && line.contains(" \"") && !line.hasSuffix(" \"\";")
                && !line.hasPrefix("Acquire::IndexTargets") && !line.hasPrefix("Acquire::Changelogs")
        }
    }

    /// The one-line entries (sources.list(5)) that name `suite`.
    static func lines(of text: String, for suite: String) -> String {
        let kept = text.split(separator: "\n").filter { line in
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.first == "deb", let suiteWord = words.first(where: { belongs($0, to: suite) }) else {
                return false
            }
            // Past the address, so that a mirror's path that ends in the suite's name is no match.
            return words.firstIndex(of: suiteWord)! >= 2
        }
        return kept.isEmpty ? "" : kept.joined(separator: "\n") + "\n"
    }

    /// The deb822 stanzas that are enabled, hold binary packages and name `suite`, narrowed to its suites.
    static func stanzas(of text: String, for suite: String) -> String {
        let stanzas = Deb822.stanzas(text).compactMap { fields -> String? in
            guard Deb822.words(fields, "Types").contains("deb"), Deb822.words(fields, "Enabled") != ["no"] else {
                return nil
            }
            let suites = Deb822.words(fields, "Suites").filter { belongs($0, to: suite) }
            guard !suites.isEmpty else { return nil }
            return fields.map { field in
                switch field.name.lowercased() {
                case "types": "Types: deb"
                case "suites": "Suites: \(suites.joined(separator: " "))"
                default: "\(field.name):\(field.value)"
                }
            }.joined(separator: "\n") + "\n"
        }
        return stanzas.joined(separator: "\n")
    }

    /// The release itself, its updates and its security fixes; not backports, nor third parties' suites.
    private static func belongs(_ word: String, to suite: String) -> Bool {
        [suite, "\(suite)-updates", "\(suite)-security"].contains(word)
    }

    private static func sourcePaths(_ directory: String) throws(BootProbeError) -> [String] {
        let parts = "\(directory)/sources.list.d"
        var paths = FileSystem.exists("\(directory)/sources.list") ? ["\(directory)/sources.list"] : []
        if FileSystem.exists(parts) {
            paths += try FileSystem.list(parts)
                .filter { $0.hasSuffix(".list") || $0.hasSuffix(".sources") }
                .map { "\(parts)/\($0)" }
        }
        return paths
    }
}
