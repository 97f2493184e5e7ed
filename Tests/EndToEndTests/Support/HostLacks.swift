import BootProbe
import Testing

/// What this host lacks for a suite, which is then left out with these words.
struct HostLacks: Sendable {
    /// For programs of the host itself.
    static let forPrograms = HostLacks([.namespaces], programs: [])
    /// For the services of a Debian tree as processes.
    static let forProcesses = HostLacks([.namespaces, .users])
    static let forContainers = HostLacks([.namespaces, .users, .containers])

    private let sentences: [String]

    private init(_ wanted: [LabCapabilities.Capability], programs: [String] = ["mmdebstrap"]) {
        let capabilities = Lab.capabilities()
        let absent = programs.filter { !HostTool.isInstalled($0) }
        sentences = wanted.compactMap { capabilities.missing[$0] } + absent.map { "\($0) is not installed" }
    }

    var areNone: Bool { sentences.isEmpty }

    var comment: Comment { "this host lacks: \(sentences.joined(separator: "; "))" }
}
