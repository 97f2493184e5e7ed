import CLinux
import Glibc

/// A stub behind one network path, as an instance of that path would be, until the path is removed.
final class StubBench: CalibrationSubject {
    let path: NetworkPath
    let stub: StubProcess
    let endpoint: Endpoint
    private let switchProcess: pid_t?

    /// Whether the stub may keep a CPU busy: not where the probe and what switches packets need both of two.
    var canStayAwake: Bool { switchProcess == nil || LinuxFacts.onlineCPUs > 2 }

    /// Numbers that guests and containers, which count up from 1, reach last.
    private static let guestAddress = "10.77.1.254"
    private static let containerAddress = "10.78.250.250"
    private static let containerBridge = "labc1"
    private static let tap = "stub0"

    /// Sets the path up; to be called in a lab.
    ///
    /// Throws `unavailable` with the reason where this host cannot offer the path.
    init(_ path: NetworkPath) throws(BootProbeError) {
        self.path = path
        switch path {
        case .loopback:
            endpoint = Endpoint(address: "127.0.250.250", port: StubProcess.port)
            stub = try StubProcess(address: endpoint.address)
            switchProcess = nil
        case .containerBridge:
            try Self.connectContainer()
            endpoint = Endpoint(address: Self.containerAddress, port: StubProcess.port)
            stub = try StubProcess(address: endpoint.address, namespace: Self.namespace(path))
            switchProcess = nil
        case .lab:
            endpoint = Endpoint(address: Self.guestAddress, port: StubProcess.port)
            stub = try Self.connectGuest()
            switchProcess = nil
        case .userMode:
            endpoint = Endpoint(address: UserModeNetwork.hostAddress(number: 254), port: StubProcess.port)
            switchProcess = try Self.connectUserMode(endpoint)
            stub = try StubProcess(address: UserModeNetwork.guestAddress, namespace: Self.namespace(path))
        }
    }

    func trial(delay: Double) throws(BootProbeError) -> CalibrationTrial {
        let launch = try StubInstance.staged(self, delay: delay).timed(StubProcess.page, timeoutSeconds: 30)
        let opened = try stub.opened()
        defer { try? launch.instance.destroy() }
        return try CalibrationTrial(launch, listening: opened, truth: opened)
    }

    func remove() {
        if let switchProcess { endChild(switchProcess) }
        // The lab's end removes what this cannot.
        if path != .loopback { try? LabNetwork.configure(["netns delete \(Self.namespace(path))"]) }
        if path == .containerBridge { try? LabNetwork.configure(["link delete dev \(Self.containerBridge)"]) }
    }

    private static func namespace(_ path: NetworkPath) -> String { "stub-\(path.rawValue)" }

    /// A pair of virtual Ethernet devices from a bridge into a namespace, as container engines make it.
    private static func connectContainer() throws(BootProbeError) {
        let name = namespace(.containerBridge)
        try LabNetwork.addBridge(containerBridge, address: "10.78.250.1", prefixLength: 24)
        try LabNetwork.configure([
            "netns add \(name)",
            "link add stubc0 master \(containerBridge) type veth peer name eth0 netns \(name)",
            "link set stubc0 up",
        ])
        try configure(name, device: "eth0", address: "\(containerAddress)/24", hardwareAddressOf: containerAddress)
        try LabNetwork.addPermanentNeighbour(containerAddress, on: containerBridge)
    }

    /// A tap on the lab's bridge, as a guest has it, with the stub's own tap behind.
    private static func connectGuest() throws(BootProbeError) -> StubProcess {
        let place = GuestNetwork.Place(number: 254)
        try place.connect()
        let name = namespace(.lab)
        try LabNetwork.addTap(tap)
        try isolateTap(in: name)
        try configure(name, device: tap, address: "\(guestAddress)/16", hardwareAddressOf: guestAddress)
        let taps = StubProcess.TapPair(near: place.tap, namespace: name, far: tap)
        return try StubProcess(address: guestAddress, behind: taps)
    }

    /// QEMU's user-mode network in a guest's place: a QEMU without a machine, but for a hub between that and a tap.
    private static func connectUserMode(_ endpoint: Endpoint) throws(BootProbeError) -> pid_t {
        let command = [
            "qemu-system-x86_64", "-M", "none", "-display", "none", "-nodefaults", "-serial", "none", "-monitor",
            "none",
            "-netdev", UserModeNetwork.netdev(id: "path", from: endpoint),
            "-netdev", "hubport,id=path-port,hubid=0,netdev=path",
            "-netdev", "tap,id=stub,ifname=\(tap),script=no,downscript=no",
            "-netdev", "hubport,id=stub-port,hubid=0,netdev=stub",
        ]
        let name = namespace(.userMode)
        try LabNetwork.addTap(tap)
        let process = try spawnSilently(command)
        do throws(BootProbeError) {
            try awaitCarrier(process)
            try isolateTap(in: name)
            try configure(
                name, device: tap, address: UserModeNetwork.guestAddressWithPrefix,
                hardwareAddressOf: UserModeNetwork.guestAddress)
            try LabNetwork.configure(["-n \(name) route add default via \(UserModeNetwork.gateway)"])
        } catch {
            endChild(process)
            throw error
        }
        return process
    }

    private static func spawnSilently(_ command: [String]) throws(BootProbeError) -> pid_t {
        let null = try FileDescriptor(opening: "/dev/null", flags: O_RDWR)
        var plan = SpawnPlan(command: command, environment: SpawnPlan.ownEnvironment)
        plan.standard = (null.number, null.number, null.number)
        return try plan.spawn()
    }

    /// Puts the stub's own tap into a new namespace.
    private static func isolateTap(in namespace: String) throws(BootProbeError) {
        try LabNetwork.configure(["netns add \(namespace)", "link set \(tap) netns \(namespace)"])
    }

    /// A tap has a carrier once its user-space end is taken.
    private static func awaitCarrier(_ process: pid_t) throws(BootProbeError) {
        try LabNetwork.configure(["link set \(tap) up"])
        let deadline = HostInstant.now.advanced(bySeconds: 10)
        while HostInstant.now < deadline {
            if unsafe bs_interface_is_running(tap) == 1 { return }
            if bs_peek_exit(process) >= 0 { break }
            usleep(2000)
        }
        throw BootProbeError(.unavailable, "nothing switches packets for the calibration stub")
    }

    private static func configure(
        _ namespace: String, device: String, address: String, hardwareAddressOf owner: String
    ) throws(BootProbeError) {
        try LabNetwork.configure([
            "-n \(namespace) link set dev \(device) address \(try LabNetwork.hardwareAddress(of: owner))",
            "-n \(namespace) address add \(address) dev \(device)",
            "-n \(namespace) link set dev \(device) up",
        ])
    }
}
