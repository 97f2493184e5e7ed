import BootProbe
import Foundation
import Testing
import TestSupport

/// Folders that hold what hosts tell in `/proc` and `/sys`.
struct HostConditionsTests {
    private static let cpu = "sys/devices/system/cpu"
    private static let clock = "sys/devices/system/clocksource/clocksource0"

    /// A laptop on its way to sleep: everything that can be wrong is wrong.
    private static let laptop = [
        "\(cpu)/online": "0-3\n", "\(cpu)/cpu0/cpufreq/scaling_governor": "powersave\n",
        "\(cpu)/cpu1/cpufreq/scaling_governor": "performance\n", "\(cpu)/intel_pstate/no_turbo": "0\n",
        "\(cpu)/smt/active": "1\n", "\(cpu)/cpuidle/current_driver": "intel_idle\n",
        "\(cpu)/cpu0/cpuidle/state1/name": "C1\n", "\(cpu)/cpu0/cpuidle/state1/latency": "2\n",
        "\(cpu)/cpu0/cpuidle/state1/disable": "0\n", "\(cpu)/cpu0/cpuidle/state2/name": "C10\n",
        "\(cpu)/cpu0/cpuidle/state2/latency": "890\n", "\(cpu)/cpu0/cpuidle/state2/disable": "0\n",
        "sys/kernel/mm/ksm/run": "1\n", "sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never\n",
        "proc/meminfo": "MemTotal: 8000000 kB\nSwapTotal: 2097152 kB\nSwapFree: 1048576 kB\n",
        "proc/sys/kernel/random/entropy_avail": "37\n", "proc/loadavg": "3.10 1.00 0.50 2/345 6789\n",
        "\(clock)/current_clocksource": "hpet\n", "\(clock)/available_clocksource": "tsc hpet acpi_pm \n",
        "proc/self/timerslack_ns": "1000000\n", "proc/cpuinfo": "processor : 0\nflags\t\t: fpu tsc\n",
    ]

    /// A server that was set up for measuring.
    private static let server = [
        "\(cpu)/online": "0-15,32-47\n", "\(cpu)/cpu0/cpufreq/scaling_governor": "performance\n",
        "\(cpu)/cpufreq/boost": "0\n", "\(cpu)/smt/active": "0\n", "\(cpu)/cpuidle/current_driver": "acpi_idle\n",
        "\(cpu)/cpu0/cpuidle/state1/name": "C1\n", "\(cpu)/cpu0/cpuidle/state1/latency": "1\n",
        "\(cpu)/cpu0/cpuidle/state2/name": "C6\n", "\(cpu)/cpu0/cpuidle/state2/latency": "133\n",
        "\(cpu)/cpu0/cpuidle/state2/disable": "1\n", "sys/kernel/mm/ksm/run": "0\n",
        "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
        "proc/meminfo": "MemTotal: 8000000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
        "proc/sys/kernel/random/entropy_avail": "256\n", "proc/loadavg": "0.10 0.20 0.30 1/345 6789\n",
        "\(clock)/current_clocksource": "tsc\n", "\(clock)/available_clocksource": "tsc hpet\n",
        "proc/self/timerslack_ns": "50000\n", "proc/cpuinfo": "processor : 0\nflags\t\t: fpu tsc\n",
    ]

    /// A virtual machine, which shows little.
    private static let guest = [
        "\(cpu)/online": "0-1\n", "\(cpu)/cpuidle/current_driver": "none\n",
        "proc/cpuinfo": "processor : 0\nflags\t\t: fpu tsc hypervisor lm\n", "sys/class/dmi/id/sys_vendor": "QEMU\n",
        "sys/class/dmi/id/product_name": "Standard PC\n", "proc/stat": "cpu  700 0 100 100 0 0 0 100 50 0\ncpu0 1\n",
    ]

    private func conditions(_ files: [String: String]) throws -> HostConditions {
        let folder = try TemporaryDirectory()
        for (path, text) in files { try folder.write(path, text) }
        return HostConditions(HostFolder(folder.path))
    }

    private func states(_ conditions: HostConditions) -> [String: Finding.State] {
        Dictionary(uniqueKeysWithValues: conditions.findings.map { ($0.id, $0.state) })
    }

    @Test("a host where everything is wrong is warned of everything, with remedies")
    func laptop() throws {
        let conditions = try conditions(Self.laptop)
        #expect(conditions.governors == ["performance", "powersave"])
        #expect(conditions.swap?.totalBytes == 2 << 30 && conditions.swap?.usedBytes == 1 << 30)
        #expect(conditions.idle?.deepestState == "C10" && conditions.idle?.exitLatencyMicroseconds == 890)
        let fine = conditions.findings.filter { $0.state != .warning }
        #expect(fine.map(\.id) == ["cpus", "virtual-machine"])
        #expect(conditions.findings.filter(\.isInTheWay).allSatisfy { $0.remedy != nil })
    }

    @Test("a host that was set up for measuring is fine")
    func server() throws {
        let conditions = try conditions(Self.server)
        #expect(conditions.onlineCPUs == 32)
        #expect(conditions.turbo == false)
        #expect(conditions.idle?.deepestState == "C1")
        #expect(conditions.findings.allSatisfy { $0.state == .ok && $0.remedy == nil })
    }

    @Test("what a virtual machine does not show is unknown, and that it is one is said with its stolen time")
    func guest() throws {
        let conditions = try conditions(Self.guest)
        #expect(conditions.virtualisation?.machine == "QEMU Standard PC")
        #expect(conditions.virtualisation?.stealShare == 0.1)
        let states = states(conditions)
        #expect(states["virtual-machine"] == .warning)
        #expect(states["cpus"] == .warning)
        for id in ["governor", "turbo", "smt", "entropy", "clock", "load"] { #expect(states[id] == .unknown) }
        for id in ["ksm", "huge-pages", "swap", "idle-states"] { #expect(states[id] == .ok) }
    }

    @Test(
        "one wrong setting is one warning",
        arguments: [
            ("governor", "\(cpu)/cpu0/cpufreq/scaling_governor", "ondemand"), ("turbo", "\(cpu)/cpufreq/boost", "1"),
            ("smt", "\(cpu)/smt/active", "1"), ("ksm", "sys/kernel/mm/ksm/run", "1"),
            ("huge-pages", "sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never"),
            ("entropy", "proc/sys/kernel/random/entropy_avail", "12"), ("load", "proc/loadavg", "9.5 1 1 1/2 3"),
            ("clock", "\(clock)/current_clocksource", "acpi_pm"), ("timer-slack", "proc/self/timerslack_ns", "50001"),
            ("idle-states", "\(cpu)/cpu0/cpuidle/state2/disable", "0"), ("cpus", "\(cpu)/online", "0"),
        ])
    func oneWrong(id: String, path: String, text: String) throws {
        var files = Self.server
        files[path] = text + "\n"
        let wrong = try conditions(files).findings.filter(\.isInTheWay)
        #expect(wrong.map(\.id) == [id])
    }

    @Test("what was read is stored and read again")
    func coding() throws {
        for files in [Self.laptop, Self.server, Self.guest, [:]] {
            let conditions = try conditions(files)
            let data = try JSONEncoder().encode(conditions)
            #expect(try JSONDecoder().decode(HostConditions.self, from: data) == conditions)
        }
    }

    @Test("this host can be read")
    func thisHost() {
        let conditions = HostConditions()
        #expect(conditions.onlineCPUs ?? 0 > 0)
        #expect(conditions.loadAverages.count == 3)
        #expect(conditions.timerSlackNanoseconds != nil)
    }
}
