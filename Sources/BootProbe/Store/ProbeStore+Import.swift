import Foundation
import Profiles

extension ProbeStore {
    /// Stores what was measured elsewhere as one campaign of its own, a target for each of `imported`.
    ///
    /// Each trial keeps the interval that its source leaves open; instants of phases are the middles of theirs.
    package func record(_ imported: [ImportedTrials]) throws(BootProbeError) -> CampaignID {
        let plan = CampaignPlan(
            seed: 1,
            targets: imported.map { one in
                CampaignPlan.Target(image: one.image, technology: one.technology, trials: one.trials.count)
            })
        let targets = imported.map { one in
            MeasuredTarget(image: one.image, technology: one.technology, accelerator: .none)
        }
        let sources = imported.map(\.source).uniqued().joined(separator: "; ")
        let campaign = try campaign(
            for: plan, targets: targets, provenance: Provenance(host: nil, importedFrom: sources), anew: true)
        var position = 0
        var records: [TrialRecord] = []
        for (target, one) in imported.enumerated() {
            for (block, trial) in one.trials.enumerated() {
                let planned = PlannedTrial(position: position, target: target, block: block, isWarmUp: false)
                records.append(TrialRecord(planned, trial))
                position += 1
            }
        }
        try record(records, in: campaign)
        return campaign
    }
}

extension TrialRecord {
    fileprivate init(_ planned: PlannedTrial, _ imported: ImportedTrial) {
        let (outcome, seconds): (Outcome, Double) =
            switch imported.outcome {
            case .answered(let lower, let upper):
                (.answered(Answer(earliestSeconds: lower, lastByteSeconds: upper)), upper)
            case .censored(let after): (.timedOut(seconds: after), after)
            case .failed(let reason): (.failed(reason: reason, seconds: nil), 0)
            }
        self.init(
            trial: planned, startedAt: imported.startedAt ?? .now, outcome: outcome,
            phases: imported.phases.map { Phase(name: $0.name, seconds: ($0.lower + $0.upper) / 2) },
            durationSeconds: seconds)
    }
}
