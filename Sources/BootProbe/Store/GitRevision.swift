import Foundation

/// The revision of a git work tree.
enum GitRevision {
    private static let limitSeconds = 5.0

    /// The commit in whose work tree `files` lie, with `-dirty` behind it where tracked files were changed; nil where
    /// they are in none, in different ones, or git is not installed.
    static func of(_ files: [String]) -> String? {
        let folders = Set(files.map { URL(filePath: $0).deletingLastPathComponent().path })
        let revisions = folders.map { revision(of: $0) }
        guard let first = revisions.first, revisions.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// Without the settings by which a repository can have a program of its own run to watch its files, and without
    /// the caller's own variables, by which git would look elsewhere.
    private static func revision(of folder: String) -> String? {
        let command = [
            "git", "-C", folder, "-c", "core.fsmonitor=false", "describe", "--always", "--dirty", "--abbrev=40",
            "--exclude=*",
        ]
        let environment = SpawnPlan.ownEnvironment.filter { !$0.name.hasPrefix("GIT_") }
        let plan = SpawnPlan(
            command: command,
            environment: environment + [EnvironmentVariable(name: "GIT_OPTIONAL_LOCKS", value: "0")])
        guard let result = try? LimitedProgram(plan, limitSeconds: limitSeconds).run(), result.status == .exited(0)
        else { return nil }
        let line = String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return line.isEmpty ? nil : line
    }
}
