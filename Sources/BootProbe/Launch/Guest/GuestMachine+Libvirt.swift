import Profiles

// The machine in libvirt's terms (https://libvirt.org/formatdomain.html).
extension GuestMachine {
    var domainXML: String {
        var devices = disks.enumerated().map(element)
        devices.append(consoleElement)
        if hasRandomSource {
            let backend = XMLElement("backend", ["model": "random"], text: "/dev/urandom")
            devices.append(XMLElement("rng", ["model": "virtio"], [backend]))
        }
        devices.append(XMLElement("controller", ["type": "usb", "model": "none"]))
        devices.append(XMLElement("memballoon", ["model": "none"]))
        let type = accelerator == .kvm ? "kvm" : "qemu"
        switch network {
        case nil: return XMLElement("domain", ["type": type], machine(devices)).description
        case .tap(let tap, let hardwareAddress):
            devices.append(element(tap: tap, hardwareAddress))
            return XMLElement("domain", ["type": type], machine(devices)).description
        case .userMode(let netdev, let id, let hardwareAddress):
            // libvirt 9 forwards ports with passt alone; what it does not know is passed to QEMU in QEMU's words.
            let bus = self.type == .q35 ? "pcie.0" : "pci.0"
            let device = "\(interface.device),netdev=\(id),mac=\(hardwareAddress),bus=\(bus),addr=0x10"
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
                [XMLElement("type", ["arch": "x86_64", "machine": type.rawValue], text: "hvm")] + boot),
            XMLElement("features", [:], [XMLElement("acpi")]),
            processorElement,
            // A guest that stops for any reason is gone, and its console ends: that is how its failure is seen.
            XMLElement("on_poweroff", text: "destroy"), XMLElement("on_reboot", text: "destroy"),
            XMLElement("on_crash", text: "destroy"),
            XMLElement("devices", [:], devices),
        ]
    }

    private var boot: [XMLElement] {
        guard let kernel else { return [XMLElement("boot", ["dev": "hd"])] }
        var elements = [XMLElement("kernel", text: kernel)]
        if let initialRAMDisk { elements.append(XMLElement("initrd", text: initialRAMDisk)) }
        elements.append(XMLElement("cmdline", text: kernelCommandLine))
        return elements
    }

    /// A model with its flags, `qemu64,+rdrand,-avx`.
    private var processorElement: XMLElement {
        guard let processor else {
            return XMLElement("cpu", ["mode": accelerator == .kvm ? "host-passthrough" : "maximum"])
        }
        let words = processor.split(separator: ",").map(String.init)
        let features = words.dropFirst().map { word in
            let name = String(word.drop { "+-".contains($0) }).replacing(/=(on|off)$/, with: "")
            let isOff = word.hasPrefix("-") || word.hasSuffix("=off")
            return XMLElement("feature", ["policy": isOff ? "disable" : "require", "name": name])
        }
        let model = XMLElement("model", ["fallback": "forbid"], text: words.first ?? "")
        return XMLElement("cpu", ["mode": "custom", "match": "exact", "check": "none"], [model] + features)
    }

    private var consoleElement: XMLElement {
        let source = XMLElement("source", ["path": consolePipe])
        switch console {
        case .serial:
            return XMLElement("serial", ["type": "pipe"], [source, XMLElement("target", ["port": "0"])])
        case .debugPort:
            return XMLElement(
                "serial", ["type": "pipe"],
                [
                    source,
                    XMLElement(
                        "target", ["type": "isa-debug", "port": "0"], [XMLElement("model", ["name": "isa-debugcon"])]),
                    XMLElement("address", ["type": "isa", "iobase": "0xe9"]),
                ])
        }
    }

    private func element(_ index: Int, _ disk: Disk) -> XMLElement {
        let letter = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index)))
        let target: KeyValuePairs<String, String> =
            switch (disk.bus, type) {
            case (.virtio, _): ["dev": "vd\(letter)", "bus": "virtio"]
            case (.ide, .pc): ["dev": "hd\(letter)", "bus": "ide"]
            // The board q35 has SATA in place of IDE.
            case (.ide, _): ["dev": "sd\(letter)", "bus": "sata"]
            }
        return XMLElement(
            "disk", ["type": "file", "device": "disk"],
            [
                // The overlay is thrown away, so a flush by the guest need not reach the host's disk.
                XMLElement("driver", ["name": "qemu", "type": "qcow2", "cache": "unsafe"]),
                XMLElement("source", ["file": disk.overlay]),
                // Spelt out to its end, so that libvirt does not open the files to find out.
                XMLElement(
                    "backingStore", ["type": "file"],
                    [
                        XMLElement("format", ["type": disk.baseFormat.rawValue]),
                        XMLElement("source", ["file": disk.base]), XMLElement("backingStore"),
                    ]),
                XMLElement("target", target),
            ])
    }

    private func element(tap: String, _ hardwareAddress: String) -> XMLElement {
        XMLElement(
            "interface", ["type": "ethernet"],
            [
                XMLElement("mac", ["address": hardwareAddress]),
                XMLElement("target", ["dev": tap, "managed": "no"]), XMLElement("model", ["type": interface.rawValue]),
            ])
    }
}
