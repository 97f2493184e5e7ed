import Foundation
import Profiles
import Testing

@testable import BootProbe

extension Launching {
    @Suite("A guest's devices", .serialized)
    struct GuestDeviceTests {
        @Test(
            "are those of its manifest: disks, which keep what they hold, a card, and a firmware that boots a disk",
            .enabled(if: GuestRequirements.missing.isEmpty, "\(GuestRequirements.sentence)"))
        func boot() throws {
            _ = try GuestPage.disk()
            try InsideLab.run(test: "Launching/GuestDeviceTests/insideLab")
        }

        @Test(.enabled(if: InsideLab.isInside, "runs in the lab that the boot test enters"))
        func insideLab() throws {
            let bench = try ExampleGuest.Bench(run: try Lab.runDirectory())
            for hypervisor in GuestImage.Hypervisor.allCases {
                for bus in GuestImage.Disk.Bus.allCases { try checkDisk(bench, hypervisor, bus) }
                let seen = try bench.outcome(
                    ExampleGuest(hypervisor: hypervisor, interface: .e1000, words: "own.cards"))
                // Intel's 82540EM.
                #expect(seen.contains("own: cards:") && seen.contains("0x8086:0x100e"), "\(hypervisor): \(seen)")
                for machine in [GuestImage.Machine.pc, .q35] {
                    for bus in GuestImage.Disk.Bus.allCases { try checkFirmware(bench, hypervisor, machine, bus) }
                }
            }
            try bench.checkEnd()
        }

        private func checkDisk(
            _ bench: ExampleGuest.Bench, _ hypervisor: GuestImage.Hypervisor, _ bus: GuestImage.Disk.Bus
        ) throws {
            let path = "\(bench.run.path)/own/disk"
            try FileSystem.write(Array("text of a disk\n".utf8) + [UInt8](repeating: 0, count: 1 << 16), to: path)
            let disk = GuestImage.Disk(path: path, format: .raw, bus: bus)
            let seen = try bench.outcome(
                ExampleGuest(
                    machine: .pc, hypervisor: hypervisor, disks: [disk],
                    words: "own.disk=\(bus == .ide ? "sda" : "vda")"))
            #expect(seen.contains("printed \"own: disk: text of a disk\""), "\(hypervisor), \(bus): \(seen)")
            #expect(try FileSystem.read(path).starts(with: "text of a disk\n".utf8), "a guest wrote to the user's disk")
        }

        /// The second disk is there so that the order of booting is tested too.
        private func checkFirmware(
            _ bench: ExampleGuest.Bench, _ hypervisor: GuestImage.Hypervisor, _ machine: GuestImage.Machine,
            _ bus: GuestImage.Disk.Bus
        ) throws {
            let disks = try ["first", "second"].map { name in
                let path = "\(bench.run.path)/own/\(name)"
                try FileSystem.write(
                    Self.bootSector(saying: "own: boot sector of the \(name) disk\n"), to: "\(path).raw")
                // As a user might have it.
                try HostTool("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", "\(path).raw", "\(path).qcow2"]).run()
                return GuestImage.Disk(path: "\(path).qcow2", format: .qcow2, bus: bus)
            }
            let seen = try bench.outcome(
                ExampleGuest(
                    machine: machine, hypervisor: hypervisor, addressing: .dhcp, disks: disks, kernel: ""))
            #expect(
                seen.contains("printed \"own: boot sector of the first disk\""),
                "\(hypervisor), \(machine), \(bus): \(seen)")
        }

        /// A megabyte whose first sector is 16-bit code that writes `text` to the first serial port and halts.
        private static func bootSector(saying text: String) -> [UInt8] {
            let code: [UInt8] = [
                0xfa, 0xfc,  // cli; cld
                0x31, 0xc0, 0x8e, 0xd8,  // xor ax, ax; mov ds, ax
                0xbe, 0x1a, 0x7c,  // mov si, text
                0xba, 0xf8, 0x03,  // mov dx, 0x3f8
                0xac, 0x84, 0xc0,  // next: lodsb; test al, al
                0x74, 0x03,  // jz end
                0xee, 0xeb, 0xf8,  // out dx, al; jmp next
                0xf4, 0xeb, 0xfd,  // end: hlt; jmp end
                0x90, 0x90, 0x90,
            ]
            precondition(code.count == 0x1a)
            var disk = code + Array(text.utf8)
            disk += [UInt8](repeating: 0, count: 510 - disk.count) + [0x55, 0xaa]
            return disk + [UInt8](repeating: 0, count: (1 << 20) - disk.count)
        }
    }
}
