import Profiles

/// What the time to first response of a target went into, from one event of its boot to the next.
package struct PhaseBreakdown: Sendable, Equatable {
    /// A part of the boot, named for the event that ends it.
    package struct Part: Sendable, Equatable {
        package var name: String
        /// The median over trials of this part's own duration; these do not add up to the median of the whole.
        package var medianSeconds: Double
    }

    package var image: String
    package var technology: Technology
    package var condition: LaunchCondition
    /// In the order of the events.
    package var parts: [Part]
    /// Trials that had exactly these events in this order, and all that answered.
    package var trials: Int
    package var answered: Int

    private static let end = "first response"

    /// Nil where no trial that answered told any event.
    package init?(
        image: String, technology: Technology, condition: LaunchCondition = .standard, trials records: [TrialRecord]
    ) {
        let boots = records.compactMap(Self.events)
        let counts = Dictionary(boots.map { ($0.map(\.name), 1) }, uniquingKeysWith: +)
        // The first of equally frequent ones, so that a report does not change from run to run.
        let sequences = boots.map { $0.map(\.name) }.uniqued().filter { $0.count > 1 }
        guard let most = sequences.map({ counts[$0] ?? 0 }).max(),
            let sequence = sequences.first(where: { counts[$0] == most })
        else { return nil }
        let alike = boots.filter { $0.map(\.name) == sequence }
        self.image = image
        self.technology = technology
        self.condition = condition
        trials = alike.count
        answered = boots.count
        parts = sequence.indices.map { index in
            let durations = alike.map { events in
                events[index].seconds - (index == 0 ? 0 : events[index - 1].seconds)
            }
            return Part(name: sequence[index], medianSeconds: OrderStatistics.quantile(0.5, of: durations.sorted()))
        }
    }

    /// The events of a trial that counts and answered, in the order of their times, the answer last.
    private static func events(of record: TrialRecord) -> [TrialRecord.Phase]? {
        guard case .answered(let answer) = record.outcome, !record.trial.isWarmUp else { return nil }
        let phases = record.phases.filter { phase in
            (0...answer.lastByteSeconds).contains(phase.seconds) && phase.name != TrialRecord.Phase.firstAnswer
        }
        return phases.sorted { $0.seconds < $1.seconds }
            + [TrialRecord.Phase(name: end, seconds: answer.lastByteSeconds)]
    }
}

extension PhaseBreakdown {
    package static func all(of campaign: CampaignReport, trials: [TrialRecord]) -> [PhaseBreakdown] {
        campaign.rows.enumerated().compactMap { index, row in
            PhaseBreakdown(
                image: row.image, technology: row.technology, condition: row.condition,
                trials: trials.filter { $0.trial.target == index })
        }
    }

    package static func table(_ breakdowns: [PhaseBreakdown]) -> ReportTable {
        let rows = breakdowns.flatMap { breakdown in breakdown.parts.map { (breakdown: breakdown, part: $0) } }
        return ReportTable(
            rows,
            columns: [
                .text("target", "image", "technology") {
                    .target($0.breakdown.image, $0.breakdown.technology, .none, $0.breakdown.condition)
                },
                .text("until", "until") { .text($0.part.name) },
                .number("median", "median_s") { .time($0.part.medianSeconds) },
                .number("of trials", "trials") { .count($0.breakdown.trials) },
                .number("that answered", "answered") { .count($0.breakdown.answered) },
            ])
    }
}
