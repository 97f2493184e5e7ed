import Foundation
import UserInput

// The part of a manifest that describes a guest of the user's own.
extension YAMLField {
    private static let guestKeys = [
        "kernel", "initrd", "command_line", "disks", "machine", "machine_options", "cpu", "network", "address",
        "random", "console", "hypervisor",
    ]

    /// What boots and on which machine.
    func guestImage() throws(BootProbeError) -> GuestImage {
        let fields = try mapping(known: Self.guestKeys)
        var guest = GuestImage(machine: try fields.optional("machine")?.word(GuestImage.Machine.self) ?? .q35)
        guest.kernel = try fields.optional("kernel")?.imagePath()
        guest.initialRAMDisk = try fields.optional("initrd")?.imagePath()
        if let field = fields.optional("command_line") { guest.commandLine = try field.guestCommandLine() }
        for field in try fields.optional("disks")?.list() ?? [] { guest.disks.append(try field.disk()) }
        guest.machineOptions = try fields.optional("machine_options")?.string("properties such as acpi=off,pit=off") {
            $0.wholeMatch(of: /[a-z][a-z0-9_.-]*=[A-Za-z0-9_.-]+(,[a-z][a-z0-9_.-]*=[A-Za-z0-9_.-]+)*/) != nil
        }
        guest.processor = try fields.optional("cpu")?.string("a CPU model of QEMU's, such as qemu64,+rdrand") {
            $0.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9+,=._-]*/) != nil
        }
        guest.interface = try fields.optional("network")?.word(GuestImage.Interface.self) ?? .virtio
        guest.addressing = try fields.optional("address")?.word(GuestImage.Addressing.self) ?? .commandLine
        guest.hasRandomSource = try fields.optional("random")?.boolean() ?? true
        guest.console = try fields.optional("console")?.word(GuestImage.Console.self) ?? .serial
        if let field = fields.optional("hypervisor") { guest.hypervisor = try field.word(GuestImage.Hypervisor.self) }
        try check(guest, fields)
        return guest
    }

    private func check(_ guest: GuestImage, _ fields: YAMLMapping) throws(BootProbeError) {
        guard guest.kernel != nil || !guest.disks.isEmpty else { throw wrong("name a kernel, or a disk to boot from") }
        guard guest.kernel != nil || (guest.commandLine.isEmpty && guest.initialRAMDisk == nil) else {
            throw wrong("`initrd` and `command_line` are handed to a kernel, and there is none")
        }
        if guest.kernel == nil, guest.addressing == .commandLine {
            throw wrong("a guest that boots from its disk gets no command line: use `address: dhcp`")
        }
        if let options = fields.optional("machine_options"), guest.hypervisor == .libvirt {
            throw options.wrong("libvirt does not hand these to QEMU; use `hypervisor: qemu`")
        }
        guard guest.machine == .microvm else { return }
        guard guest.hypervisor == .qemu else {
            throw (fields.optional("hypervisor") ?? self).wrong("libvirt has no machine microvm; use `qemu`")
        }
        guard guest.interface == .virtio, guest.disks.allSatisfy({ $0.bus == .virtio }) else {
            throw wrong("the machine microvm has no PCI: use virtio devices, or another machine")
        }
        guard guest.kernel != nil else { throw wrong("the machine microvm needs a kernel") }
    }

    private func disk() throws(BootProbeError) -> GuestImage.Disk {
        let fields = try mapping(known: ["file", "format", "bus"])
        return GuestImage.Disk(
            path: try fields.required("file").imagePath(),
            format: try fields.required("format").word(GuestImage.Disk.Format.self),
            bus: try fields.optional("bus")?.word(GuestImage.Disk.Bus.self) ?? .virtio)
    }

    /// A file, relative to the manifest, or an environment variable `${NAME}` that holds its path: shipped manifests
    /// take images from where their user has them.
    private func imagePath() throws(BootProbeError) -> String {
        let text = try string("a path that is not empty") { !$0.isEmpty }
        guard let match = text.wholeMatch(of: /\$\{([A-Za-z_][A-Za-z0-9_]*)\}(.*)/) else {
            return InputFile.resolve(text, beside: file)
        }
        guard let value = ProcessInfo.processInfo.environment[String(match.1)], !value.isEmpty else {
            throw wrong("set the environment variable \(match.1) to the path of the image")
        }
        // As a shell would take it: relative to the current folder.
        return URL(filePath: value + match.2).path
    }

    private func guestCommandLine() throws(BootProbeError) -> String {
        let text = try string("one line") { !$0.contains { $0.isNewline || $0 == "\0" } }
        try checkPlaceholders(in: text, known: GuestAddress.placeholders)
        return text
    }
}
