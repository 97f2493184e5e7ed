import Foundation
import Glibc
import TestSupport
import Testing

@testable import BootProbe

@Suite("Manifests of guests of one's own")
struct GuestManifestTests {
    private func guest(_ fields: String, technology: String = "unikernel") throws -> GuestImage {
        let text = "name: x\nport: 80\nreadiness: resp\ntechnologies: {\(technology): {guest: {\(fields)}}}"
        let image = try ImageManifest.parse(text, file: "/images/x.yaml")
        return try #require(image.variants[0].guest)
    }

    @Test("take the defaults of the least that can be said")
    func defaults() throws {
        let guest = try guest("kernel: k.elf")
        #expect(guest == GuestImage(kernel: "/images/k.elf"))
        #expect(guest.machine == .q35 && guest.hypervisor == .libvirt && guest.hasRandomSource)
        #expect(try self.guest("kernel: k, machine: microvm").hypervisor == .qemu)
    }

    @Test("say everything")
    func everything() throws {
        let guest = try guest(
            """
            kernel: /k, initrd: /i, command_line: "a={address}", disks: [{file: d, format: qcow2, bus: ide}],
            machine: pc, cpu: "qemu64,+rdrand", network: e1000, address: dhcp, random: false, console: debug-port,
            hypervisor: qemu, machine_options: "acpi=off,pit=off"
            """.replacing("\n", with: " "))
        #expect(
            guest
                == GuestImage(
                    kernel: "/k", initialRAMDisk: "/i", commandLine: "a={address}",
                    disks: [GuestImage.Disk(path: "/images/d", format: .qcow2, bus: .ide)], machine: .pc,
                    machineOptions: "acpi=off,pit=off", processor: "qemu64,+rdrand", interface: .e1000,
                    addressing: .dhcp, hasRandomSource: false,
                    console: .debugPort, hypervisor: .qemu))
    }

    @Test(
        "are refused with field and remedy",
        arguments: [
            ("machine: q35", "name a kernel, or a disk"),
            ("disks: [{file: d, format: raw}]", "use `address: dhcp`"),
            ("disks: [{file: d, format: raw}], address: dhcp, command_line: x", "there is none"),
            ("disks: [{file: d, format: vdi}], address: dhcp", "guest.disks[0].format: expected one of `raw`, `qcow2`"),
            ("kernel: k, machine: microvm, hypervisor: libvirt", "guest.hypervisor: libvirt has no machine microvm"),
            ("kernel: k, machine: microvm, network: e1000", "has no PCI"),
            ("kernel: k, machine_options: acpi=off", "guest.machine_options: libvirt does not hand these to QEMU"),
            ("kernel: k, machine: microvm, machine_options: acpi", "expected properties such as acpi=off"),
            ("kernel: k, machine: isapc", "expected one of `pc`, `q35`, `microvm`"),
            ("kernel: k, command_line: \"ip={adress}\"", "did you mean `{address}`?"),
            ("kernel: k, random: maybe", "expected true or false"),
            ("kernel: \"${BOOTSCALE_NO_SUCH_VARIABLE}\"", "set the environment variable BOOTSCALE_NO_SUCH_VARIABLE"),
            ("kernel: k, kernle: x", "kernle"),
        ])
    func mistakes(fields: String, complaint: String) {
        let error = #expect(throws: BootProbeError.self) { try guest(fields) }
        #expect(error?.code == .badInput)
        #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
    }

    @Test("belong to technologies that boot guests, and spare the command there alone")
    func technologies() {
        #expect(throws: BootProbeError.self) { try guest("kernel: k", technology: "container") }
        #expect(throws: BootProbeError.self) {
            try ImageManifest.parse(
                "name: x\nport: 80\nreadiness: resp\ntechnologies: {process: , unikernel: {guest: {kernel: k}}}",
                file: "x")
        }
    }

    @Test("are filled with the address, and keep the braces of JSON")
    func commandLine() {
        let address = GuestAddress(address: "10.77.1.5", gateway: "10.77.0.1", prefixLength: 16, port: 80)
        #expect(
            address.fill(#"{"net":{"addr":"{address}","mask":"{prefix}","gw":"{gateway}"}} {mask} {port} {x}"#)
                == #"{"net":{"addr":"10.77.1.5","mask":"16","gw":"10.77.0.1"}} 255.255.0.0 80 {x}"#)
        #expect(GuestAddress(address: "", gateway: "", prefixLength: 0, port: 1).mask == "0.0.0.0")
        #expect(GuestAddress(address: "", gateway: "", prefixLength: 32, port: 1).mask == "255.255.255.255")
    }

    @Test(
        "that are shipped as examples are read",
        arguments: ["rumprun-http", "redis-rumprun", "osv-memory", "redis-osv", "netbsd"])
    func examples(name: String) throws {
        for variable in ["RUMPRUN_HTTP", "RUMPRUN_REDIS", "OSV_KERNEL", "OSV_DISK", "NETBSD_KERNEL", "NETBSD_DISK"] {
            unsafe setenv(variable, "/images/\(variable)", 1)
        }
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../examples/guests")
        let image = try ImageManifest.read(contentsOf: folder.appending(path: "\(name).yaml").path)
        #expect(image.name == name)
        #expect(image.variants.allSatisfy { $0.guest?.files.allSatisfy { $0.hasPrefix("/images/") } == true })
    }
}

@Suite("Manifests whose images are not there yet")
struct UnsetManifestTests {
    private func manifest(kernel: String, commandLine: String = "") throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try folder.write(
            "a.yaml",
            """
            name: mine
            port: 80
            readiness: resp
            technologies: {unikernel: {guest: {kernel: "\(kernel)", command_line: "\(commandLine)"}}}
            """)
        return folder
    }

    @Test("name the variables that hold no path, and are read all the same")
    func unset() throws {
        let folder = try manifest(kernel: "${MINE}/k.elf")
        let (image, unset) = try ImageManifest.readingUnset(contentsOf: folder.file("a.yaml"), environment: [:])
        #expect(image.name == "mine" && unset == ["MINE"])
    }

    @Test("lack nothing where such a word is no path of an image")
    func elsewhere() throws {
        let folder = try manifest(kernel: "k.elf", commandLine: "root=${DISK}")
        let (image, unset) = try ImageManifest.readingUnset(contentsOf: folder.file("a.yaml"), environment: [:])
        #expect(unset == [] && image.variants.first?.guest?.commandLine == "root=${DISK}")
    }
}
