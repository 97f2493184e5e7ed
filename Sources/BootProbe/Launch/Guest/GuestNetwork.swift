import CLinux
import Synchronization

/// Places for guests on the lab's bridge, or behind user-mode networks of their own: for each a number, from which its
/// addresses follow.
struct GuestNetwork {
    /// One guest's place, `number` is 1…254.
    struct Place: Sendable, Equatable {
        var number: UInt8
        /// `lab` or `userMode`.
        var path = NetworkPath.lab

        /// The guest's own address, its prefix length and its default route.
        var address: String { path == .lab ? "10.77.1.\(number)" : UserModeNetwork.guestAddress }
        var prefixLength: Int { path == .lab ? Lab.prefixLength : UserModeNetwork.prefixLength }
        var gateway: String { path == .lab ? Lab.gateway : UserModeNetwork.gateway }

        /// Where the host reaches it.
        var reachableAt: String { path == .lab ? address : UserModeNetwork.hostAddress(number: number) }

        /// On the lab's bridge.
        var tap: String { "guest\(number)" }
    }

    let path: NetworkPath
    private var used: Set<UInt8> = []
    private var last: UInt8 = 0

    init(path: NetworkPath) { self.path = path }

    /// The free place that was freed longest ago, so that a late packet for one guest does not meet the next.
    mutating func take() throws(BootProbeError) -> Place {
        for _ in 1...254 {
            last = last == 254 ? 1 : last + 1
            if used.insert(last).inserted { return Place(number: last, path: path) }
        }
        throw BootProbeError(.unavailable, "254 guests are running, which is all that the lab's network has room for")
    }

    mutating func give(back place: Place) { used.remove(place.number) }
}

/// The places of all guests of a lab.
package final class GuestPlaces: Sendable {
    /// `lab` or `userMode`.
    package let path: NetworkPath
    private let network: Mutex<GuestNetwork>
    private let server = Mutex<LabDHCP?>(nil)

    package init(path: NetworkPath) {
        self.path = path
        network = Mutex(GuestNetwork(path: path))
    }

    func take() throws(BootProbeError) -> GuestNetwork.Place {
        try network.withLock { network throws(BootProbeError) in try network.take() }
    }

    /// From now on guests may ask for their addresses; a user-mode network has a server of its own.
    func serveAddresses(_ run: RunDirectory) throws(BootProbeError) {
        guard path == .lab else { return }
        try server.withLock { server throws(BootProbeError) in
            if server != nil { return }
            var places: [(hardwareAddress: String, address: String)] = []
            for number in UInt8(1)...254 {
                let place = GuestNetwork.Place(number: number)
                places.append((try place.hardwareAddress(), place.address))
            }
            server = try LabDHCP(run: run, places: places)
        }
    }

    func shutDown() {
        server.withLock { server in
            server?.stop()
            server = nil
        }
    }

    func give(back place: GuestNetwork.Place) { network.withLock { $0.give(back: place) } }
}

extension GuestNetwork.Place {
    /// Of the guest's packets in the tap while nobody takes them: the probe's first attempts, which would otherwise
    /// come over the guest by the thousand when its network is up.
    private static let queueLength = 16

    /// Linux's own default.
    private static let openQueueLength: Int32 = 1000

    /// From now on bursts are queued: a hundred connections opened at once would lose those beyond the short queue, and
    /// ask again after a second.
    func openToTraffic() {
        guard path == .lab else { return }
        // At worst the short queue stays.
        _ = unsafe bs_set_queue_length(tap, Self.openQueueLength)
    }

    func hardwareAddress() throws(BootProbeError) -> String { try LabNetwork.hardwareAddress(of: address) }

    /// Makes the tap, enslaves it to the bridge and ties the guest's address to its hardware address; QEMU itself does
    /// all that a user-mode network needs.
    func connect() throws(BootProbeError) {
        guard path == .lab else { return }
        try LabNetwork.addTap(tap)
        try LabNetwork.configure(["link set dev \(tap) txqueuelen \(Self.queueLength) master \(Lab.bridge) up"])
        try LabNetwork.addForwarding(to: address, through: tap)
        try LabNetwork.addPermanentNeighbour(address, on: Lab.bridge)
    }

    func disconnect() throws(BootProbeError) {
        guard path == .lab else { return }
        // The tap first: it may be there without the neighbour, where connecting failed half-way.
        try LabNetwork.configure(["link delete dev \(tap)", "neighbour delete \(address) dev \(Lab.bridge)"])
    }
}
