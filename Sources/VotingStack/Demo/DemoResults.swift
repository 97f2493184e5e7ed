import BootProbe
import Profiles

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
    package var validation: ValidatedRun
}
