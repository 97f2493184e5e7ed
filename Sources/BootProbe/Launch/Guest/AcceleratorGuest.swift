import CAcceleratorGuest
import CLinux
import Profiles

/// The smallest guest that tells whether an accelerator really runs guests: 64-bit code and SSE, whose results it
/// checks itself (`Guest.S`), run by QEMU alone. It needs no lab, no libvirt and no image.
package struct AcceleratorGuest: Sendable {
    /// A machine and its processor, as QEMU names them.
    package enum Machine: String, Sendable, CaseIterable {
        /// The least: hardly any firmware runs before the guest, so that a failure is the guest's own.
        case microvm
        /// What guests are launched on, with the firmware and the processor that they get.
        case q35

        fileprivate func processor(_ accelerator: Accelerator) -> String {
            switch self {
            case .microvm: "qemu64"
            case .q35: accelerator == .kvm ? "host" : "max"
            }
        }
    }

    /// What came of one run.
    package struct Run: Sendable, Equatable {
        package var machine: Machine
        /// From the launch call to the guest's first byte on the debug port; nil where none came.
        package var firstByteSeconds: Double?
        /// From the launch call to the verdict.
        package var seconds: Double
        /// Why the guest did not pass, with QEMU's own words; nil where it passed.
        package var failure: String?
    }

    private let program: String

    package init(program: String = "qemu-system-x86_64") { self.program = program }

    /// Runs the guest and kills it once the verdict is clear, at the latest after `limitSeconds`, which is many times
    /// what an emulator takes.
    ///
    /// - Throws: `unavailable` where QEMU is not installed, or this program was built for another architecture.
    package func run(
        on accelerator: Accelerator, machine: Machine, limitSeconds: Double = 4
    ) throws(BootProbeError) -> Run {
        // Nothing of it is left, however this process ends.
        let file = try Self.file()
        var plan = SpawnPlan(
            command: command(accelerator, machine, kernel: "/proc/self/fd/\(file.number)"),
            environment: SpawnPlan.ownEnvironment)
        plan.inherited = [file.number]
        var firstByteAt: HostInstant?
        let result = try LimitedProgram(plan, limitSeconds: limitSeconds).run { result, instant in
            if firstByteAt == nil, !result.output.isEmpty { firstByteAt = instant }
            return GuestVerdict(result).isClear
        }
        return Run(
            machine: machine, firstByteSeconds: firstByteAt?.seconds(since: result.launchedAt),
            seconds: HostInstant.now.seconds(since: result.launchedAt),
            failure: GuestVerdict(result).failure(limitSeconds: limitSeconds))
    }

    private func command(_ accelerator: Accelerator, _ machine: Machine, kernel: String) -> [String] {
        [
            program, "-machine", machine.rawValue, "-accel", accelerator.rawValue, "-cpu",
            machine.processor(accelerator), "-m", "32M", "-display", "none", "-nodefaults", "-no-user-config",
            "-no-reboot", "-kernel", kernel, "-debugcon", "stdio", "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
        ]
    }

    /// The guest's ELF file, in memory.
    private static func file() throws(BootProbeError) -> FileDescriptor {
        let content = unsafe [UInt8](UnsafeBufferPointer(start: bs_guest_bytes(), count: bs_guest_size()))
        guard !content.isEmpty else {
            throw BootProbeError(.unavailable, "the test of accelerators exists for x86-64 only")
        }
        let file = FileDescriptor(
            owning: try checked(
                unsafe bs_memory_file("accelerator-guest"), "cannot make a file in memory"))
        try file.write(content)
        return file
    }
}

/// What QEMU and the guest have said so far.
private struct GuestVerdict {
    private static let steps = [BS_GUEST_ENTERED, BS_GUEST_LONG_MODE, BS_GUEST_ARITHMETIC, BS_GUEST_PASSED]

    private let result: LimitedProgram.Result
    private let debugText: String
    private let messages: [String]

    init(_ result: LimitedProgram.Result) {
        self.result = result
        debugText = String(decoding: result.output, as: UTF8.self)
        messages = String(decoding: result.errors, as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { !$0.contains(": warning: ") }
    }

    private var hasPassed: Bool { debugText.contains(BS_GUEST_PASSED) }

    /// QEMU stops the guest and lives on when KVM gives up (`kvm_handle_internal_error`); the last line of what it then
    /// prints begins with the instructions.
    private var hasGivenUp: Bool { messages.contains { $0.hasPrefix("Code=") } && internalError != nil }

    private var internalError: String? { messages.first { $0.hasPrefix("KVM internal error") } }

    var isClear: Bool { hasPassed || hasGivenUp }

    func failure(limitSeconds: Double) -> String? {
        if hasPassed { return nil }
        return "the guest \(progress) and then \(ending(limitSeconds))"
    }

    private var progress: String {
        switch Self.steps.lastIndex(where: debugText.contains) {
        case nil: "did not begin to run"
        case 0: "ran 32-bit code"
        case 1: "entered 64-bit mode"
        default: "computed with 64-bit integers"
        }
    }

    private func ending(_ limitSeconds: Double) -> String {
        if let internalError {
            // Suberror 1: an instruction that KVM had to emulate and could not.
            let cause = messages.contains("emulation failure") ? ", emulation failure" : ""
            return "KVM gave up: \(internalError)\(cause)"
        }
        guard let status = result.status else { return "hung for \(Int(limitSeconds)) s" }
        let words = messages.isEmpty ? "" : ": \(messages.joined(separator: "; "))"
        return "QEMU \(status)\(words)"
    }
}
