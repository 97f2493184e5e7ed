import Profiles

extension Provenance {
    /// For a terminal, a fact a line. The whole launch commands of containers and guests are in the stored value only.
    package var text: String {
        let width = facts.map(\.name.count).max() ?? 0
        return facts.map { name, value in
            name.padded(to: width) + "  " + value
        }.joined(separator: "\n")
    }
}

extension HostConditions {
    /// In a line, what bends figures: `governor performance, turbo off, …`.
    package var settings: String {
        func word(_ isOn: Bool?) -> String { isOn.map { $0 ? "on" : "off" } ?? "unknown" }
        let governors = governors.isEmpty ? "unknown" : governors.joined(separator: " and ")
        return [
            "governor \(governors)", "turbo \(word(turbo))", "SMT \(word(smt))", "KSM \(word(ksm))",
            "huge pages \(transparentHugePages ?? "unknown")", "clock \(clockSource ?? "unknown")",
            virtualisation.map { "in a virtual machine (\($0.machine))" } ?? "no hypervisor",
        ].joined(separator: ", ")
    }
}

extension LaunchProvenance {
    /// As in `Profile.name`.
    package var name: String { "\(image).\(technology.rawValue)" }

    /// In a line: hashes, shortened, and the command of a process.
    package var summary: String {
        let hashes = contentHashes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.prefix(12))" }
        guard case .process(let arguments, _, _, _, _) = command else { return hashes.joined(separator: ", ") }
        return (hashes + [arguments.joined(separator: " ")]).joined(separator: ", ")
    }
}
