import BootProbe
import Profiles

/// What lies between the launch call and the first answer of a guest that has next to nothing to do: our unikernel, by
/// QEMU alone and through libvirt, in turn.
struct GuestBenchmark {
    let trials: Int
    private let launcher: GuestLauncher

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
        launcher = try Beacon.launcher(run: run, libvirt: try GuestHost(run: run))
    }

    func run() throws(BootProbeError) {
        var samples = Self.kinds.map { _ in [Sample]() }
        // The first of each finds QEMU's and libvirt's files cold.
        for round in 0...trials {
            for (index, kind) in Self.kinds.enumerated() {
                let sample = try launch(kind)
                if round > 0 { samples[index].append(sample) }
            }
        }
        print("\nGuests: beacon under \(launcher.accelerator.rawValue), medians of \(trials) launches in turn, ms")
        print("                create  hypervisor  first  first           above")
        print("                call    process up  byte   answer  (goal)  (goal)        end (goal 300)")
        for (kind, samples) in zip(Self.kinds, samples) { print(row(kind, samples)) }
        print("above: of QEMU alone the answer above its first byte, through libvirt the answer above its create call")
    }

    private func row(_ kind: Kind, _ samples: [Sample]) -> String {
        func median(_ value: KeyPath<Sample, Double>) -> String {
            let sorted = samples.map { $0[keyPath: value] * 1e3 }.sorted()
            return Decimals.one(sorted[sorted.count / 2])
        }
        let above = median(kind.hypervisor == .qemu ? \.aboveFirstByte : \.aboveCreate)
        let cells = [
            "\(kind.machine.rawValue), \(kind.hypervisor.rawValue)", median(\.create), median(\.process),
            median(\.firstByte), "\(median(\.answer)) (\(kind.goals.answer))", "\(above) (\(kind.goals.above))",
            median(\.end),
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
