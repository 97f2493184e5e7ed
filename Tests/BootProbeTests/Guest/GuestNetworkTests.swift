import Testing

@testable import BootProbe

struct GuestNetworkTests {
    @Test("a place that was given back is the last to be taken again")
    func rotation() throws {
        var network = GuestNetwork(path: .lab)
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
        var network = GuestNetwork(path: .lab)
        for _ in 1...254 { _ = try network.take() }
        let error = #expect(throws: BootProbeError.self) { try network.take() }
        #expect(error?.code == .unavailable)
    }

    @Test("behind user-mode networks all guests have one address, and each is reached at its own")
    func userMode() {
        let places = [1, 254].map { GuestNetwork.Place(number: $0, path: .userMode) }
        #expect(Set(places.map(\.address)) == ["10.0.2.15"])
        #expect(places.map(\.reachableAt) == ["127.2.0.1", "127.2.0.254"])
    }

    @Test("each place has an address and a tap of its own", arguments: [1, 16, 254] as [UInt8])
    func place(number: UInt8) throws {
        let place = GuestNetwork.Place(number: number)
        #expect(place.address == "10.77.1.\(number)")
        // IFNAMSIZ, with its null.
        #expect(place.tap.utf8.count < 16)
    }
}
