import Profiles
import Testing

@testable import BootProbe

@Suite("QEMU's words for a machine")
struct QEMUCommandTests {
    private func machine(_ type: GuestImage.Machine) -> GuestMachine {
        GuestMachine(
            name: "unikernel-i1", accelerator: .tcg, type: type, virtualCPUs: 1, memoryMiB: 64, kernel: "/k",
            kernelCommandLine: "a=1, b", consolePipe: "/run/a,b/console",
            disks: [.init(overlay: "/run/0.qcow2", base: "/d"), .init(overlay: "/run/1.qcow2", base: "/e", bus: .ide)],
            network: .tap("guest1", hardwareAddress: "02:42:0a:4d:01:01"))
    }

    /// The values of an option, in order.
    private func values(_ option: String, _ command: [String]) -> [String] {
        zip(command, command.dropFirst()).filter { $0.0 == option }.map(\.1)
    }

    @Test("name PCI devices on boards that have PCI", arguments: [GuestImage.Machine.pc, .q35])
    func boards(type: GuestImage.Machine) {
        let command = machine(type).command()
        #expect(values("-machine", command) == [type.rawValue])
        #expect(
            values("-device", command) == [
                "virtio-blk-pci,drive=disk0",
                "ide-hd,drive=disk1,bus=\(type == .pc ? "ide.0,unit=1" : "ide.1")",
                "virtio-net-pci,romfile=,netdev=lan,mac=02:42:0a:4d:01:01", "virtio-rng-pci",
            ])
        #expect(values("-append", command) == ["a=1, b"])
        #expect(values("-serial", command) == ["chardev:console"])
    }

    @Test("boot the disks in their order where there is no kernel")
    func firmware() {
        var machine = machine(.pc)
        machine.kernel = nil
        #expect(
            values("-device", machine.command()).prefix(2) == [
                "virtio-blk-pci,drive=disk0,bootindex=0", "ide-hd,drive=disk1,bus=ide.0,unit=1,bootindex=1",
            ])
    }

    @Test("name virtio-mmio devices on the machine microvm")
    func microvm() {
        var machine = machine(.microvm)
        machine.disks.removeLast()
        machine.console = .debugPort
        machine.options = "acpi=off"
        let command = machine.command()
        #expect(values("-machine", command) == ["microvm,acpi=off"])
        #expect(
            values("-device", command) == [
                "isa-debugcon,iobase=0xe9,chardev=console", "virtio-blk-device,drive=disk0",
                "virtio-net-device,netdev=lan,mac=02:42:0a:4d:01:01", "virtio-rng-device",
            ])
        #expect(values("-serial", command).isEmpty)
    }

    @Test("double the commas of paths, which would end a value")
    func commas() {
        #expect(values("-chardev", machine(.pc).command()) == ["pipe,id=console,path=/run/a,,b/console"])
    }

    @Test("leave out what the guest does not have")
    func bare() {
        var machine = machine(.q35)
        (machine.disks, machine.network, machine.hasRandomSource, machine.kernelCommandLine) = ([], nil, false, "")
        let command = machine.command()
        #expect(values("-device", command).isEmpty && values("-append", command).isEmpty)
        #expect(values("-netdev", command).isEmpty && values("-drive", command).isEmpty)
    }

    @Test("take the processor that is asked for, and the host's under KVM")
    func processor() {
        var machine = machine(.q35)
        #expect(values("-cpu", machine.command()) == ["max"])
        machine.accelerator = .kvm
        #expect(values("-cpu", machine.command()) == ["host"])
        machine.processor = "qemu64,+rdrand"
        #expect(values("-cpu", machine.command()) == ["qemu64,+rdrand"])
        #expect(machine.domainXML.contains(#"<feature policy="require" name="rdrand"/>"#))
    }
}
