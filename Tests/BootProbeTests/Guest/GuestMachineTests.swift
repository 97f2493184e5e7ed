import Foundation
import Profiles
import Testing

@testable import BootProbe

struct GuestMachineTests {
    private func description(name: String = "vm1", accelerator: Accelerator = .tcg) -> GuestMachine {
        GuestMachine(
            name: name, accelerator: accelerator, virtualCPUs: 2, memoryMiB: 512, kernel: "/cache/kernel",
            initialRAMDisk: "/run/initrd", kernelCommandLine: "console=ttyS0 a=\"b\" <&>", consolePipe: "/run/console",
            disks: [GuestMachine.Disk(overlay: "/run/root.qcow2", base: "/cache/root.ext4")],
            network: .tap("guest1", hardwareAddress: "52:54:00:4d:01:01"))
    }

    @Test(
        "names that look like markup arrive as they are",
        arguments: ["</name><devices>", "a\"b'c", "&amp;", "]]>", "<!--", "x\ty\nz", "größe 😀"])
    func hostileNames(name: String) throws {
        let reader = XMLReader()
        try reader.read(description(name: name).domainXML)
        #expect(reader.text(of: "domain/name") == name)
        #expect(reader.text(of: "domain/os/cmdline") == "console=ttyS0 a=\"b\" <&>")
        #expect(reader.paths.filter { $0 == "domain/devices" }.count == 1)
    }

    @Test("characters that XML forbids do not reach libvirt")
    func forbiddenCharacters() {
        #expect(XMLElement("a", ["b": "c\u{0}d\u{B}"]).description == "<a b=\"c\u{FFFD}d\u{FFFD}\"/>")
    }

    @Test("a user-mode network is told to QEMU in its own words, beside the domain's other parts")
    func userMode() throws {
        var description = description()
        let place = GuestNetwork.Place(number: 7, path: .userMode)
        let endpoint = Endpoint(address: place.reachableAt, port: 8080)
        description.network = .userMode(
            netdev: UserModeNetwork.netdev(id: "lan", from: endpoint), id: "lan", hardwareAddress: "02:42:0a:00:02:0f")
        let xml = description.domainXML
        #expect(
            xml.contains(
                "<qemu:arg value=\"user,id=lan,net=10.0.2.0/24,host=10.0.2.2,hostfwd=tcp:127.2.0.7:8080-10.0.2.15:8080\"/>"
            ))
        let reader = XMLReader()
        try reader.read(xml)
        #expect(!reader.paths.contains("domain/devices/interface"))
    }

    @Test("an attribute keeps white space that a reader would normalise")
    func whiteSpace() throws {
        let reader = XMLReader()
        try reader.read(XMLElement("a", ["b": "c\td\ne"]).description)
        #expect(reader.attributes["a"]?["b"] == "c\td\ne")
    }

    @Test("the accelerator decides the domain's type", arguments: [(Accelerator.kvm, "kvm"), (.tcg, "qemu")])
    func accelerator(accelerator: Accelerator, type: String) throws {
        let reader = XMLReader()
        try reader.read(description(accelerator: accelerator).domainXML)
        #expect(reader.attributes["domain"]?["type"] == type)
    }

    @Test("the tap is left to us, and the overlay's base is spelt out to its end")
    func devices() throws {
        let reader = XMLReader()
        try reader.read(description().domainXML)
        #expect(reader.attributes["domain/devices/interface/target"] == ["dev": "guest1", "managed": "no"])
        #expect(reader.attributes["domain/devices/disk/backingStore/source"] == ["file": "/cache/root.ext4"])
        #expect(reader.paths.contains("domain/devices/disk/backingStore/backingStore"))
        #expect(reader.attributes["domain/devices/serial/source"] == ["path": "/run/console"])
    }

    @Test("a guest without disk and network has neither")
    func bare() throws {
        var bare = description()
        bare.disks = []
        bare.network = nil
        let reader = XMLReader()
        try reader.read(bare.domainXML)
        #expect(!reader.paths.contains { $0.hasPrefix("domain/devices/disk") || $0.hasSuffix("interface") })
    }
}
