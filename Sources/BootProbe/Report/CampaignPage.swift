import Profiles

/// The report page of one campaign.
package struct CampaignPage: Sendable {
    private let campaign: Campaign
    private let trials: [TrialRecord]
    private let profiles: [Profile]
    private let report: CampaignReport

    /// - Parameter report: Of the same campaign, with what its store knows besides; made from the trials when nil.
    package init(
        _ campaign: Campaign, trials: [TrialRecord], profiles: [Profile], report: CampaignReport? = nil
    ) {
        self.campaign = campaign
        self.trials = trials
        self.profiles = profiles
        self.report = report ?? CampaignReport(campaign, trials: trials)
    }

    package var page: ReportPage {
        var page = ReportPage(title: "BootProbe: campaign \(campaign.id)")
        addSummary(to: &page)
        addBootTimes(to: &page)
        addPhases(to: &page)
        addRunOrder(to: &page)
        addFailures(to: &page)
        addProvenance(to: &page)
        return page
    }

    private func addSummary(to page: inout ReportPage) {
        page.append(
            .element("h1", "How long until the first right answer?"),
            .element(
                "p", class: "lead",
                """
                Campaign \(campaign.id.description), begun \(begin), seed \(String(report.seed)): \
                \(String(report.recorded)) of \(String(report.planned)) trials.
                """),
            .element(
                "p",
                """
                Every time runs from the launch call to the last byte of the first answer that was checked to be right, \
                on the host’s monotonic clock, and no trial is left out: one that was given up counts as longer than it \
                lasted, one that failed is listed with its reason. A median stands beside the interval that holds it \
                with 95 % confidence; where the intervals of two targets do not overlap, the difference is hardly chance.
                """))
        let warnings = warnings
        if !warnings.isEmpty {
            page.append(.element("div", class: "left-out", .element("ul", warnings.map { .element("li", .text($0)) })))
        }
        page.append(.table(caption: "Time to first response", report.table))
    }

    private var begin: String { campaign.startedAt.prefix(16).replacing("T", with: " ") + " UTC" }

    /// What must be known before a number is believed.
    private var warnings: [String] {
        var warnings: [String] = []
        if report.recorded < report.planned {
            warnings.append("The campaign is not complete; `bootprobe measure` with the same arguments continues it.")
        }
        for row in report.rows {
            let name = row.label
            let summary = row.timeToFirstResponse
            if summary.answered == 0 { warnings.append("\(name) never answered.") }
            if summary.censored > 0 {
                warnings.append("\(name): \(summary.censored) trials were given up without an answer.")
            }
            if summary.failed > 0 { warnings.append("\(name): \(summary.failed) trials failed.") }
        }
        warnings += report.notes
        if report.rows.contains(where: { $0.accelerator == .tcg }) {
            warnings.append("Guests were run by \(Accelerator.tcg.description).")
        }
        let findings = campaign.provenance.conditions?.findings ?? []
        return warnings
            + findings.filter(\.isInTheWay).map { "The host, \($0.id): \($0.found); \($0.why)." }
    }

    private func addBootTimes(to page: inout ReportPage) {
        let series = BootTimeSeries.all(of: report, trials: trials, profiles: profiles)
        page.append(.element("h2", "Distribution"))
        page.append(charts: BootTimeChart.specifications(series), caption: BootTimeChart.caption(series))
        if profiles.contains(where: { $0.boot != nil }) { page.append(.fits(profiles)) }
    }

    private func addPhases(to page: inout ReportPage) {
        let breakdowns = PhaseBreakdown.all(of: report, trials: trials)
        guard !breakdowns.isEmpty else { return }
        page.append(.element("h2", "What the time went into"))
        page.append(charts: PhaseChart.specifications(breakdowns), caption: PhaseChart.caption)
        page.append(
            .table(
                caption: "Medians of the parts, over the trials with the most frequent sequence of events",
                PhaseBreakdown.table(breakdowns)))
    }

    private func addRunOrder(to page: inout ReportPage) {
        page.append(
            .element("h2", "In the order of the trials"),
            .element(
                "p",
                """
                Targets take turns in random blocks, so that a drift of the host meets all of them alike. Times that \
                rise, fall, jump or come in clusters here are no sample of one distribution.
                """))
        page.append(
            charts: RunOrderChart.specifications(report, trials: trials), caption: RunOrderChart.caption)
    }

    private func addFailures(to page: inout ReportPage) {
        let failures = TrialFailure.all(of: report, trials: trials)
        guard !failures.isEmpty else { return }
        page.append(
            .element("h2", "Trials that failed"),
            .table(caption: "Reasons, with the positions of the trials", TrialFailure.table(failures)))
        for failure in failures {
            guard let console = failure.console else { continue }
            page.append(
                .element(
                    "details", .element("summary", .text("Last output of \(failure.target), trial \(failure.first)")),
                    .element("pre", .text(console))))
        }
    }

    private func addProvenance(to page: inout ReportPage) {
        let targets = ReportTable(
            campaign.targets,
            columns: [
                .text("target", "image", "technology") {
                    .target($0.image, $0.technology, $0.accelerator, $0.condition)
                },
                .text("command") { .text($0.launch?.command.joined(separator: " ")) },
                .number("CPUs", "cpus") { .number($0.launch?.cpus) },
                .number("memory, MiB", "memory_mib") { .text($0.launch?.memoryMiB.map(String.init)) },
                .number("given up after", "timeout_s") { .time($0.launch?.timeoutSeconds) },
                .text("right answer") { .text($0.launch?.readiness) },
                .text("reached over") { .text($0.path?.rawValue) },
            ])
        page.append(
            .element("h2", "Where these numbers come from"), .facts(campaign.provenance.facts),
            .table(caption: "What was launched; a dash leaves what the host or the technology gives", targets),
            .element(
                "p", class: "note", "All trials, row by row: bootprobe export --campaign \(campaign.id.description)")
        )
    }
}

extension HTML {
    /// What was fitted to boot times, and what a simulator draws from.
    package static func fits(_ profiles: [Profile]) -> HTML {
        .table(
            caption: """
                What a simulator draws from: the fit with the least AIC (for two modes by a margin), or the measured \
                values where fewer than \(BootFit.leastAnswers) trials answered or no fit passes its test (p-value)
                """, FitReport(profiles).table)
    }
}
