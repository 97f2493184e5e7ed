import Profiles

/// Our own unikernel as the guest that tells whether an accelerator really runs guests: 64-bit code and SSE, whose
/// results it checks itself, interrupts, the timer and a network card, run by QEMU alone. It needs no lab and no libvirt.
package struct AcceleratorGuest: Sendable {
    /// A machine and its processor, as QEMU names them.
    package enum Machine: String, Sendable, CaseIterable {
        /// The least: hardly any firmware runs before the guest, so that a failure is the guest's own.
        case microvm
        /// What guests are launched on, with the firmware and the processor that they get.
        case q35

        fileprivate var typeWithOptions: String {
            switch self {
            case .microvm: "\(rawValue),\(Beacon.microVMOptions)"
            case .q35: rawValue
            }
        }

        fileprivate func processor(_ accelerator: Accelerator) -> String {
            switch self {
            case .microvm: "qemu64"
            case .q35: accelerator == .kvm ? "host" : "max"
            }
        }

        fileprivate var networkCard: String {
            switch self {
            case .microvm: "virtio-net-device,netdev=nowhere"
            case .q35: "virtio-net-pci,romfile=,netdev=nowhere"
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
    /// - Throws: `unavailable` where QEMU is not installed, or the guest is not built.
    package func run(
        on accelerator: Accelerator, machine: Machine, limitSeconds: Double = 4
    ) throws(BootProbeError) -> Run {
        let plan = SpawnPlan(
            command: command(accelerator, machine, kernel: try Beacon.kernel()),
            environment: SpawnPlan.ownEnvironment)
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
            program, "-machine", machine.typeWithOptions, "-accel", accelerator.rawValue, "-cpu",
            machine.processor(accelerator), "-m", "32M", "-display", "none", "-nodefaults", "-no-user-config",
            "-no-reboot", "-kernel", kernel, "-append", "address=10.0.2.15/24", "-debugcon", "stdio",
            // Nobody is on that network.
            "-netdev", "hubport,id=nowhere,hubid=0", "-device", machine.networkCard,
            "-global", "virtio-mmio.force-legacy=false", "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
        ]
    }
}

/// What QEMU and the guest have said so far.
private struct GuestVerdict {
    private let result: LimitedProgram.Result
    private let debugText: String
    private let messages: [String]

    init(_ result: LimitedProgram.Result) {
        self.result = result
        debugText = String(decoding: result.output, as: UTF8.self)
        messages = String(decoding: result.errors, as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { !$0.contains(": warning: ") }
    }

    private var hasPassed: Bool { debugText.contains("beacon: listening") }

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
        switch Beacon.milestones.lastIndex(where: { debugText.contains($0.text) }) {
        case nil: "said nothing"
        case 0: "began to run"
        default: "found its network card"
        }
    }

    /// Why the guest itself gave up.
    private var lastWords: String? {
        debugText.split(separator: "\n").first { $0.hasPrefix(Beacon.fatal) }.map {
            String($0.dropFirst(Beacon.fatal.count))
        }
    }

    private func ending(_ limitSeconds: Double) -> String {
        if let internalError {
            // Suberror 1: an instruction that KVM had to emulate and could not.
            let cause = messages.contains("emulation failure") ? ", emulation failure" : ""
            return "KVM gave up: \(internalError)\(cause)"
        }
        if let lastWords { return "gave up: \(lastWords)" }
        guard let status = result.status else { return "hung for \(Int(limitSeconds)) s" }
        let words = messages.isEmpty ? "" : ": \(messages.joined(separator: "; "))"
        return "QEMU \(status)\(words)"
    }
}
