import BootProbe
import Foundation
import Profiles
import TestSupport

/// A campaign that has everything a report must show: three technologies, warm-ups, a drift, time-outs, failures,
/// phases, and texts that look like markup.
struct SampleCampaign {
    static let hostile = "no route <!--<script>alert(1)</script> & \"more\" | `x`"

    let store: ProbeStore
    let campaign: Campaign
    let trials: [TrialRecord]

    init(in directory: TemporaryDirectory, trials count: Int = 30) throws {
        store = try ProbeStore(path: directory.file("probe.sqlite"))
        let plan = CampaignPlan(
            seed: 3,
            targets: [
                CampaignPlan.Target(image: "vote", technology: .process, trials: count, warmUps: 2),
                CampaignPlan.Target(image: "vote", technology: .container, trials: count, warmUps: 2),
                CampaignPlan.Target(image: "vote", technology: .vm, trials: count / 2),
                CampaignPlan.Target(image: "broken", technology: .process, trials: 3),
            ])
        let images = [ImageManifest.fake("vote", on: .process, .container, .vm), .fake("broken", on: .process)]
        let targets = plan.targets.map { planned in
            MeasuredTarget(
                image: planned.image, technology: planned.technology,
                accelerator: planned.technology == .vm ? .tcg : .none,
                launch: LaunchDescription(images[planned.image == "vote" ? 0 : 1], on: planned.technology),
                host: Provenance.fake.host)
        }
        var provenance = Provenance.fake
        provenance.loadAverages = [0.31, 0.4, 0.52]
        provenance.accelerators = ["vm": .tcg]
        provenance.toolVersions = ["qemu": "QEMU emulator version 7.2"]
        let id = try store.campaign(for: plan, targets: targets, provenance: provenance)
        for planned in plan.order() { try store.record([Self.record(planned, plan)], in: id) }
        campaign = try store.campaign(id)
        trials = try store.trials(of: id)
    }

    private static func record(_ planned: PlannedTrial, _ plan: CampaignPlan) -> TrialRecord {
        // Low-discrepancy numbers in [0, 1), so that samples look like samples and are always the same.
        let unit = (Double(planned.position) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
        let drift = 1 + 0.3 * Double(planned.position) / Double(plan.order().count)
        let technology = plan.targets[planned.target].technology
        let isBroken = plan.targets[planned.target].image == "broken"
        let seconds =
            (technology == .vm ? 9.5 + 6 * unit * unit : technology == .container ? 0.5 : 0.31) * drift
            * (1 + 0.2 * unit) * (planned.isWarmUp ? 1.8 : 1)
        var outcome = answered(seconds)
        if technology == .vm, planned.position % 7 == 1 { outcome = .timedOut(seconds: 20) }
        if isBroken { outcome = .failed(reason: "the process ended: exit status 1", seconds: 0.05) }
        if technology == .container, planned.block % 11 == 5 { outcome = .failed(reason: hostile, seconds: nil) }
        return TrialRecord(
            trial: planned, startedAt: Date(timeIntervalSince1970: 1_770_000_000 + 20 * Double(planned.position)),
            outcome: outcome, launchReturnedSeconds: 0.01, lastFailedAttemptSeconds: seconds * 0.97,
            phases: phases(technology, seconds), console: isBroken ? "Traceback\n<b>KeyError</b>: 'PORT'" : nil,
            durationSeconds: seconds)
    }

    private static func answered(_ seconds: Double) -> TrialRecord.Outcome {
        .answered(
            TrialRecord.Answer(
                sentSeconds: seconds * 0.98, connectedSeconds: seconds * 0.985, firstByteSeconds: seconds * 0.99,
                earliestSeconds: seconds * 0.999, lastByteSeconds: seconds, secondAnswerSeconds: 0.002))
    }

    private static func phases(_ technology: Technology, _ seconds: Double) -> [TrialRecord.Phase] {
        let stamps: [(String, Double)] =
            switch technology {
            case .container: [("container created", 0.2), ("container started", 0.45)]
            case .vm: [("launch returned", 0.04), ("kernel", 0.2), ("init", 0.36), ("service", 0.7)]
            default: []
            }
        return stamps.map { TrialRecord.Phase(name: $0.0, seconds: $0.1 * seconds) }
    }
}
