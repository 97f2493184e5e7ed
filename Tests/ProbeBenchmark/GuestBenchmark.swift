import BootProbe
import Profiles

/// What lies between the launch call and the first answer of a guest that has next to nothing to do: our unikernel, by
/// QEMU alone and through libvirt, in turn.
struct GuestBenchmark {
    let trials: Int
    private let launcher: GuestLauncher
    private let accelerator: Accelerator

    private struct Kind {
        var machine: GuestImage.Machine
        var hypervisor: GuestImage.Hypervisor
        /// Milliseconds: of the first answer, and of the first answer above what it is compared with.
        var goals: (answer: String, above: String)
    }

    private static let kinds = [
        Kind(machine: .microvm, hypervisor: .qemu, goals: ("80", "25")),
        Kind(machine: .q35, hypervisor: .qemu, goals: ("150", "25")),
        Kind(machine: .q35, hypervisor: .libvirt, goals: ("–", "60")),
    ]

    init(trials: Int) throws(BootProbeError) {
        self.trials = trials
        let run = try Lab.runDirectory()
        accelerator = try KVMVerdict.find().isUsable ? .kvm : .tcg
        launcher = GuestLauncher(
            .unikernel, run: run, libvirt: try GuestHost(run: run), accelerator: accelerator, disks: DiskStore()
        ) { recipe throws(BootProbeError) in
            throw BootProbeError(.internalFault, "\(recipe.name): our unikernel has no tree")
        }
    }

    func run() throws(BootProbeError) {
        var samples = Self.kinds.map { _ in Samples() }
        // The first of each finds QEMU's and libvirt's files cold.
        for round in 0...trials {
            for (index, kind) in Self.kinds.enumerated() {
                let sample = try launch(kind)
                if round > 0 { samples[index].add(sample) }
            }
        }
        print("\nGuests: beacon under \(accelerator.rawValue), medians of \(trials) launches in turn, ms")
        print("                create  hypervisor  first  first           above")
        print("                call    process up  byte   answer  (goal)  (goal)        end (goal 300)")
        for (kind, samples) in zip(Self.kinds, samples) { print(row(kind, samples)) }
        print("above: of QEMU alone the answer above its first byte, through libvirt the answer above its create call")
    }

    private func row(_ kind: Kind, _ samples: Samples) -> String {
        let medians = samples.medians
        let above = kind.hypervisor == .qemu ? medians.aboveFirstByte : medians.aboveCreate
        let cells = [
            "\(kind.machine.rawValue), \(kind.hypervisor.rawValue)", Decimals.one(medians.create),
            Decimals.one(medians.process), Decimals.one(medians.firstByte),
            "\(Decimals.one(medians.answer)) (\(kind.goals.answer))", "\(Decimals.one(above)) (\(kind.goals.above))",
            Decimals.one(medians.end),
        ]
        return zip(cells, [16, 8, 12, 7, 16, 14, 0]).map { cell, width in
            cell + String(repeating: " ", count: max(0, width - cell.count))
        }.joined()
    }

    private func launch(_ kind: Kind) throws(BootProbeError) -> Sample {
        let image = try Beacon.image(on: kind.machine, by: kind.hypervisor)
        try launcher.prepare(image)
        let launch = try launcher.timedLaunch(image, as: InstanceID(number: 1))
        let phases = launch.instance.phases()
        let begin = HostInstant.now
        try launch.instance.destroy()
        let end = HostInstant.now.seconds(since: begin)
        func phase(_ name: String) -> Double? {
            phases.first { $0.name == name }?.at.seconds(since: launch.instance.launchedAt)
        }
        guard let answer = launch.timeToFirstResponse, let create = phase(PhaseStamp.launchReturned),
            let process = phase(PhaseStamp.hypervisorUp), let firstByte = phase(PhaseStamp.firstConsoleByte)
        else {
            throw BootProbeError(.failed, "beacon did not answer: \(launch.result.outcome)")
        }
        return Sample(create: create, process: process, firstByte: firstByte, answer: answer, end: end)
    }
}

/// Seconds since the launch call, but the end's, which is a duration.
private struct Sample {
    var create: Double
    var process: Double
    var firstByte: Double
    var answer: Double
    var end: Double
    var aboveFirstByte: Double { answer - firstByte }
    var aboveCreate: Double { answer - create }
}

private struct Samples {
    private var all: [Sample] = []

    mutating func add(_ sample: Sample) { all.append(sample) }

    /// In milliseconds.
    var medians:
        (
            create: Double, process: Double, firstByte: Double, answer: Double, end: Double, aboveFirstByte: Double,
            aboveCreate: Double
        )
    {
        (
            median(\.create), median(\.process), median(\.firstByte), median(\.answer), median(\.end),
            median(\.aboveFirstByte), median(\.aboveCreate)
        )
    }

    private func median(_ value: KeyPath<Sample, Double>) -> Double {
        let sorted = all.map { $0[keyPath: value] * 1e3 }.sorted()
        return sorted[sorted.count / 2]
    }
}
