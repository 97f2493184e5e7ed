import BootProbe
import Foundation
import Profiles
import ScaleSim

/// The report page of a demonstration.
package struct DemoReport: Sendable {
    private let results: DemoResults

    package init(_ results: DemoResults) { self.results = results }

    package var page: ReportPage {
        var page = ReportPage(title: "BootScale: measured, simulated, live")
        addSummary(to: &page)
        addBootTimes(to: &page)
        addThroughput(to: &page)
        addComparison(to: &page)
        addValidation(to: &page)
        addProvenance(to: &page)
        return page
    }
}

// MARK: Sections

extension DemoReport {
    private func addSummary(to page: inout ReportPage) {
        page.append(
            .element("h1", "How long until a new replica answers, and what does that cost?"),
            .element(
                "p", class: "lead",
                """
                The voting application was measured as processes, containers and virtual machines, its flash crowd \
                simulated from these measurements, then run live, with the same policy code in both.
                """),
            .element("div", class: "cards", cards))
        guard !results.leftOut.isEmpty else { return }
        let items = results.leftOut.map { HTML.element("li", "\($0.technology.label): \($0.reason)") }
        page.append(
            .element("div", class: "left-out", .element("p", "Left out on this machine:"), .element("ul", items)))
    }

    private var cards: [HTML] {
        let boots = results.campaign.rows.filter { $0.image == "vote" }.compactMap { row in
            row.timeToFirstResponse.median?.seconds.map {
                card("vote as \(row.technology.label), median", Decimals.time($0))
            }
        }
        let report = ValidationReport([results.validation])
        let wanted = [
            "latency, p50": "error of the simulated median latency",
            "replica-seconds": "error of the simulated replica-seconds",
        ]
        let errors = report.rows.compactMap { row -> HTML? in
            guard let label = wanted[row.figure], let error = row.relativeError else { return nil }
            return card(label, String(format: "%+.1f %%", error * 100))
        }
        return boots + errors
    }

    private func card(_ label: String, _ value: String) -> HTML {
        .element("div", class: "card", .element("strong", .text(value)), .element("span", .text(label)))
    }

    private func addBootTimes(to page: inout ReportPage) {
        page.append(
            .element("h2", "Time to first response"),
            .element(
                "p",
                """
                From the launch call to the last byte of the first answer that was checked to be right, on the host's \
                monotonic clock. Images take turns in random order, so that a drift of the host meets all of them alike.
                """))
        let series = BootTimeSeries.all(of: results.campaign, trials: results.trials, profiles: results.profiles)
        page.append(charts: BootTimeChart.specifications(series), caption: BootTimeChart.caption(series))
        page.append(
            .table(
                caption: "Time to first response; the interval holds the median with at least 95 % confidence",
                results.campaign.table), .fits(results.profiles))
        page.append(
            .element("h3", "Beside the paper’s Table 4"),
            .element(
                "p", class: "note",
                "One number each, from other hardware (a 2012 Core i5 with KVM); shown for scale, not for comparison."),
            publishedTable)
    }

    private var publishedTable: HTML {
        let rows = results.published.compactMap { profile -> [HTML]? in
            guard let boot = profile.boot else { return nil }
            return [
                .text(profile.image), .text(profile.technology.label), .text(Decimals.time(boot.distribution.mean)),
            ]
        }
        return .table(
            caption: "Start-up times of the paper", columns: [.text("image"), .text("as"), .number("seconds")],
            rows: rows)
    }

    private func addThroughput(to page: inout ReportPage) {
        page.append(
            .element("h2", "Throughput"),
            .table(
                caption:
                    "ApacheBench and redis-benchmark, closed loop; Little’s law ties rate, latency and connections",
                results.throughput.table))
    }

    private func addComparison(to page: inout ReportPage) {
        let objective = Decimals.time(results.comparison.objectiveLatencySeconds)
        page.append(
            .element("h2", "What boot time costs under a burst"),
            .element(
                "p",
                """
                The same flash crowd, simulated with each image’s boot times and everything else equal: the share of \
                requests that take longer than \(objective). Fixed numbers of replicas, for the mean and for the peak \
                rate, show what scaling is up against.
                """))
        page.append(
            chart: BootComparisonChart.specification(results.comparison),
            caption: "Each point is \(replications) simulated runs; the bar is the 95 % interval of their mean.")
        let rows = results.comparison.rows.map { row -> [HTML] in
            let figures = row.figures
            return [
                .text(row.policy), .text(row.boot?.label ?? "–"),
                .text(row.boot.map { Decimals.time($0.meanSeconds) } ?? "–"),
                .text(Self.percent(figures.overObjectiveShare.mean)),
                .text(Decimals.time(figures.latencyP50Seconds.mean)),
                .text(Decimals.time(figures.latencyP95Seconds.mean)),
                .text(Decimals.time(figures.latencyP99Seconds.mean)),
                .text(String(format: "%.0f", figures.replicaSeconds.mean)),
                .text(String(format: "%.1f", figures.peakReplicas.mean)),
            ]
        }
        page.append(
            .table(
                caption: "Simulated flash crowd by boot times and policy",
                columns: [
                    .text("policy"), .text("replicas boot like"), .number("boot, mean"), .number("over \(objective)"),
                    .number("p50"), .number("p95"), .number("p99"), .number("replica-seconds"),
                    .number("peak replicas"),
                ], rows: rows))
    }

    private var replications: Int { results.validation.simulated.replications.count }

    private func addValidation(to page: inout ReportPage) {
        let outcome = results.validation
        page.append(
            .element("h2", "Can the simulation be believed?"),
            .element(
                "p",
                """
                The crowd was then sent to the live stack, open loop, with latency counted from the planned send time, \
                while the autoscaler started and stopped real replicas (\(outcome.live.technology.label)) behind \
                HAProxy. The simulation was given the same arrivals and the profiles measured before; nothing was \
                tuned to the live run.
                """))
        page.append(
            charts: RunComparisonChart.specifications(
                [RunSeries("live", outcome.live.series), RunSeries("simulated", outcome.simulated.example.series)],
                objectiveSeconds: outcome.live.objectiveLatencySeconds),
            caption: RunComparisonChart.caption)
        let report = ValidationReport([outcome])
        if let chart = QuantileChart(report) {
            page.append(chart: chart.specification, caption: QuantileChart.caption)
        }
        page.append(report.figureTable, decisionTable)
    }

    private var decisionTable: HTML {
        let changes = results.validation.live.decisions.filter { $0.desiredReplicas != $0.currentReplicas }
        return .table(
            caption: "What the live autoscaler changed, and why",
            columns: [.number("at"), .number("replicas"), .text("reason")],
            rows: changes.map { change in
                [
                    .text(Decimals.time(change.timeSeconds)),
                    .text("\(change.currentReplicas) → \(change.desiredReplicas)"), .text(change.reason),
                ]
            })
    }

    private func addProvenance(to page: inout ReportPage) {
        let campaign = ("campaign", "\(results.campaign.recorded) trials, seed \(results.campaign.seed)")
        page.append(
            .element("h2", "Where these numbers come from"), .facts(results.provenance.facts + [campaign]),
            .element(
                "p", class: "note",
                """
                Beside this page: probe.sqlite with every trial, profiles/ with the fits, scenario/ to run again with \
                scalesim run, simulations.json, validation.json and observations.jsonl.
                """))
    }
}

// MARK: Words

extension DemoReport {
    private static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }
}
