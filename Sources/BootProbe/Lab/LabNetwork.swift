import CLinux

/// The network of a lab.
enum LabNetwork {
    /// Brings loopback up (all of 127.0.0.0/8 is local) and creates the lab's bridge.
    static func setUp() throws(BootProbeError) {
        _ = try checked(unsafe bs_interface_up("lo"), "cannot bring loopback up in the lab")
        try addBridge(Lab.bridge, address: Lab.gateway, prefixLength: Lab.prefixLength)
    }

    /// Creates a bridge that is ready at all times.
    ///
    /// Its hardware address is fixed, since a bridge otherwise takes the lowest one of its ports and changes it when a
    /// port joins. One end of a virtual cable stays plugged in, since a bridge without a live port has no carrier, and
    /// the kernel may take a second to see that it has one again; the end in the lab is silent (no ARP).
    static func addBridge(_ name: String, address: String, prefixLength: Int) throws(BootProbeError) {
        try configure([
            "link add \(name) address \(try hardwareAddress(of: address)) type bridge",
            "addr add \(address)/\(prefixLength) dev \(name)",
            "link add \(name)-hold type veth peer name \(name)-held",
            "link set \(name)-held arp off up",
            "link set \(name)-hold master \(name) up",
            "link set \(name) up",
        ])
    }

    /// Ties an address to its hardware address for good: the kernel asks for an unknown one (ARP) only once a second,
    /// and would find a listener up to that much too late.
    static func addPermanentNeighbour(_ address: String, on bridge: String) throws(BootProbeError) {
        try configure([
            "neigh replace \(address) lladdr \(try hardwareAddress(of: address)) nud permanent dev \(bridge)"
        ])
    }

    /// Tells the bridge behind which of its ports an address is. It otherwise sends to all of them what is for a guest that has not sent
    /// anything yet: each of the probe's attempts at a guest that boots would come to all that serve, and wake them up.
    static func addForwarding(to address: String, through port: String) throws(BootProbeError) {
        let entry = "fdb replace \(try hardwareAddress(of: address)) dev \(port) master static"
        try HostTool("bridge", entry.split(separator: " ").map(String.init)).run()
    }

    /// Makes a tap that stays until it is deleted, and that QEMU or a stub takes the other end of.
    static func addTap(_ name: String) throws(BootProbeError) {
        let made = unsafe bs_create_persistent_tap(name)
        guard made >= 0 else {
            throw .system("cannot make the tap \(name): guests need /dev/net/tun", made, code: .unavailable)
        }
    }

    /// A locally administered hardware address made of the IPv4 address, so that each knows the other.
    package static func hardwareAddress(of address: String) throws(BootProbeError) -> String {
        let parsed = try SocketAddress(Endpoint(address: address, port: 0)).address
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: parsed >> ($0 * 8)) }
        return ([0x02, 0x42] + bytes).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
            .joined(separator: ":")
    }

    /// Runs `ip` with each of `commands`, whose words hold no blanks.
    static func configure(_ commands: [String]) throws(BootProbeError) {
        for command in commands { try HostTool("ip", command.split(separator: " ").map(String.init)).run() }
    }
}
