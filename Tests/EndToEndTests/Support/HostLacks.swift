import BootProbe

/// What this host lacks for launching processes and containers of a Debian tree.
enum HostLacks {
    /// In words; empty where nothing is missing.
    static let sentences: [String] = {
        let capabilities = Lab.capabilities()
        let wanted: [LabCapabilities.Capability] = [.namespaces, .users, .containers]
        let programs = ["mmdebstrap"].filter { !HostTool.isInstalled($0) }
        return wanted.compactMap { capabilities.missing[$0] } + programs.map { "\($0) is not installed" }
    }()

    static var sentence: String { "this host lacks: \(sentences.joined(separator: "; "))" }
}
