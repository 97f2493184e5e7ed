/// Where a packet came from, and so where its answer goes: through the same neighbour, be it the host or its router.
struct Station: Equatable {
    var address: IPv4Address
    var neighbour: MACAddress
}
