import Foundation

/// The settings and the state of a host that change what is measured on it, as far as it tells.
package struct HostConditions: Codable, Sendable, Equatable {
    package struct Swap: Codable, Sendable, Equatable {
        package var totalBytes: Int64
        package var usedBytes: Int64
    }

    /// The idle states of the first CPU (`/sys/devices/system/cpu/cpuidle`).
    package struct Idle: Codable, Sendable, Equatable {
        package var driver: String
        /// Of the deepest state that is not switched off.
        package var deepestState: String?
        /// How long a CPU takes to wake up from it.
        package var exitLatencyMicroseconds: Int?
    }

    package struct Virtualisation: Codable, Sendable, Equatable {
        /// As the machine names itself, `unnamed` where it does not.
        package var machine: String
        /// Share of the CPU time since boot that the hypervisor gave to others, 0…1.
        package var stealShare: Double?
    }

    package var onlineCPUs: Int?
    /// Frequency governors of the CPUs, each once; none where the host does not set frequencies.
    package var governors: [String]
    /// Whether CPUs may exceed their nominal frequency.
    package var turbo: Bool?
    /// Whether two threads share a core.
    package var smt: Bool?
    package var idle: Idle?
    /// Whether the kernel merges pages with the same content.
    package var ksm: Bool?
    /// `always`, `madvise` or `never`.
    package var transparentHugePages: String?
    package var swap: Swap?
    package var entropyBits: Int?
    /// Over 1, 5 and 15 minutes.
    package var loadAverages: [Double]
    package var clockSource: String?
    package var availableClockSources: [String]
    /// By how much the kernel may delay this process's timers.
    package var timerSlackNanoseconds: Int?
    /// Nil where no hypervisor shows itself.
    package var virtualisation: Virtualisation?

    /// Reads what `host` tells now.
    package init(_ host: HostFolder = HostFolder()) {
        let cpu = "/sys/devices/system/cpu"
        let clock = "/sys/devices/system/clocksource/clocksource0"
        let memory = host.text("/proc/meminfo") ?? ""
        onlineCPUs = host.text("\(cpu)/online").flatMap(LinuxFacts.count(ofCPUList:))
        governors = Self.governors(host, cpu)
        turbo = Self.turbo(host, cpu)
        smt = host.integer("\(cpu)/smt/active").map { $0 == 1 }
        idle = Self.idle(host, cpu)
        ksm = host.integer("/sys/kernel/mm/ksm/run").map { $0 == 1 }
        transparentHugePages = host.text("/sys/kernel/mm/transparent_hugepage/enabled").flatMap(LinuxFacts.chosen)
        swap = LinuxFacts.swap(memory)
        entropyBits = host.integer("/proc/sys/kernel/random/entropy_avail")
        loadAverages = LinuxFacts.loadAverages(host.text("/proc/loadavg") ?? "")
        clockSource = host.text("\(clock)/current_clocksource")
        availableClockSources = LinuxFacts.words(host.text("\(clock)/available_clocksource") ?? "")
        timerSlackNanoseconds = host.integer("/proc/self/timerslack_ns")
        virtualisation = Self.virtualisation(host)
    }

    private static func governors(_ host: HostFolder, _ cpu: String) -> [String] {
        let cpus = host.names(in: cpu).filter { $0.wholeMatch(of: /cpu[0-9]+/) != nil }
        return Set(cpus.compactMap { host.text("\(cpu)/\($0)/cpufreq/scaling_governor") }).sorted()
    }

    /// Intel's own driver has a switch of its own, which says the opposite (admin-guide/pm/intel_pstate).
    private static func turbo(_ host: HostFolder, _ cpu: String) -> Bool? {
        if let off = host.integer("\(cpu)/intel_pstate/no_turbo") { return off == 0 }
        return host.integer("\(cpu)/cpufreq/boost").map { $0 == 1 }
    }

    private static func idle(_ host: HostFolder, _ cpu: String) -> Idle? {
        guard let driver = host.text("\(cpu)/cpuidle/current_driver"), !driver.isEmpty, driver != "none" else {
            return nil
        }
        let states = "\(cpu)/cpu0/cpuidle"
        let enabled = host.names(in: states).filter { host.integer("\(states)/\($0)/disable") != 1 }
        let known = enabled.compactMap { state in
            host.integer("\(states)/\(state)/latency").map { (state: state, microseconds: $0) }
        }
        let deepest = known.max { $0.microseconds < $1.microseconds }
        return Idle(
            driver: driver, deepestState: deepest.flatMap { host.text("\(states)/\($0.state)/name") },
            exitLatencyMicroseconds: deepest?.microseconds)
    }

    private static func virtualisation(_ host: HostFolder) -> Virtualisation? {
        let flags = LinuxFacts.cpuFlags(host.text("/proc/cpuinfo") ?? "")
        let paravirtual = host.text("/sys/hypervisor/type")
        guard flags.contains("hypervisor") || paravirtual != nil else { return nil }
        let dmi = "/sys/class/dmi/id"
        let names = [host.text("\(dmi)/sys_vendor"), host.text("\(dmi)/product_name"), paravirtual]
        let machine = names.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
        return Virtualisation(
            machine: machine.isEmpty ? "unnamed" : machine,
            stealShare: LinuxFacts.stealShare(host.text("/proc/stat") ?? ""))
    }

    // A key strategy turns `online_cpus` into `onlineCpus`.
    private enum CodingKeys: String, CodingKey {
        case onlineCPUs = "onlineCpus"
        case governors, turbo, smt, idle, ksm, transparentHugePages, swap, entropyBits, loadAverages, clockSource
        case availableClockSources, timerSlackNanoseconds, virtualisation
    }
}
