import Glibc

/// An IPv4 address and port as sockets take them.
struct SocketAddress: Sendable, Equatable {
    /// In network byte order.
    let address: UInt32
    let port: UInt16

    /// - Throws: `badInput` where the address is not IPv4 in dotted form.
    init(_ endpoint: Endpoint) throws(BootProbeError) {
        var parsed = in_addr()
        guard unsafe inet_pton(AF_INET, endpoint.address, &parsed) == 1 else {
            throw BootProbeError(
                .badInput, "address \(endpoint.address.debugDescription): expected an IPv4 address such as 10.77.1.5")
        }
        address = parsed.s_addr
        port = endpoint.port
    }
}
