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
/// The order of calls is `prepare` (once an image, untimed), then `launch` and `destroy` once each an instance, then
/// `shutDown`.
package protocol Launcher: Sendable {
    var technology: Technology { get }
    var accelerator: Accelerator { get }

    /// Makes ready what all launches of `image` share (an imported container image, a bridge, a daemon).
    func prepare(_ image: ImageManifest) throws(BootProbeError)

    /// Where instance `id` of `image` will answer, or nil where only its launch decides; a probe that starts before the
    /// launch sees an answer that comes before the launch call returns.
    func endpoint(of image: ImageManifest, as id: InstanceID) -> Endpoint?

    /// Starts an instance and returns when the launch call has returned, which is before it answers.
    ///
    /// Whatever must happen before (overlays, taps, directories) happens before `launchedAt` is stamped.
    func launch(_ image: ImageManifest, as id: InstanceID) throws(BootProbeError) -> any Instance

    /// From which content `image` is launched, and with which words; nil where the launcher cannot tell.
    ///
    /// May be called before `prepare`.
    func provenance(of image: ImageManifest) throws(BootProbeError) -> LaunchProvenance?

    /// Ends what `prepare` started.
    func shutDown()
}

extension Launcher {
    package func provenance(of image: ImageManifest) throws(BootProbeError) -> LaunchProvenance? { nil }

    package func endpoint(of image: ImageManifest, as id: InstanceID) -> Endpoint? { nil }
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

    /// CPU time consumed so far by all of the instance's processes, in seconds; nil where the host cannot tell.
    func cpuSeconds() -> Double?

    /// Last lines of what the instance printed, for failure messages.
    func consoleTail() -> String

    /// Ends the instance at once and frees all it held; safe to call twice.
    func destroy() throws(BootProbeError)
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
