import Synchronization

/// A launched guest.
final class GuestInstance: Instance {
    let id: InstanceID
    let endpoint: Endpoint
    let launchedAt: HostInstant
    let launchReturnedAt: HostInstant

    private let process: any GuestProcess
    private let console: SerialConsole
    private let place: GuestNetwork.Place
    private let group: QuotaGroup?
    private let isDestroyed = Mutex(false)
    private let cleanUp: @Sendable () throws(BootProbeError) -> Void

    /// `cleanUp` frees what the guest held on the host; it is called once, after QEMU has ended.
    init(
        id: InstanceID, endpoint: Endpoint, launch: GuestLaunch, console: SerialConsole, place: GuestNetwork.Place,
        group: QuotaGroup?, cleanUp: @escaping @Sendable () throws(BootProbeError) -> Void
    ) {
        self.id = id
        self.endpoint = endpoint
        launchedAt = launch.launchedAt
        launchReturnedAt = launch.returnedAt
        process = launch.process
        self.console = console
        self.place = place
        self.group = group
        self.cleanUp = cleanUp
    }

    func phases() -> [PhaseStamp] {
        (console.stamps + [PhaseStamp(name: PhaseStamp.launchReturned, at: launchReturnedAt)]).inOrderOfTime
    }

    func failure() -> String? {
        if let line = console.fatalLine { return "the guest printed \"\(line)\"" }
        if let words = process.lastWords { return "the guest stopped before it answered: \(words)" }
        return console.hasEnded ? "the guest stopped before it answered" : nil
    }

    func openToTraffic() { place.openToTraffic() }

    func cpuSeconds() -> Double? { process.cpuSeconds }

    func throttledPeriods() -> Int? { group?.throttledPeriods }

    func consoleTail() -> String { console.tail }

    func destroy() throws(BootProbeError) {
        let isFirst = isDestroyed.withLock { destroyed in
            defer { destroyed = true }
            return !destroyed
        }
        guard isFirst else { return }
        try process.destroy()
        console.release()
        // So that the console's tail is whole; QEMU is gone, so there is little to wait for.
        _ = console.waitForEnd(seconds: 1)
        console.close()
        try cleanUp()
    }
}
