import Glibc

/// Our unikernel, booted anew for each trial by QEMU alone: it has all that lies between the probe and a real guest, and
/// tells on its debug port when it began to listen and when its first answer was on its way.
final class GuestBench: CalibrationSubject {
    private let launcher: GuestLauncher

    /// Finds out what runs guests; to be called in a lab that has taps.
    ///
    /// - Throws: `unavailable` where QEMU is not installed or the guest is not built.
    init(run: RunDirectory) throws(BootProbeError) {
        if let lack = Lab.capabilities().missing[.taps] { throw BootProbeError(.unavailable, lack) }
        launcher = try Beacon.launcher(run: run)
    }

    func trial(delay: Double) throws(BootProbeError) -> CalibrationTrial {
        let image = try Beacon.image(words: "delay_ms=\((delay * 1e6).rounded() / 1e3)")
        try launcher.prepare(image)
        let launch = try launcher.timedLaunch(image, as: InstanceID(number: 0))
        do throws(BootProbeError) {
            let trial = try measured(launch)
            try launch.instance.destroy()
            return trial
        } catch {
            try? launch.instance.destroy()
            throw error
        }
    }

    private func measured(_ launch: TimedLaunch) throws(BootProbeError) -> CalibrationTrial {
        // What the guest says of an answer comes another way than the answer.
        let deadline = HostInstant.now.advanced(bySeconds: 1)
        while stamp(Beacon.firstAnswer, launch) == nil, HostInstant.now < deadline { usleep(200) }
        guard let listening = stamp(Beacon.listening, launch), let answered = stamp(Beacon.firstAnswer, launch) else {
            throw BootProbeError(
                .failed, "the guest that calibrates did not tell its instants: \(launch.result.outcome)",
                underlying: launch.instance.consoleTail())
        }
        return try CalibrationTrial(launch, listening: listening, truth: answered)
    }

    private func stamp(_ name: String, _ launch: TimedLaunch) -> HostInstant? {
        launch.instance.phases().first { $0.name == name }?.at
    }

    func remove() { launcher.shutDown() }
}
