import BootProbe
import Profiles

/// A service on a system: what it was measured with, and what came of it.
package struct PaperEntry: Encodable, Sendable {
    package var service: PaperService
    package var system: PaperSystem
    /// Name of the image; nil where there is none.
    package var image: String?
    package var technology: Technology?
    package var accelerator = Accelerator.none
    /// Why nothing was measured, and what to supply; nil where there is an image that this host can launch.
    package var absence: String?
    /// Why the load runs, or one of them, failed.
    package var loadFailure: String?
    package var loadRuns: [ThroughputResult] = []
    /// Why it could not be launched at all, or did not answer in some trials, each reason once.
    package var startFailures: [String] = []
    package var startUp: TrialSummary?
    /// Seconds to the first right answer of each trial that had one, in ascending order.
    package var startUpSeconds: [Double] = []
    /// Seconds after which trials were given up.
    package var givenUpSeconds: [Double] = []

    package init(service: PaperService, system: PaperSystem, absence: String? = nil) {
        self.service = service
        self.system = system
        self.absence = absence
    }

    /// Whether an emulator ran it, so that its times are no hardware's.
    var isEmulated: Bool { accelerator == .tcg }
}
