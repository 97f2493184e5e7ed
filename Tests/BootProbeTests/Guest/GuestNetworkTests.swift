import Testing

@testable import BootProbe

struct GuestNetworkTests {
    @Test("a place that was given back is the last to be taken again")
    func rotation() throws {
        var network = GuestNetwork()
        let first = try network.take()
        network.give(back: first)
        var addresses: [String] = []
        for _ in 1...253 { addresses.append(try network.take().address) }
        #expect(Set(addresses).count == 253)
        #expect(!addresses.contains(first.address))
        #expect(try network.take() == first)
    }

    @Test("more guests than addresses are refused")
    func exhaustion() throws {
        var network = GuestNetwork()
        for _ in 1...254 { _ = try network.take() }
        let error = #expect(throws: BootProbeError.self) { try network.take() }
        #expect(error?.code == .unavailable)
    }

    @Test("each place has an address and a tap of its own", arguments: [1, 16, 254] as [UInt8])
    func place(number: UInt8) throws {
        let place = GuestNetwork.Place(number: number)
        #expect(place.address == "10.77.1.\(number)")
        // IFNAMSIZ, with its null.
        #expect(place.tap.utf8.count < 16)
    }
}
