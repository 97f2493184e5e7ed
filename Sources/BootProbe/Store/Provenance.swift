import Foundation
import Profiles

/// Under which circumstances numbers came about.
///
/// What older versions did not record is nil in their rows.
package struct Provenance: Codable, Sendable, Equatable {
    /// nil for what was imported.
    package var host: HostFacts?
    /// What imported numbers are and where they come from, in a line; nil for what was measured here.
    package var importedFrom: String?
    /// The load averages over 1, 5 and 15 minutes when measuring began.
    package var loadAverages: [Double]
    /// By technology.
    package var accelerators: [String: Accelerator]
    /// By tool: what it says of its own version.
    package var toolVersions: [String: String]
    /// Revision of the measured project: as the caller says, else of the git work tree that holds the manifests.
    package var revision: String?
    /// The host's settings and state when measuring began.
    package var conditions: HostConditions?
    /// What was launched and how, in the order of images, then launchers.
    package var launches: [LaunchProvenance]?

    package init(
        host: HostFacts?, importedFrom: String? = nil, loadAverages: [Double] = [],
        accelerators: [String: Accelerator] = [:],
        toolVersions: [String: String] = [:], revision: String? = nil, conditions: HostConditions? = nil,
        launches: [LaunchProvenance]? = nil
    ) {
        self.host = host
        self.importedFrom = importedFrom
        self.loadAverages = loadAverages
        self.accelerators = accelerators
        self.toolVersions = toolVersions
        self.revision = revision
        self.conditions = conditions
        self.launches = launches
    }

    /// The circumstances on this machine now, for launches of `images` on `launchers`; takes tenths of a second.
    ///
    /// - Parameters:
    ///   - toolVersions: Of further tools; those of libraries and launchers are found out.
    ///   - revision: Overrules that of the manifests' work tree.
    package static func current(
        launchers: [any Launcher], images: [ImageManifest] = [], toolVersions: [String: String] = [:],
        revision: String? = nil
    ) throws(BootProbeError) -> Provenance {
        let conditions = HostConditions()
        var accelerators: [String: Accelerator] = [:]
        for launcher in launchers { accelerators[launcher.technology.rawValue] = launcher.accelerator }
        var launches: [LaunchProvenance] = []
        for image in images {
            for launcher in launchers where image.variant(launcher.technology) != nil {
                if let launch = try launcher.provenance(of: image) { launches.append(launch) }
            }
        }
        return Provenance(
            host: try HostFacts.current(), loadAverages: conditions.loadAverages, accelerators: accelerators,
            toolVersions: ToolVersion.current(for: launchers.map(\.technology)).merging(toolVersions) { $1 },
            revision: revision ?? GitRevision.of(images.compactMap(\.source)), conditions: conditions,
            launches: launches)
    }
}
