/// Which trials of a plan are made, and which comes next.
struct CampaignProgress {
    private let plan: CampaignPlan
    private let order: [PlannedTrial]
    private var committed: Set<Int> = []
    /// What has been measured of each target, as its stopping rule sees it.
    private var samples: [[IntervalSample]]
    private var isEnough: [Bool]
    private var remaining: RemainingTime
    /// Everything before is made or not needed.
    private var position = 0

    init(_ plan: CampaignPlan, committed records: [TrialRecord]) {
        self.plan = plan
        order = plan.order()
        samples = plan.targets.map { _ in [] }
        isEnough = plan.targets.map { _ in false }
        remaining = RemainingTime(order: order, targets: plan.targets)
        let made = Dictionary(grouping: records, by: \.trial.position)
        for trial in order { if let records = made[trial.position] { finished(trial, records) } }
        skip()
    }

    /// The trial to make now; nil where none is left.
    var next: PlannedTrial? { position < order.count ? order[position] : nil }

    var status: CampaignRunner.Status {
        CampaignRunner.Status(
            done: committed.count, total: committed.count + remaining.trials(skipping: isEnough),
            remainingSeconds: next == nil ? 0 : remaining.seconds(skipping: isEnough),
            target: next.map { plan.targets[$0.target] })
    }

    mutating func finished(_ trial: PlannedTrial, _ records: [TrialRecord]) {
        committed.insert(trial.position)
        remaining.finished(
            target: trial.target,
            seconds: max(records.map(\.durationSeconds).max() ?? 0, plan.launchIntervalSeconds ?? 0))
        if let rule = plan.stopping, !trial.isWarmUp {
            samples[trial.target] += records.compactMap { IntervalSample($0) }
            // Once enough is enough: otherwise a resumed campaign could end elsewhere than an uninterrupted one.
            isEnough[trial.target] = isEnough[trial.target] || rule.isMet(by: samples[trial.target])
        }
        skip()
    }

    private mutating func skip() {
        while position < order.count {
            let trial = order[position]
            guard committed.contains(trial.position) || (isEnough[trial.target] && !trial.isWarmUp) else { return }
            position += 1
        }
    }
}
