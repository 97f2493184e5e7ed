import Profiles

/// Where an instance answers: an IPv4 address and a TCP port of the lab network.
package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    package var address: String
    package var port: UInt16

    package init(address: String, port: UInt16) {
        self.address = address
        self.port = port
    }

    package var description: String { "\(address):\(port)" }
}

/// Names one launched instance; unique within a run of the command.
package struct InstanceID: Sendable, Hashable, CustomStringConvertible {
    package let number: Int

    package init(number: Int) { self.number = number }

    package var description: String { "i\(number)" }
}

/// One way to bring images up. A launcher is shared by threads; each instance is used by one thread at a time.
///
/// The order of calls is `prepare` (once an image, untimed), then for each instance `stage`, `launch` and `destroy`, then
/// `shutDown`.
package protocol Launcher: Sendable {
    var technology: Technology { get }
    var accelerator: Accelerator { get }
    /// How its instances are reached.
    var path: NetworkPath { get }

    /// Makes ready what all launches of `image` share (an imported container image, a bridge, a daemon).
    func prepare(_ image: ImageManifest) throws(BootProbeError)

    /// Files and folders on the host that launches of `image` may read through the page cache; known after `prepare`.
    func cachedPaths(of image: ImageManifest) -> [String]

    /// Does all that must happen before a launch and is not part of it: overlays, taps, directories, an address.
    func stage(_ image: ImageManifest, as id: InstanceID) throws(BootProbeError) -> StagedLaunch

    /// From which content `image` is launched, and with which words; nil where the launcher cannot tell.
    ///
    /// May be called before `prepare`.
    func provenance(of image: ImageManifest) throws(BootProbeError) -> LaunchProvenance?

    /// CPUs that the kernel holds each instance of `image` to; nil where it does not, and for containers, whose engine
    /// sees to that.
    func cpuQuota(of image: ImageManifest) -> Double?

    /// Ends what `prepare` started.
    func shutDown()
}

extension Launcher {
    package func cachedPaths(of image: ImageManifest) -> [String] { [] }

    package func provenance(of image: ImageManifest) throws(BootProbeError) -> LaunchProvenance? { nil }

    package func cpuQuota(of image: ImageManifest) -> Double? { nil }

    /// Stages and launches at once.
    package func launch(_ image: ImageManifest, as id: InstanceID) throws(BootProbeError) -> any Instance {
        try stage(image, as: id).launch()
    }
}

/// An instance that only its launch call is missing from.
///
/// Staging apart from launching lets a probe begin before the launch call, several instances be launched at the same
/// time, and the page cache be emptied in between.
package struct StagedLaunch: Sendable {
    package let id: InstanceID
    /// Where the instance will answer.
    package let endpoint: Endpoint
    package let path: NetworkPath
    private let start: @Sendable () throws(BootProbeError) -> any Instance
    private let undo: @Sendable () throws(BootProbeError) -> Void

    /// - Parameters:
    ///   - launch: Starts the instance and returns when the launch call has returned, which is before it answers.
    ///   - discard: Frees what was staged; called where no launch follows, or where the launch failed.
    package init(
        id: InstanceID, endpoint: Endpoint, path: NetworkPath = .loopback,
        launch: @escaping @Sendable () throws(BootProbeError) -> any Instance,
        discard: @escaping @Sendable () throws(BootProbeError) -> Void
    ) {
        self.id = id
        self.endpoint = endpoint
        self.path = path
        start = launch
        undo = discard
    }

    /// To be called once; a launch that fails frees what was staged.
    package func launch() throws(BootProbeError) -> any Instance {
        do throws(BootProbeError) {
            return try start()
        } catch {
            // The first failure is the one to tell; the lab's end removes what this could not.
            try? undo()
            throw error
        }
    }

    /// To be called in place of `launch`.
    package func discard() throws(BootProbeError) { try undo() }
}

/// A launched instance, from its launch call to its end.
package protocol Instance: AnyObject, Sendable {
    var id: InstanceID { get }
    var endpoint: Endpoint { get }

    /// Stamped immediately before the launch call: the zero of the time to first response.
    var launchedAt: HostInstant { get }

    /// Stamped when the launch call returned.
    var launchReturnedAt: HostInstant { get }

    /// Events seen so far, in order of time (console patterns, process start), stamped on the host on arrival.
    func phases() -> [PhaseStamp]

    /// Why the instance will never answer (it exited, it printed a fatal pattern), or nil while it may.
    func failure() -> String?

    /// Told once the first answer has come: what its launcher held back for the boot's sake is in the way of traffic now.
    func openToTraffic()

    /// CPU time consumed so far by all of the instance's processes, in seconds; nil where the host cannot tell.
    func cpuSeconds() -> Double?

    /// The same of each thread, by its number; empty where the host cannot tell.
    func threadSeconds() -> [Int32: Double]

    /// Periods of its CPU quota, so far, at whose end it stood still; nil without a quota, or where the host cannot tell.
    func throttledPeriods() -> Int?

    /// Files of the host that the instance has mapped, and which no launcher knows beforehand.
    func mappedFiles() -> [String]

    /// Last lines of what the instance printed, for failure messages.
    func consoleTail() -> String

    /// Asks the instance's first process to end (SIGTERM), as an orchestrator does before it kills; for those that listen.
    func requestEnd()

    /// Ends the instance at once and frees all it held; safe to call twice.
    func destroy() throws(BootProbeError)
}

extension Instance {
    package func openToTraffic() {}
    package func requestEnd() {}
    package func mappedFiles() -> [String] { [] }
    package func threadSeconds() -> [Int32: Double] { [:] }
    package func throttledPeriods() -> Int? { nil }
}

/// One event of a boot.
package struct PhaseStamp: Sendable, Equatable {
    /// For example `launch returned`, `kernel`, `init`, `service`.
    package var name: String
    package var at: HostInstant

    package init(name: String, at: HostInstant) {
        self.name = name
        self.at = at
    }
}
