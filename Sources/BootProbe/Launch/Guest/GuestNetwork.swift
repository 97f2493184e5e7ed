import CLinux
import Glibc

/// Places on the lab's bridge: for each guest a number, which gives its address, its hardware address and its tap.
struct GuestNetwork {
    /// One guest's place, `number` is 1…254.
    struct Place: Sendable, Equatable {
        var number: UInt8
        var address: String { "10.77.1.\(number)" }
        /// Locally administered, and in QEMU's own range.
        var hardwareAddress: String {
            let digits = String(number, radix: 16)
            return "52:54:00:4d:01:\(digits.count == 1 ? "0" : "")\(digits)"
        }
        var tap: String { "guest\(number)" }
    }

    static let gateway = "10.77.0.1"
    static let prefixLength = 16
    static let bridge = "lab0"

    private var used: Set<UInt8> = []
    private var last: UInt8 = 0

    /// The free place that was freed longest ago, so that a late packet for one guest does not meet the next.
    mutating func take() throws(BootProbeError) -> Place {
        for _ in 1...254 {
            last = last == 254 ? 1 : last + 1
            if used.insert(last).inserted { return Place(number: last) }
        }
        throw BootProbeError(.unavailable, "254 guests are running, which is all that the lab's network has room for")
    }

    mutating func give(back place: Place) { used.remove(place.number) }
}

extension GuestNetwork.Place {
    /// Makes the tap, enslaves it to the bridge and enters the guest's neighbour for good: a host that had to ask for
    /// the guest's hardware address would repeat the question only once a second.
    func connect() throws(BootProbeError) {
        let result = unsafe bs_create_persistent_tap(tap)
        guard result >= 0 else {
            throw BootProbeError(
                .unavailable,
                "cannot make the tap \(tap): guests need /dev/net/tun and a network namespace of their own",
                underlying: unsafe String(cString: strerror(-result)))
        }
        try HostTool("ip", ["link", "set", "dev", tap, "master", GuestNetwork.bridge, "up"]).run()
        try HostTool(
            "ip",
            [
                "neighbour", "replace", address, "lladdr", hardwareAddress, "nud", "permanent", "dev",
                GuestNetwork.bridge,
            ]
        ).run()
    }

    func disconnect() throws(BootProbeError) {
        try HostTool("ip", ["neighbour", "delete", address, "dev", GuestNetwork.bridge]).run()
        try HostTool("ip", ["link", "delete", "dev", tap]).run()
    }
}
