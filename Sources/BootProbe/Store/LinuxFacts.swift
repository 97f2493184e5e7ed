import Foundation
import Glibc
import Profiles

extension HostFacts {
    /// The machine that this runs on, from `/proc`, `/etc/os-release` and uname(2).
    package static func current() throws(BootProbeError) -> HostFacts {
        let processors = LinuxFacts.cpuModel(try LinuxFacts.text("/proc/cpuinfo"))
        return HostFacts(
            cpuModel: processors ?? "unknown", logicalCPUs: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))),
            memoryBytes: LinuxFacts.memoryBytes(try LinuxFacts.text("/proc/meminfo")) ?? 0,
            kernel: try LinuxFacts.text("/proc/sys/kernel/osrelease").trimmingCharacters(in: .whitespacesAndNewlines),
            operatingSystem: LinuxFacts.prettyName((try? LinuxFacts.text("/etc/os-release")) ?? "") ?? "Linux")
    }
}

/// Reads what Linux tells of itself.
enum LinuxFacts {
    static func text(_ path: String) throws(BootProbeError) -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw BootProbeError(.operatingSystem, "\(path): cannot be read", underlying: "\(error)")
        }
    }

    static func loadAverages() throws(BootProbeError) -> [Double] {
        try text("/proc/loadavg").split(separator: " ").prefix(3).compactMap { Double($0) }
    }

    /// From the content of `/proc/cpuinfo`; nil on architectures that name no model there.
    static func cpuModel(_ cpuinfo: String) -> String? { value(of: "model name", separator: ":", in: cpuinfo) }

    /// From the content of `/proc/meminfo`, which counts in KiB.
    static func memoryBytes(_ meminfo: String) -> Int64? {
        value(of: "MemTotal", separator: ":", in: meminfo)
            .flatMap { Int64($0.prefix { $0.isNumber }) }
            .map { $0 * 1024 }
    }

    /// From the content of `/etc/os-release`.
    static func prettyName(_ release: String) -> String? {
        value(of: "PRETTY_NAME", separator: "=", in: release)?.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
    }

    private static func value(of key: String, separator: Character, in text: String) -> String? {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: separator, maxSplits: 1)
            guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == key else { continue }
            return parts[1].trimmingCharacters(in: .whitespaces)
        }
        return nil
    }
}
