import CLinux
import Glibc

/// Places on the lab's bridge: for each guest a number, which gives its address and its tap.
struct GuestNetwork {
    /// One guest's place, `number` is 1…254.
    struct Place: Sendable, Equatable {
        var number: UInt8
        var address: String { "10.77.1.\(number)" }
        var tap: String { "guest\(number)" }
    }

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
    func hardwareAddress() throws(BootProbeError) -> String { try LabNetwork.hardwareAddress(of: address) }

    /// Makes the tap, enslaves it to the bridge and ties the guest's address to its hardware address.
    func connect() throws(BootProbeError) {
        let made = unsafe bs_create_persistent_tap(tap)
        guard made >= 0 else {
            throw .system("cannot make the tap \(tap): guests need /dev/net/tun", made, code: .unavailable)
        }
        try HostTool("ip", ["link", "set", "dev", tap, "master", Lab.bridge, "up"]).run()
        try LabNetwork.addPermanentNeighbour(address, on: Lab.bridge)
    }

    func disconnect() throws(BootProbeError) {
        // The tap first: it may be there without the neighbour, where connecting failed half-way.
        try HostTool("ip", ["link", "delete", "dev", tap]).run()
        try HostTool("ip", ["neighbour", "delete", address, "dev", Lab.bridge]).run()
    }
}
