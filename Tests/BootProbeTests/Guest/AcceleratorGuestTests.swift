import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

@Suite(.serialized, .enabled(if: HostTool.isInstalled("qemu-system-x86_64"), "QEMU is not installed"))
struct AcceleratorGuestTests {
    @Test("our unikernel passes on QEMU's emulator", arguments: AcceleratorGuest.Machine.allCases)
    func emulated(machine: AcceleratorGuest.Machine) throws {
        let run = try AcceleratorGuest().run(on: .tcg, machine: machine, limitSeconds: 30)
        #expect(run.failure == nil)
        let firstByte = try #require(run.firstByteSeconds)
        #expect((0..<run.seconds).contains(firstByte))
    }

    @Test("a verdict on KVM comes within 10 s, with a reason where it is against")
    func kvm() throws {
        let begin = HostInstant.now
        let verdict = try KVMVerdict.find()
        #expect(HostInstant.now.seconds(since: begin) < 10)
        #expect(verdict.isUsable == (verdict.runs.count == 2 && verdict.runs.allSatisfy { $0.failure == nil }))
        print("KVM: \(verdict.failure ?? "usable"), after \(HostInstant.now.seconds(since: begin)) s")
    }

    @Test("no device, no KVM and no guest")
    func noDevice() throws {
        let verdict = try KVMVerdict.find(device: "/dev/no-such-device")
        #expect(verdict == KVMVerdict(failure: "there is no /dev/no-such-device"))
    }
}

@Suite struct AcceleratorGuestFailureTests {
    /// Stands for QEMU: prints what it prints.
    private func emulator(_ script: String) throws -> (folder: TemporaryDirectory, guest: AcceleratorGuest) {
        let folder = try TemporaryDirectory()
        try folder.write("qemu", "#!/bin/sh\n\(script)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("qemu"))
        return (folder, AcceleratorGuest(program: folder.file("qemu")))
    }

    /// The script cannot be executed as long as a process that another test is starting holds it open for writing.
    private func run(
        _ guest: AcceleratorGuest, machine: AcceleratorGuest.Machine, limitSeconds: Double = 4
    ) throws -> AcceleratorGuest.Run {
        let deadline = HostInstant.now.advanced(bySeconds: 10)
        while true {
            do {
                return try guest.run(on: .kvm, machine: machine, limitSeconds: limitSeconds)
            } catch {
                guard "\(error)".contains("Text file busy"), HostInstant.now < deadline else { throw error }
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    @Test(
        "a failure says how far the guest came, and what QEMU said",
        arguments: [
            (
                "echo 'qemu: warning: old' >&2; echo 'qemu: no KVM' >&2; exit 1",
                "the guest said nothing and then QEMU exited with status 1: qemu: no KVM"
            ),
            ("echo 'beacon: kernel'", "the guest began to run and then QEMU exited with status 0"),
            (
                "echo 'beacon: kernel'; echo 'beacon: FATAL: exception 6 at 0x1000'; exit 3",
                "the guest began to run and then gave up: exception 6 at 0x1000"
            ),
            (
                """
                echo 'beacon: kernel'; echo 'beacon: network up'
                printf 'KVM internal error. Suberror: 1\\nemulation failure\\nCode=0f 59 c0\\n' >&2
                exec sleep 100
                """,
                "the guest found its network card and then KVM gave up: KVM internal error. Suberror: 1, emulation failure"
            ),
        ])
    func reasons(script: String, reason: String) throws {
        let (folder, guest) = try emulator(script)
        defer { withExtendedLifetime(folder) {} }
        #expect(try run(guest, machine: .microvm).failure == reason)
    }

    @Test("a QEMU that has no microvm is judged by the other machine")
    func slimEmulator() throws {
        let (folder, guest) = try emulator(
            """
            case "$2" in microvm*) echo 'qemu: unsupported machine type' >&2; exit 1; esac
            echo 'beacon: listening'
            """)
        defer { withExtendedLifetime(folder) {} }
        _ = try run(guest, machine: .q35)
        let verdict = try KVMVerdict.find(device: "/dev/null", guest: guest)
        #expect(verdict.isUsable && verdict.runs.map(\.machine) == [.q35])
    }

    @Test("one that hangs is killed at the limit")
    func hangs() throws {
        let (folder, guest) = try emulator("exec sleep 100")
        defer { withExtendedLifetime(folder) {} }
        let run = try run(guest, machine: .q35, limitSeconds: 1)
        #expect(run.failure == "the guest said nothing and then hung for 1 s")
        #expect((1..<5).contains(run.seconds))
    }

    @Test("an emulator that is not there is unavailable")
    func missing() throws {
        let error = #expect(throws: BootProbeError.self) {
            try AcceleratorGuest(program: "no-such-qemu").run(on: .tcg, machine: .q35)
        }
        #expect(error?.code == .unavailable)
    }
}
