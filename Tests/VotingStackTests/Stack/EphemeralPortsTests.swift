import BootProbe
import Testing
import VotingStack

@Suite("Local ports of the stack")
struct EphemeralPortsTests {
    @Test("are those of the voting page's containers, too")
    func containers() throws {
        let images = try DemoImages()
        for image in [images.vote, images.replica] {
            #expect(image.variant(.container)?.sysctls == EphemeralPorts.parameters)
        }
        #expect(EphemeralPorts.parameters[0].path == "/proc/sys/net/ipv4/ip_local_port_range")
    }
}
