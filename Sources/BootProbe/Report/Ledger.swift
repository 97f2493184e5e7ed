import Profiles

/// The same trials of an image under each definition of "booted" that is in use, and what each leaves out.
package struct Ledger: Codable, Sendable, Equatable {
    /// One definition.
    package struct Entry: Codable, Sendable, Equatable {
        /// The phase, as trials store it.
        package var event: String
        /// For people: `init`, `main()`, `service listening`, or the phase as the manifest names it.
        package var definition: String
        /// Published tools and measurements that stop here.
        package var countedSoBy: String?
        /// From the launch call; nil where no trial tells it, `seconds` nil where time-outs reach there.
        package var median: QuantileEstimate?
        /// Median over trials of the share of the time to the first answer; above 1 for what comes later.
        package var share: Double?
        /// Median over trials of the time from here to the first answer; below 0 for what comes later.
        package var residualSeconds: Double?
        /// Trials that answered and show the event.
        package var trials: Int
        /// Trials that answered and do not; they are in no figure of this entry.
        package var lacking: Int
    }

    /// One target's definitions, in the order of their medians.
    package struct Account: Codable, Sendable, Equatable {
        package var image: String
        package var technology: Technology
        package var accelerator: Accelerator
        package var condition: LaunchCondition
        package var answered: Int
        package var timedOut: Int
        /// In no figure at all.
        package var failed: Int
        package var entries: [Entry]
    }

    package var campaign: Int64
    package var accounts: [Account]

    /// The ledger of `image`, on `technology` where that is not nil.
    ///
    /// - Throws: `badInput` where the campaign has no such target.
    package init(
        of image: String, on technology: Technology? = nil, in campaign: Campaign, trials: [TrialRecord]
    ) throws(BootProbeError) {
        let wanted = campaign.targets.enumerated().filter { _, target in
            target.image == image && (technology == nil || target.technology == technology)
        }
        guard !wanted.isEmpty else {
            let known = campaign.targets.map(\.name).uniqued().joined(separator: ", ")
            let missing = technology.map { "\(image).\($0.rawValue)" } ?? image
            throw BootProbeError(.badInput, "campaign \(campaign.id) has not measured \(missing), only \(known)")
        }
        self.campaign = campaign.id.number
        accounts = wanted.map { index, target in
            Account(target, trials: trials.filter { $0.trial.target == index && !$0.trial.isWarmUp })
        }
    }
}

extension Ledger.Account {
    fileprivate init(_ target: MeasuredTarget, trials: [TrialRecord]) {
        image = target.image
        technology = target.technology
        accelerator = target.accelerator
        condition = target.condition
        let boots = trials.map(Boot.init)
        answered = boots.count { $0.firstAnswer != nil }
        timedOut = boots.count { $0.censoredAfter != nil }
        failed = boots.count - answered - timedOut
        let counted = boots.filter { !$0.hasFailed }
        let events = counted.flatMap(\.events).uniqued() + [TrialRecord.Phase.firstAnswer]
        entries = events.uniqued().map { Ledger.Entry($0, counted) }
        // Medians that nobody knows last; the rest of a tie as the trials show it.
        entries.sort { ($0.median?.seconds ?? .infinity) < ($1.median?.seconds ?? .infinity) }
    }
}

extension Ledger.Entry {
    fileprivate init(_ event: String, _ boots: [Boot]) {
        let definition = LedgerDefinition.ending(with: event)
        self.event = event
        self.definition = definition.name
        countedSoBy = definition.countedSoBy
        median = QuantileEstimate(0.5, of: boots.compactMap { $0.sample(of: event) })
        let pairs = boots.compactMap { boot in
            boot.firstAnswer.flatMap { answer in boot.seconds[event].map { (event: $0, answer: answer) } }
        }
        share = Self.median(pairs.filter { $0.answer > 0 }.map { $0.event / $0.answer })
        residualSeconds = Self.median(pairs.map { $0.answer - $0.event })
        trials = pairs.count
        lacking = boots.count { $0.firstAnswer != nil } - pairs.count
    }

    private static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : OrderStatistics.quantile(0.5, of: values.sorted())
    }
}

/// What one trial tells of its boot's events.
private struct Boot {
    /// Of each event, from the launch call.
    var seconds: [String: Double] = [:]
    /// In the order of their times.
    var events: [String] = []
    var firstAnswer: Double?
    /// Known to within this; nil where no answer came.
    var firstAnswerSample: IntervalSample?
    /// When a trial was given up.
    var censoredAfter: Double?

    init(_ record: TrialRecord) {
        for phase in record.phases.sorted(by: { $0.seconds < $1.seconds }) { add(phase.name, phase.seconds) }
        switch record.outcome {
        case .answered(let answer):
            firstAnswer = answer.lastByteSeconds
            firstAnswerSample = IntervalSample(record)
            add(TrialRecord.Phase.firstAnswer, answer.lastByteSeconds)
            // Sent when the first was answered.
            if let second = answer.secondAnswerSeconds {
                add(TrialRecord.Phase.secondAnswer, answer.lastByteSeconds + second)
            }
        case .timedOut(let seconds): censoredAfter = seconds
        case .failed: break
        }
    }

    var hasFailed: Bool { firstAnswer == nil && censoredAfter == nil }

    /// What the trial says about the time of an event. One that had not come when the trial was given up is later than
    /// that; one that a boot which answered does not show is unknown.
    func sample(of event: String) -> IntervalSample? {
        if event == TrialRecord.Phase.firstAnswer, let firstAnswerSample { return firstAnswerSample }
        if let seconds = seconds[event] { return .exact(max(0, seconds)) }
        return censoredAfter.map { .censored(after: max(0, $0)) }
    }

    private mutating func add(_ event: String, _ instant: Double) {
        guard seconds[event] == nil else { return }
        seconds[event] = instant
        events.append(event)
    }
}
