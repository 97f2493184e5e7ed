import Profiles

extension Provenance {
    /// What a reader needs to know of the circumstances, by name.
    package var facts: [(name: String, value: String)] {
        let guests = accelerators.filter { $0.value != .none }.sorted { $0.key < $1.key }
        var facts = [("imported", importedFrom ?? "")]
        if let host {
            let memory = Double(host.memoryBytes) / 1_073_741_824
            facts += [
                ("CPU", "\(host.cpuModel), \(host.logicalCPUs) logical CPUs"),
                ("memory", "\(Decimals.one(memory)) GiB"),
                ("system", "\(host.operatingSystem), kernel \(host.kernel)"),
            ]
        }
        facts += [
            ("settings", conditions?.settings ?? ""),
            ("load average at the start", loadAverages.map(Decimals.two).joined(separator: ", ")),
            ("guests run by", guests.map { "\($0.key): \($0.value.description)" }.joined(separator: ", ")),
            ("revision", revision ?? ""),
        ]
        facts += toolVersions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        facts += (launches ?? []).map { ($0.name, $0.summary) }
        return facts.filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
    }
}

extension Accelerator {
    /// In words, with what it means for the numbers.
    package var description: String {
        switch self {
        case .none: "nothing"
        case .kvm: "KVM"
        case .tcg:
            "QEMU’s emulator (TCG): KVM is missing here, or failed its test. Boot times under it are many times longer"
        }
    }
}

extension HTML {
    /// A list of names and what they stand for.
    package static func facts(_ facts: [(name: String, value: String)]) -> HTML {
        .element(
            "dl",
            facts.flatMap { [HTML.element("dt", .text($0.name)), HTML.element("dd", .text($0.value))] })
    }
}
