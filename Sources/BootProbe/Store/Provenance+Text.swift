import Foundation
import Profiles

extension Provenance {
    /// For people, a fact a line: what was measured on what, and under which settings. The whole launch commands of
    /// containers and guests are in the stored value only.
    package var text: String {
        var facts = [("imported", importedFrom ?? ""), ("host", hostText)]
        if let conditions { facts.append(("settings", Self.settings(conditions))) }
        facts.append(("load averages", loadAverages.map { "\($0)" }.joined(separator: ", ")))
        let guests = accelerators.filter { $0.value != .none }.sorted { $0.key < $1.key }
        facts += guests.map { ("accelerator", "\($0.key) on \($0.value.rawValue)") }
        let versions = toolVersions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        facts.append(("versions", versions.joined(separator: ", ")))
        if let revision { facts.append(("revision", revision)) }
        for launch in launches ?? [] { facts.append((launch.name, launch.text)) }
        let width = facts.map(\.0.count).max() ?? 0
        return facts.filter { !$0.1.isEmpty }
            .map { $0.0 + String(repeating: " ", count: width - $0.0.count) + "  " + $0.1 }
            .joined(separator: "\n")
    }

    private var hostText: String {
        guard let host else { return "" }
        let memory = String(format: "%.1f GiB", Double(host.memoryBytes) / 1_073_741_824)
        return "\(host.cpuModel), \(host.logicalCPUs) CPUs, \(memory), \(host.operatingSystem), kernel \(host.kernel)"
    }

    private static func settings(_ conditions: HostConditions) -> String {
        func word(_ isOn: Bool?) -> String { isOn.map { $0 ? "on" : "off" } ?? "unknown" }
        let governors = conditions.governors.isEmpty ? "unknown" : conditions.governors.joined(separator: " and ")
        return [
            "governor \(governors)", "turbo \(word(conditions.turbo))", "SMT \(word(conditions.smt))",
            "KSM \(word(conditions.ksm))", "huge pages \(conditions.transparentHugePages ?? "unknown")",
            "clock \(conditions.clockSource ?? "unknown")",
            conditions.virtualisation.map { "in a virtual machine (\($0.machine))" } ?? "no hypervisor",
        ].joined(separator: ", ")
    }
}

extension LaunchProvenance {
    fileprivate var name: String { "\(image).\(technology.rawValue)" }

    fileprivate var text: String {
        let hashes = contentHashes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.prefix(12))" }
        guard case .process(let arguments, _, _, _, _) = command else { return hashes.joined(separator: ", ") }
        return (hashes + [arguments.joined(separator: " ")]).joined(separator: ", ")
    }
}
