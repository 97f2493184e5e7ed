import BootProbe
import Profiles
import Testing
import TestSupport

struct DoctorReportTests {
    private static let capabilities = [
        "namespaces", "bridge", "taps", "containers", "control-groups", "qemu", "libvirt", "kvm",
        "user-network",
    ]

    private func report(missing: [String] = [], warnings: [String] = [], canEmulate: Bool = true) -> DoctorReport {
        DoctorReport(
            capabilities: Self.capabilities.map { id in
                Finding(
                    id, missing.contains(id) ? .missing : .ok, found: "something", why: "it is needed",
                    remedy: missing.contains(id) ? "install \(id)" : nil)
            },
            conditions: ["load", "turbo"].map { id in
                Finding(
                    id, warnings.contains(id) ? .warning : .ok, found: "something", why: "it matters",
                    remedy: warnings.contains(id) ? "calm \(id)" : nil)
            }, canEmulate: canEmulate)
    }

    @Test("a host that has everything launches everything, and there is nothing to mend")
    func everything() {
        let report = report()
        #expect(report.canLaunch == Technology.allCases)
        #expect(report.guestAccelerator == .kvm)
        #expect(
            report.summary
                == "Processes, containers, virtual machines, microVMs and unikernels can be launched here, and "
                + "nothing is in the way of a good measurement.")
    }

    @Test(
        "each lack leaves out what needs it",
        arguments: [
            ("namespaces", []), ("bridge", []), ("containers", [.process, .vm, .microvm, .unikernel]),
            ("control-groups", [.process, .vm, .microvm, .unikernel]), ("taps", Technology.allCases),
            ("libvirt", [.process, .container, .microvm, .unikernel]), ("qemu", [.process, .container]),
            ("kvm", Technology.allCases),
        ] as [(String, [Technology])])
    func lacks(id: String, canLaunch: [Technology]) {
        let report = report(missing: [id])
        #expect(report.canLaunch == canLaunch)
        #expect(report.isUsable == canLaunch.contains(.process))
        #expect(report.summary.hasSuffix("; mend first: \(id) (something): install \(id)."))
    }

    @Test("KVM that nobody could ask is none")
    func unknown() {
        let report = DoctorReport(
            capabilities: [
                Finding("kvm", .unknown, found: "QEMU is not installed", why: "it runs guests"),
                Finding("qemu", .missing, found: "not installed", why: "it runs guests"),
            ], conditions: [], canEmulate: false)
        #expect(report.guestAccelerator == nil)
    }

    @Test("guests need one of two networks")
    func networks() {
        #expect(report(missing: ["taps", "user-network"]).canLaunch == [.process, .container])
    }

    @Test("without KVM guests are emulated, and without an emulator there are none")
    func emulation() {
        #expect(report(missing: ["kvm"]).summary.contains("unikernels can be launched here, guests emulated"))
        let none = report(missing: ["kvm"], canEmulate: false)
        #expect(none.guestAccelerator == nil)
        #expect(none.canLaunch == [.process, .container])
    }

    @Test("what keeps something from running is mended before what spoils figures")
    func order() {
        #expect(report(warnings: ["load", "turbo"]).summary.contains("mend first: load"))
        #expect(report(missing: ["taps"], warnings: ["load"]).summary.contains("mend first: taps"))
        #expect(
            report(missing: ["namespaces", "taps"]).summary.hasPrefix("Nothing can be launched here; mend first: name"))
    }

    @Test("no line of the text is longer than 100 characters, and all of it is there")
    func text() {
        let long = String(repeating: "a reason that goes on and ", count: 20)
        let report = DoctorReport(
            capabilities: [Finding("namespaces", .missing, found: long, why: "short", remedy: long)],
            conditions: [Finding("load", .ok, found: "low", why: "short")], canEmulate: false)
        let lines = report.text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines.contains("What can be launched"))
        #expect(lines[1].hasPrefix("  missing  namespaces  a reason that goes on and a reason"))
        #expect(lines[2].hasPrefix("                       a reason that goes on and a reason"))
        #expect(lines.contains("  ok       load        low"))
        #expect(!report.text.contains("why: short\n  ok"))
    }

    @Test("this host can be examined, and no guest is left", .timeLimit(.minutes(1)))
    func thisHost() throws {
        let report = Doctor(python: "no-such-python").examine()
        #expect(report.capabilities.first { $0.id == "reports" }?.state == .warning)
        #expect(Set((report.capabilities + report.conditions).map(\.id)).count == 29)
    }
}

struct ControlGroupLayoutTests {
    private static let v1 = "30 29 0:26 / /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    private static let v2 = "31 29 0:27 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n"
    private static let unified = "31 29 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"

    private func layout(_ mounts: String, _ files: [String: String] = [:]) throws -> ControlGroupLayout {
        let folder = try TemporaryDirectory()
        try folder.write("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/vda rw\n" + mounts)
        for (path, text) in files { try folder.write(path, text) }
        return ControlGroupLayout(HostFolder(folder.path))
    }

    @Test("the version and the quotas are found by mounts and controllers")
    func versions() throws {
        let quota = ["sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n"]
        #expect(try layout("").version == .none)
        #expect(try layout(Self.v1).hasQuotas == false)
        let hybrid = try layout(Self.v1 + Self.unified, quota)
        #expect(hybrid.version == .hybrid && hybrid.hasQuotas)
        let modern = try layout(Self.v2, ["sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory\n"])
        #expect(modern.version == .v2 && modern.hasQuotas)
        #expect(try layout(Self.v2, ["sys/fs/cgroup/cgroup.controllers": "cpuset\n"]).hasQuotas == false)
    }
}

struct ToolVersionTests {
    @Test(
        "the version is the first number with a dot",
        arguments: [
            ("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)", "7.2.22"), ("podman version 4.3.1", "4.3.1"),
            ("libcurl/7.88.1 OpenSSL/3.0.17", "7.88.1"), ("usage: tool", nil),
        ] as [(String, String?)])
    func numbers(text: String, version: String?) { #expect(ToolVersion.number(in: text) == version) }

    @Test("libraries tell theirs, and a program that is not there tells none")
    func libraries() {
        #expect(Set(ToolVersion.ofLibraries().keys) == ["bootprobe", "gsl", "libcurl", "libvirt", "sqlite"])
        #expect(ToolVersion.ofProgram("no-such-program") == nil)
    }
}
