import Foundation
import Glibc

/// What processes and containers need, and what a whole run needs around them.
struct LabExamination {
    private let host: HostFolder
    private let cacheDirectory: String
    private let python: String
    private let capabilities = Lab.capabilities()
    private let isRoot = geteuid() == 0

    init(host: HostFolder, cacheDirectory: String, python: String) {
        self.host = host
        self.cacheDirectory = cacheDirectory
        self.python = python
    }

    var findings: [Finding] { [namespaces, users, bridge, taps, containers, controlGroups] }

    /// What is needed to build images and to show results.
    var surroundings: [Finding] { [dhcp, loadTools, imageBuilding, cache, reports] }

    private var namespaces: Finding {
        let why = "everything is launched in namespaces of its own, and goes with them"
        if let lack = capabilities.missing[.namespaces] {
            return Finding(
                "namespaces", .missing, found: lack, why: why,
                remedy: "run as root with iproute2 installed, or sudo sysctl kernel.unprivileged_userns_clone=1")
        }
        let found = isRoot ? "root may create them" : "this user may create them, with user ids of the lab's own"
        return Finding("namespaces", .ok, found: found, why: why)
    }

    private var users: Finding {
        let why = "some services refuse to run as root, PostgreSQL among them"
        if capabilities.has(.users) {
            return Finding("users", .ok, found: "services can run as users of their own", why: why)
        }
        return Finding(
            "users", .warning, found: "this user has no subordinate user ids (subuid(5))", why: why,
            remedy: "sudo apt install uidmap, then sudo usermod --add-subuids 100000-165535 --add-subgids "
                + "100000-165535 $USER")
    }

    /// Tried in a network of its own, which goes with the program that made it.
    private var bridge: Finding {
        let why = "the lab's network is a bridge with a virtual cable"
        let isolation = (isRoot ? [] : ["--user", "--map-root-user"]) + ["--net"]
        for link in ["name bs0 type bridge", "name bs0 type veth peer name bs1"] {
            let command = ["ip", "link", "add"] + link.split(separator: " ").map(String.init)
            do throws(BootProbeError) {
                try HostTool("unshare", isolation + command).run()
            } catch {
                return Finding(
                    "bridge", .missing, found: error.description, why: why,
                    remedy: "sudo modprobe --all bridge veth, and sudo apt install iproute2 util-linux")
            }
        }
        return Finding("bridge", .ok, found: "bridges and virtual cables can be made", why: why)
    }

    private var taps: Finding {
        let why = "without taps guests are reached by QEMU's user-mode network, which delays what they answer"
        guard let lack = capabilities.missing[.taps] else {
            return Finding("taps", .ok, found: "/dev/net/tun can be opened", why: why)
        }
        return Finding(
            "taps", .warning, found: lack, why: why,
            remedy: "sudo modprobe tun && sudo chmod 0666 /dev/net/tun")
    }

    private var containers: Finding {
        let why = "containers are launched by a Podman of the run's own"
        let needed = ["podman", "crun", "conmon", "netavark", "iptables"]
        let absent = needed.filter { !Self.isThere($0) }
        guard absent.isEmpty else {
            return Finding(
                "containers", .missing, found: "not installed: \(absent.joined(separator: ", "))", why: why,
                remedy: "sudo apt install \(absent.joined(separator: " "))")
        }
        let versions = ["podman", "crun", "conmon"].map { "\($0) \(ToolVersion.ofProgram($0) ?? "of unknown version")" }
        return Finding("containers", .ok, found: versions.joined(separator: ", "), why: why)
    }

    /// Podman keeps its network program where no `PATH` finds it.
    private static func isThere(_ program: String) -> Bool {
        let folders = ["/usr/lib/podman", "/usr/libexec/podman", "/usr/local/libexec/podman"]
        return HostTool.isInstalled(program) || folders.contains { unsafe access("\($0)/\(program)", X_OK) == 0 }
    }

    private var controlGroups: Finding {
        let why = "they limit a container's CPU and count its CPU time"
        let layout = ControlGroupLayout(host)
        let found = "\(layout.version.rawValue), CPU quotas \(layout.hasQuotas ? "can" : "cannot") be set"
        if layout.version == .none {
            return Finding(
                "control-groups", .missing, found: found, why: why,
                remedy: "sudo mount -t cgroup2 none /sys/fs/cgroup")
        }
        if let lack = capabilities.missing[.containers], lack.contains("control groups") {
            return Finding(
                "control-groups", .missing, found: "\(found), not by this user", why: why, remedy: "run as root")
        }
        if layout.hasQuotas { return Finding("control-groups", .ok, found: found, why: why) }
        return Finding(
            "control-groups", .warning, found: found, why: why,
            remedy: "boot a kernel with CONFIG_CFS_BANDWIDTH, or leave out cpus in manifests")
    }

    private var dhcp: Finding {
        let why = "guests that cannot be told their address on a command line ask for it"
        guard HostTool.isInstalled("dnsmasq") else {
            return Finding(
                "dhcp", .warning, found: "not installed: dnsmasq", why: why, remedy: "sudo apt install dnsmasq-base")
        }
        return Finding(
            "dhcp", .ok, found: "dnsmasq \(ToolVersion.ofProgram("dnsmasq") ?? "of unknown version")", why: why)
    }

    private var loadTools: Finding {
        let why = "they load what bootprobe throughput measures"
        let tools = ThroughputPlan.Tool.allCases.filter { $0.debianPackage != nil }
        let absent = tools.filter { !HostTool.isInstalled($0.rawValue) }
        guard absent.isEmpty else {
            return Finding(
                "load-tools", .warning,
                found: "not installed: \(absent.map(\.rawValue).joined(separator: ", "))", why: why,
                remedy: "sudo apt install \(absent.compactMap(\.debianPackage).joined(separator: " "))")
        }
        return Finding("load-tools", .ok, found: tools.map(\.rawValue).joined(separator: ", "), why: why)
    }

    private var imageBuilding: Finding {
        let why = "root file systems and guest disks are built from Debian packages"
        let absent = ["mmdebstrap", "mke2fs"].filter { !HostTool.isInstalled($0) }
        guard !absent.isEmpty else {
            return Finding("image-building", .ok, found: "mmdebstrap and mke2fs are installed", why: why)
        }
        return Finding(
            "image-building", .warning, found: "not installed: \(absent.joined(separator: ", "))", why: why,
            remedy: "sudo apt install mmdebstrap e2fsprogs")
    }

    private var cache: Finding { CacheExamination(host: host, directory: cacheDirectory).finding }

    private var reports: Finding {
        let why = "reports are rendered by Python; everything else goes without"
        do throws(BootProbeError) {
            try ReportPage.checkRenderer(python: python)
        } catch {
            return Finding(
                "reports", .warning, found: "\(python) cannot render them", why: why,
                remedy: "make setup, or name a Python that has vl-convert-python with --python")
        }
        return Finding("reports", .ok, found: "\(python) renders them", why: why)
    }
}
