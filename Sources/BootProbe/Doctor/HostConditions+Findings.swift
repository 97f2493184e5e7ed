import Foundation

// What would spoil a measurement, from what a host tells of itself.
extension HostConditions {
    /// In the order of a report.
    package var findings: [Finding] {
        [
            load, swapInUse, governor, turboFinding, idleStates, cores, smtFinding, ksmFinding, hugePages, entropy,
            clock, timerSlack, virtualMachine,
        ]
    }

    /// Share of the CPUs that others may use; more shows in the quantiles of every image.
    private static let loadShareMax = 0.25

    private var load: Finding {
        let why = "other work takes CPU time from what is measured"
        guard let last = loadAverages.first else {
            return Finding("load", .unknown, found: "this host does not say", why: why)
        }
        let cpus = Double(onlineCPUs ?? 1)
        let found = "load averages \(loadAverages.map { "\($0)" }.joined(separator: ", ")) on \(Int(cpus)) CPUs"
        return Finding(
            "load", isFine: last <= Self.loadShareMax * cpus, found: found, why: why,
            remedy: "end other work and wait until the first figure is below \(Self.loadShareMax * cpus)")
    }

    private var swapInUse: Finding {
        let why = "memory that was swapped out is read back from the disk while an image starts"
        guard let swap, swap.totalBytes > 0 else { return Finding("swap", .ok, found: "no swap", why: why) }
        let found = "\(swap.usedBytes >> 20) of \(swap.totalBytes >> 20) MiB in use"
        return Finding(
            "swap", isFine: swap.usedBytes == 0, found: found, why: why,
            remedy: "free memory, then sudo swapoff --all && sudo swapon --all")
    }

    private var governor: Finding {
        let why = "a CPU that has slowed down first has to speed up, which varies from trial to trial"
        guard !governors.isEmpty else {
            return Finding(
                "governor", .unknown, found: "this host does not set CPU frequencies\(byHypervisor)", why: why)
        }
        let found = governors.joined(separator: ", ")
        return Finding(
            "governor", isFine: governors == ["performance"], found: found, why: why,
            remedy: "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor")
    }

    private var turboFinding: Finding {
        let why = "the frequency depends on temperature and on what other cores do"
        guard let turbo else {
            return Finding("turbo", .unknown, found: "this host does not say\(byHypervisor)", why: why)
        }
        return Finding(
            "turbo", isFine: !turbo, found: turbo ? "on" : "off", why: why,
            remedy: "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo, or where that file is missing: "
                + "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost")
    }

    /// The kernel's own default for how late a timer may be; waking up should not add more than that.
    private static let exitLatencyMicrosecondsMax = 50

    private var idleStates: Finding {
        let why = "a CPU in a deep idle state takes long to wake up, just when a request arrives"
        guard let idle else {
            return Finding("idle-states", .ok, found: "no idle driver: CPUs wait in place", why: why)
        }
        let deepest = idle.deepestState.map { ", deepest state \($0)" } ?? ""
        let latency = idle.exitLatencyMicroseconds.map { ", wakes up in \($0) µs" } ?? ""
        let found = "driver \(idle.driver)\(deepest)\(latency)"
        return Finding(
            "idle-states", isFine: (idle.exitLatencyMicroseconds ?? 0) <= Self.exitLatencyMicrosecondsMax, found: found,
            why: why,
            remedy: "sudo cpupower idle-set --disable-by-latency \(Self.exitLatencyMicrosecondsMax) "
                + "(package linux-cpupower)")
    }

    /// One each for the prober, the balancer or load tool, and two for what is measured.
    private static let cpusMin = 4

    private var cores: Finding {
        let why = "with few CPUs the prober and what it measures take turns"
        guard let onlineCPUs else { return Finding("cpus", .unknown, found: "no list of CPUs", why: why) }
        let found = "\(onlineCPUs) online"
        return Finding(
            "cpus", isFine: onlineCPUs >= Self.cpusMin, found: found, why: why,
            remedy: "measure on a machine with \(Self.cpusMin) or more, or compare figures of this one only")
    }

    private var smtFinding: Finding {
        let why = "a thread runs slower while the other one of its core works"
        guard let smt else { return Finding("smt", .unknown, found: "this host does not say", why: why) }
        return Finding(
            "smt", isFine: !smt, found: smt ? "on" : "off", why: why,
            remedy: "echo off | sudo tee /sys/devices/system/cpu/smt/control")
    }

    private var ksmFinding: Finding {
        let why = "merging equal pages of guests takes CPU time, and writing to a merged page is slower"
        guard ksm == true else {
            return Finding("ksm", .ok, found: ksm == nil ? "not in this kernel" : "off", why: why)
        }
        return Finding("ksm", .warning, found: "on", why: why, remedy: "echo 0 | sudo tee /sys/kernel/mm/ksm/run")
    }

    private var hugePages: Finding {
        let why = "whether a guest's memory gets huge pages depends on what is free just then"
        let found = transparentHugePages ?? "not in this kernel"
        return Finding(
            "huge-pages", isFine: transparentHugePages != "always", found: found, why: why,
            remedy: "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled")
    }

    /// What the kernel gathers before it calls its generator ready, and since Linux 5.18 always reports.
    private static let entropyBitsMin = 256

    private var entropy: Finding {
        let why = "a service that asks for random bytes waits for seconds where there are none"
        guard let entropyBits else { return Finding("entropy", .unknown, found: "this host does not say", why: why) }
        let found = "\(entropyBits) bits"
        return Finding(
            "entropy", isFine: entropyBits >= Self.entropyBitsMin, found: found, why: why,
            remedy: "sudo apt install rng-tools5")
    }

    private var clock: Finding {
        let why = "other clocks are read through a device or the hypervisor, which takes microseconds and varies"
        guard let clockSource else { return Finding("clock", .unknown, found: "this host does not say", why: why) }
        // Architectures other than x86 have one clock, which is a register as well.
        let isQuick = clockSource == "tsc" || clockSource == "arch_sys_counter" || clockSource == "riscv_clocksource"
        let file = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
        return Finding(
            "clock", isFine: isQuick, found: clockSource, why: why,
            remedy: availableClockSources.contains("tsc")
                ? "echo tsc | sudo tee \(file)"
                : "none on this machine: its time stamp counter is not constant; \(clockSource) is what it has")
    }

    /// Linux gives every process this much (prctl(2), PR_SET_TIMERSLACK).
    private static let timerSlackNanosecondsMax = 50_000

    private var timerSlack: Finding {
        let why = "the prober's next attempt may come that much later than planned"
        guard let timerSlackNanoseconds else {
            return Finding("timer-slack", .unknown, found: "this host does not say", why: why)
        }
        let found = "\(timerSlackNanoseconds / 1000) µs"
        return Finding(
            "timer-slack", isFine: timerSlackNanoseconds <= Self.timerSlackNanosecondsMax, found: found, why: why,
            remedy: "start from a shell that no power saver has slowed down; a login over SSH has 50 µs")
    }

    private var virtualMachine: Finding {
        let why = "the hypervisor may stop CPUs at any time and slows down guests within"
        guard let virtualisation else {
            return Finding("virtual-machine", .ok, found: "no hypervisor shows itself", why: why)
        }
        let share = virtualisation.stealShare.map {
            ", \(String(format: "%.2f", $0 * 100)) % of CPU time stolen since boot"
        }
        return Finding(
            "virtual-machine", .warning, found: "machine: \(virtualisation.machine)\(share ?? "")", why: why,
            remedy: "measure on bare metal, or compare figures of this machine only")
    }

    private var byHypervisor: String { virtualisation == nil ? "" : ": its hypervisor does" }
}
