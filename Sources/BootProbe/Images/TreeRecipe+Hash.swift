import Foundation

extension TreeRecipe {
    /// Changes whenever the same packages would be installed differently, so that old trees are not taken for new.
    private static let packageFormat = "1"

    /// Files of the packages that no service opens; leaving them out saves a third of the tree. PostgreSQL runs
    /// without its compiler where the library is missing (`jit_provider`, src/backend/jit/jit.c).
    static let excludedPaths = [
        "/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/lintian/*",
        "/usr/lib/llvm-*", "/usr/lib/*/libLLVM*", "/usr/lib/*/libz3*", "/usr/lib/postgresql/*/lib/llvmjit*",
        "/usr/lib/postgresql/*/lib/bitcode/*",
    ]

    /// Names the Debian part of the tree, which recipes that differ in the project's files share.
    package var packagesHash: ContentHash {
        var hasher = ContentHasher()
        hasher.add("format", Self.packageFormat)
        hasher.add("suite", suite)
        hasher.add("package", Set(packages).sorted())
        hasher.add("excluded", Self.excludedPaths)
        return hasher.finish()
    }

    /// Names the whole tree: its packages, and the content of every file that is copied into it.
    ///
    /// Throws `noInput` where a mapped file cannot be read.
    package func contentHash() throws(BootProbeError) -> ContentHash {
        var hasher = ContentHasher()
        hasher.add("packages", packagesHash.hexadecimal)
        for mapping in files {
            hasher.add("to", mapping.to)
            for relative in try mapping.filesBelow() {
                let path = relative.isEmpty ? mapping.from : "\(mapping.from)/\(relative)"
                hasher.add("path", relative)
                hasher.add("executable", FileManager.default.isExecutableFile(atPath: path) ? "yes" : "no")
                hasher.add("content", try FileSystem.read(path))
            }
        }
        return hasher.finish()
    }
}

extension FileMapping {
    /// The regular files of the mapping by their sorted paths relative to `from`; one empty path where `from` is a
    /// file.
    func filesBelow() throws(BootProbeError) -> [String] {
        var isDirectory: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: from, isDirectory: &isDirectory) else {
            throw BootProbeError(.noInput, "a tree's files: there is no \(from) to copy to \(to)")
        }
        guard isDirectory.boolValue else { return [""] }
        guard let paths = FileManager.default.enumerator(atPath: from) else {
            throw BootProbeError(.noInput, "a tree's files: cannot list \(from)")
        }
        return paths.compactMap { $0 as? String }.filter { isRegularFile("\(from)/\($0)") }.sorted()
    }

    private func isRegularFile(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && !isDirectory.boolValue
    }
}
