import CLinux
import Foundation
import Glibc
import Profiles

extension HostFacts {
    /// The machine that this runs on, from `/proc`, `/etc/os-release` and uname(2).
    package static func current() throws(BootProbeError) -> HostFacts {
        let processors = LinuxFacts.cpuModel(try LinuxFacts.text("/proc/cpuinfo"))
        return HostFacts(
            cpuModel: processors ?? "unknown", logicalCPUs: LinuxFacts.onlineCPUs,
            memoryBytes: LinuxFacts.memoryBytes(try LinuxFacts.text("/proc/meminfo")) ?? 0,
            kernel: try LinuxFacts.text("/proc/sys/kernel/osrelease").trimmingCharacters(in: .whitespacesAndNewlines),
            operatingSystem: LinuxFacts.prettyName((try? LinuxFacts.text("/etc/os-release")) ?? "") ?? "Linux")
    }
}

/// Reads what Linux tells of itself.
enum LinuxFacts {
    /// When first asked: to ask anew opens a file, which no trial should pay for.
    static let onlineCPUs = sysconf(Int32(_SC_NPROCESSORS_ONLN))

    /// Frequency of the processor's time stamp counter, measured when first asked, over 20 ms; nil where it has none.
    static let timeStampCounterKHz: Int? = {
        let (begin, first) = (HostInstant.now, bs_time_stamp_counter())
        usleep(20_000)
        let (end, last) = (HostInstant.now, bs_time_stamp_counter())
        guard last > first else { return nil }
        return Int((Double(last - first) / end.seconds(since: begin) / 1000).rounded())
    }()

    /// The whole of a file; Foundation would stop after the first page of those that the kernel writes.
    static func text(_ path: String) throws(BootProbeError) -> String {
        String(decoding: try FileDescriptor(opening: path, flags: O_RDONLY).contents(), as: UTF8.self)
    }

    static func loadAverages() throws(BootProbeError) -> [Double] { loadAverages(try text("/proc/loadavg")) }

    /// Over 1, 5 and 15 minutes, from the content of `/proc/loadavg`.
    static func loadAverages(_ loadavg: String) -> [Double] {
        words(loadavg).prefix(3).compactMap { Double($0) }
    }

    /// From the content of `/proc/cpuinfo`; nil on architectures that name no model there.
    static func cpuModel(_ cpuinfo: String) -> String? { value(of: "model name", separator: ":", in: cpuinfo) }

    /// From the content of `/proc/meminfo`, which counts in KiB.
    static func memoryBytes(_ meminfo: String) -> Int64? {
        kibibytes("MemTotal", meminfo).map { $0 * 1024 }
    }

    /// From the content of `/etc/os-release`.
    static func prettyName(_ release: String) -> String? {
        value(of: "PRETTY_NAME", separator: "=", in: release)?.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
    }

    /// From the content of `/proc/meminfo`; nil on a kernel without swap.
    static func swap(_ meminfo: String) -> HostConditions.Swap? {
        guard let total = kibibytes("SwapTotal", meminfo), let free = kibibytes("SwapFree", meminfo) else { return nil }
        return HostConditions.Swap(totalBytes: total * 1024, usedBytes: (total - free) * 1024)
    }

    /// What the first CPU can do, from the content of `/proc/cpuinfo`; none on architectures that list no flags.
    static func cpuFlags(_ cpuinfo: String) -> Set<String> {
        Set(words(value(of: "flags", separator: ":", in: cpuinfo) ?? ""))
    }

    /// Number of CPUs in a list such as `0-3,8`.
    static func count(ofCPUList list: String) -> Int? {
        var count = 0
        for part in list.split(separator: ",") {
            let ends = part.split(separator: "-").map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else { return nil }
            count += last - first + 1
        }
        return count == 0 ? nil : count
    }

    /// The word in brackets of a file that lists what can be chosen, such as `always [madvise] never`.
    static func chosen(_ choices: String) -> String? {
        words(choices).first { $0.hasPrefix("[") && $0.hasSuffix("]") }.map { String($0.dropFirst().dropLast()) }
    }

    /// Share of all CPU time since boot that a hypervisor gave to others, from the content of `/proc/stat` (proc(5));
    /// the guests' time, which follows, is contained in the user's.
    static func stealShare(_ stat: String) -> Double? {
        guard let times = cpuTimes(stat) else { return nil }
        let all = times.reduce(0, +)
        return all > 0 ? times[7] / all : nil
    }

    /// CPU time of all CPUs since boot, and how much of it was spent on anything, in ticks, from the content of `/proc/stat`.
    static func cpuTicks(_ stat: String) -> (busy: Double, all: Double)? {
        guard let times = cpuTimes(stat) else { return nil }
        let all = times.reduce(0, +)
        // Neither idle nor waiting for a disk.
        return (all - times[3] - times[4], all)
    }

    /// user, nice, system, idle, iowait, irq, softirq, steal.
    private static func cpuTimes(_ stat: String) -> [Double]? {
        let times = words(stat.prefix { $0 != "\n" }).dropFirst().prefix(8).compactMap { Double($0) }
        return times.count == 8 ? times : nil
    }

    /// The files of a process's mappings, from the content of its `maps`: the path is the sixth field, and may itself hold
    /// blanks (proc(5)).
    static func mappedFiles(_ maps: String) -> [String] {
        maps.split(separator: "\n").compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
    }

    static func words(_ text: some StringProtocol) -> [String] {
        text.split { $0.isWhitespace }.map { String($0) }
    }

    private static func kibibytes(_ key: String, _ meminfo: String) -> Int64? {
        value(of: key, separator: ":", in: meminfo).flatMap { Int64($0.prefix { $0.isNumber }) }
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
