import Foundation
import Profiles

/// Under which circumstances numbers came about.
package struct Provenance: Codable, Sendable, Equatable {
    package var host: HostFacts
    /// The load averages over 1, 5 and 15 minutes when measuring began.
    package var loadAverages: [Double]
    /// By technology.
    package var accelerators: [String: Accelerator]
    /// By tool: what it says of its own version.
    package var toolVersions: [String: String]
    /// Revision of the measured project, where the caller knows it.
    package var revision: String?

    package init(
        host: HostFacts, loadAverages: [Double] = [], accelerators: [String: Accelerator] = [:],
        toolVersions: [String: String] = [:], revision: String? = nil
    ) {
        self.host = host
        self.loadAverages = loadAverages
        self.accelerators = accelerators
        self.toolVersions = toolVersions
        self.revision = revision
    }

    /// The circumstances on this machine now.
    package static func current(
        launchers: [any Launcher], toolVersions: [String: String] = [:], revision: String? = nil
    ) throws(BootProbeError) -> Provenance {
        var accelerators: [String: Accelerator] = [:]
        for launcher in launchers { accelerators[launcher.technology.rawValue] = launcher.accelerator }
        return Provenance(
            host: try HostFacts.current(), loadAverages: try LinuxFacts.loadAverages(), accelerators: accelerators,
            toolVersions: toolVersions, revision: revision)
    }
}
