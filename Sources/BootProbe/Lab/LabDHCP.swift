import CLinux
import Glibc

/// A DHCP server on the lab's bridge, for guests that cannot be told their address otherwise: dnsmasq(8), which gives each
/// place of the guests' network its own address and no other.
final class LabDHCP: Sendable {
    private let process: pid_t

    /// Starts the server, which listens when this returns.
    ///
    /// - Parameter places: By hardware address; IPv4.
    /// - Throws: `unavailable` where dnsmasq is not installed or does not start, with its own words.
    init(run: RunDirectory, places: [(hardwareAddress: String, address: String)]) throws(BootProbeError) {
        guard let program = HostTool.location(of: "dnsmasq") else {
            throw BootProbeError(
                .unavailable, "guests that ask for their address need dnsmasq; install it (apt package dnsmasq-base)")
        }
        let folder = try run.folder("dhcp")
        let hosts = places.map { "\($0.hardwareAddress),\($0.address)\n" }.joined()
        try FileSystem.write(Array(hosts.utf8), to: "\(folder)/hosts")
        let input = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        let log = try FileDescriptor(opening: "\(folder)/log", flags: O_WRONLY | O_CREAT | O_APPEND)
        var plan = SpawnPlan(
            command: Self.command(program, hosts: "\(folder)/hosts"), environment: SpawnPlan.ownEnvironment)
        plan.standard = (input.number, log.number, log.number)
        process = try plan.spawn()
        try awaitStart(log: "\(folder)/log")
    }

    func stop() { endChild(process) }

    private func awaitStart(log: String) throws(BootProbeError) {
        let deadline = HostInstant.now.advanced(bySeconds: 5)
        while HostInstant.now < deadline, bs_peek_exit(process) < 0 {
            if let text = try? LinuxFacts.text(log), text.contains("DHCP, static leases only") { return }
            usleep(2000)
        }
        endChild(process)
        throw BootProbeError(
            .unavailable, "dnsmasq does not serve addresses in the lab", underlying: try? LinuxFacts.text(log))
    }

    private static func command(_ program: String, hosts: String) -> [String] {
        [
            program, "--keep-in-foreground", "--conf-file=/dev/null", "--log-facility=-", "--user=root",
            "--port=0", "--no-resolv", "--no-hosts", "--interface=\(Lab.bridge)", "--bind-interfaces",
            "--dhcp-range=\(Lab.gateway),static,\(GuestAddress.mask(prefixLength: Lab.prefixLength)),infinite",
            "--dhcp-hostsfile=\(hosts)",
            "--dhcp-option=option:router,\(Lab.gateway)", "--dhcp-authoritative", "--dhcp-rapid-commit",
            // Places are ours alone: to ask first whether somebody has the address takes three seconds.
            "--no-ping", "--leasefile-ro",
        ]
    }
}
