import BootProbe
import Foundation
import Profiles
import ScaleSim

/// Everything that a demonstration found out, for its summary and its report.
package struct DemoResults: Sendable {
    package var provenance: Provenance
    package var leftOut: [LauncherSet.LeftOut]
    package var campaign: CampaignReport
    package var trials: [TrialRecord]
    package var targets: [MeasuredTarget]
    package var throughput: ThroughputReport
    package var profiles: [Profile]
    /// The paper's Table 4.
    package var published: [Profile]
    package var comparison: BootComparison
    package var validation: LiveValidation.Outcome
}

/// `validation.json`: both runs and how far they are apart.
package struct ValidationDocument: Codable, Sendable {
    package var report: ValidationReport
    package var live: LiveRun
    package var simulated: SimulationResult

    package init(_ outcome: LiveValidation.Outcome) {
        report = outcome.report
        live = outcome.live
        simulated = outcome.simulated
    }
}
