/// QEMU's user-mode network (libslirp): needs no device and no right, and accepts connections in the guest's stead.
enum UserModeNetwork {
    /// libslirp's own network, in which every guest is alone.
    static let guestAddress = "10.0.2.15"
    static let prefixLength = 24
    static let gateway = "10.0.2.2"

    static var guestAddressWithPrefix: String { "\(guestAddress)/\(prefixLength)" }

    /// Where the host reaches the guest: a loopback address for each, so that all can keep their port.
    static func hostAddress(number: UInt8) -> String { "127.2.0.\(number)" }

    /// The value of QEMU's option `-netdev` that forwards `endpoint` to the guest's same port.
    static func netdev(id: String, from endpoint: Endpoint) -> String {
        "user,id=\(id),net=10.0.2.0/24,host=\(gateway),"
            + "hostfwd=tcp:\(endpoint.address):\(endpoint.port)-\(guestAddress):\(endpoint.port)"
    }
}
