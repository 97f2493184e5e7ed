import Profiles

/// A guest in libvirt's terms (https://libvirt.org/formatdomain.html): direct kernel boot, a console, and optionally a
/// root disk and a network interface.
struct DomainDescription {
    var name: String
    var accelerator: Accelerator
    var virtualCPUs: Int
    var memoryMiB: Int
    var kernel: String
    var initialRAMDisk: String
    var kernelCommandLine: String
    /// Stem of the named pipes that the console is written to and read from.
    var consolePipe: String
    var disk: Disk?
    var network: Network?

    /// A qcow2 file whose changes go with it, over a raw one that stays.
    struct Disk {
        var overlay: String
        var base: String
    }

    enum Network {
        /// A tap that exists; neither QEMU nor libvirt makes, moves or removes it.
        case tap(String, hardwareAddress: String)
        /// QEMU's user-mode network, with the value of its option `-netdev` and that device's id.
        case userMode(netdev: String, id: String, hardwareAddress: String)
    }

    var xml: String {
        var devices = [
            XMLElement(
                "serial", ["type": "pipe"],
                [XMLElement("source", ["path": consolePipe]), XMLElement("target", ["port": "0"])]),
            // A guest that waits for entropy measures its wait.
            XMLElement("rng", ["model": "virtio"], [XMLElement("backend", ["model": "random"], text: "/dev/urandom")]),
            XMLElement("controller", ["type": "usb", "model": "none"]),
            XMLElement("memballoon", ["model": "none"]),
        ]
        if let disk { devices.append(Self.element(disk)) }
        let type = accelerator == .kvm ? "kvm" : "qemu"
        switch network {
        case nil: return XMLElement("domain", ["type": type], machine(devices)).description
        case .tap(let tap, let hardwareAddress):
            devices.append(Self.element(tap: tap, hardwareAddress))
            return XMLElement("domain", ["type": type], machine(devices)).description
        case .userMode(let netdev, let id, let hardwareAddress):
            // libvirt 9 forwards ports with passt alone; what it does not know is passed to QEMU in QEMU's words.
            let device = "virtio-net-pci,netdev=\(id),mac=\(hardwareAddress),bus=pcie.0,addr=0x10"
            return XMLElement(
                "domain", ["type": type, "xmlns:qemu": "http://libvirt.org/schemas/domain/qemu/1.0"],
                machine(devices) + [Self.commandLine(["-netdev", netdev, "-device", device])]
            ).description
        }
    }

    private static func commandLine(_ words: [String]) -> XMLElement {
        XMLElement("qemu:commandline", [:], words.map { XMLElement("qemu:arg", ["value": $0]) })
    }

    private func machine(_ devices: [XMLElement]) -> [XMLElement] {
        [
            XMLElement("name", text: name),
            XMLElement("memory", ["unit": "MiB"], text: "\(memoryMiB)"),
            XMLElement("vcpu", text: "\(virtualCPUs)"),
            XMLElement(
                "os", [:],
                [
                    XMLElement("type", ["arch": "x86_64", "machine": "q35"], text: "hvm"),
                    XMLElement("kernel", text: kernel), XMLElement("initrd", text: initialRAMDisk),
                    XMLElement("cmdline", text: kernelCommandLine),
                ]),
            XMLElement("features", [:], [XMLElement("acpi")]),
            XMLElement("cpu", ["mode": accelerator == .kvm ? "host-passthrough" : "maximum"]),
            // A guest that stops for any reason is gone, and its console ends: that is how its failure is seen.
            XMLElement("on_poweroff", text: "destroy"), XMLElement("on_reboot", text: "destroy"),
            XMLElement("on_crash", text: "destroy"),
            XMLElement("devices", [:], devices),
        ]
    }

    private static func element(_ disk: Disk) -> XMLElement {
        XMLElement(
            "disk", ["type": "file", "device": "disk"],
            [
                // The overlay is thrown away, so a flush by the guest need not reach the host's disk.
                XMLElement("driver", ["name": "qemu", "type": "qcow2", "cache": "unsafe"]),
                XMLElement("source", ["file": disk.overlay]),
                // Spelt out to its end, so that libvirt does not open the files to find out.
                XMLElement(
                    "backingStore", ["type": "file"],
                    [
                        XMLElement("format", ["type": "raw"]), XMLElement("source", ["file": disk.base]),
                        XMLElement("backingStore"),
                    ]),
                XMLElement("target", ["dev": "vda", "bus": "virtio"]),
            ])
    }

    private static func element(tap: String, _ hardwareAddress: String) -> XMLElement {
        XMLElement(
            "interface", ["type": "ethernet"],
            [
                XMLElement("mac", ["address": hardwareAddress]),
                XMLElement("target", ["dev": tap, "managed": "no"]), XMLElement("model", ["type": "virtio"]),
            ])
    }
}
