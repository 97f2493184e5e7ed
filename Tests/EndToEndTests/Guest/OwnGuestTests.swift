import Foundation
import Profiles
import Testing

@testable import BootProbe

extension Launching {
    @Suite("A guest of one's own", .serialized)
    struct OwnGuestTests {
        @Test(
            "answers by libvirt and by QEMU alone, fails with its own reason, and leaves nothing behind",
            .enabled(if: GuestRequirements.missing.isEmpty, "\(GuestRequirements.sentence)"))
        func boot() throws {
            // Before the lab, which has no way to the package mirrors.
            _ = try GuestPage.disk()
            try InsideLab.run(test: "Launching/OwnGuestTests/insideLab")
        }

        @Test(.enabled(if: InsideLab.isInside, "runs in the lab that the boot test enters"))
        func insideLab() throws {
            let bench = try ExampleGuest.Bench(run: try Lab.runDirectory())
            let noKernel = bench.ramDisk
            #expect(try bench.outcome(ExampleGuest()) == "answered")
            #expect(try bench.outcome(ExampleGuest(technology: .vm, hypervisor: .libvirt)) == "answered")
            #expect(try bench.outcome(ExampleGuest(machine: .pc, hypervisor: .libvirt)) == "answered")
            #expect(try bench.outcome(ExampleGuest(addressing: .dhcp)) == "answered")
            let crash = try bench.outcome(ExampleGuest(words: "own.crash"))
            #expect(crash.contains("printed \"FATAL TRAP: it was asked for\""), "\(crash)")
            #expect(try bench.outcome(ExampleGuest(words: "own.halt")).contains("QEMU exited with status 0"))
            #expect(try bench.outcome(ExampleGuest(kernel: noKernel)).contains("QEMU exited with status 1: qemu"))
            #expect(
                try bench.outcome(ExampleGuest(hypervisor: .libvirt, kernel: noKernel)).contains(
                    "libvirt could not start"))
            #expect(try bench.outcome(ExampleGuest(kernel: "/none")).contains("there is no readable file /none"))
            try bench.checkEnd()
        }
    }
}
