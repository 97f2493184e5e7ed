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
                card("vote as \(row.technology.label), median", Self.time($0))
            }
        }
        let report = results.validation.report
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
        page.append(
            chart: BootTimeChart.specification(series),
            caption: """
                Every trial is a dot; the step line is the empirical distribution, the dashed one the chosen fit. \
                Note the logarithmic axis.
                """)
        page.append(bootTable, fitTable)
        page.append(
            .element("h3", "Beside the paper’s Table 4"),
            .element(
                "p", class: "note",
                "One number each, from other hardware (a 2012 Core i5 with KVM); shown for scale, not for comparison."),
            publishedTable)
    }

    private var series: [BootTimeSeries] {
        results.campaign.rows.enumerated().map { index, row in
            let samples = results.trials.filter { $0.trial.target == index && !$0.trial.isWarmUp }
                .compactMap { IntervalSample($0) }
            let answers = samples.filter { !$0.isCensored }.map(\.upper)
            let fitted = results.profiles.first { $0.image == row.image && $0.technology == row.technology }?.boot
            return BootTimeSeries(
                image: row.image, technology: row.technology, values: answers, censored: samples.count - answers.count,
                fit: fitted.map { Self.curve(of: $0.distribution) } ?? [])
        }
    }

    /// The distribution function between its extremes; the empirical one is drawn already.
    private static func curve(of distribution: Distribution) -> [(seconds: Double, probability: Double)] {
        switch distribution {
        case .empirical, .empiricalWithTail: return []
        default: break
        }
        return (0...60).map { step in
            let probability = 0.001 + 0.998 * Double(step) / 60
            return (distribution.quantile(probability), probability)
        }
    }

    private var bootTable: HTML {
        let rows = results.campaign.rows.map { row -> [HTML] in
            let summary = row.timeToFirstResponse
            let interval = summary.median.map { median in
                "\(median.lower.map(Self.time) ?? "?") – \(median.upper.map(Self.time) ?? "?")"
            }
            return [
                .text(row.image), .text(row.technology.label), .text("\(summary.answered)"),
                .text(summary.median?.seconds.map(Self.time) ?? "–"), .text(interval ?? "–"),
                .text(summary.p95?.seconds.map(Self.time) ?? "–"), .text(summary.minimum.map(Self.time) ?? "–"),
                .text(summary.maximum.map(Self.time) ?? "–"), .text("\(summary.censored)"), .text("\(summary.failed)"),
            ]
        }
        return .table(
            caption: "Time to first response; the interval holds the median with at least 95 % confidence",
            columns: [
                .text("image"), .text("as"), .number("trials"), .number("median"), .number("95 % interval"),
                .number("p95"), .number("least"), .number("most"), .number("timed out"), .number("failed"),
            ], rows: rows)
    }

    private var fitTable: HTML {
        let rows = results.profiles.compactMap { profile -> [HTML]? in
            guard let boot = profile.boot else { return nil }
            let chosen = boot.fits.first { $0.distribution == boot.distribution }
            return [
                .text(profile.name), .text(boot.distribution.summary),
                .text(chosen?.aic.map { String(format: "%.1f", $0) } ?? "–"),
                .text(chosen?.goodnessOfFitPValue.map { String(format: "%.2f", $0) } ?? "–"),
            ]
        }
        return .table(
            caption: """
                What the simulator draws boot times from: the fit with the least AIC (for two modes by a margin), or the \
                measured values where fewer than \(BootFit.leastAnswers) trials answered or no fit passes its test
                """,
            columns: [.text("profile"), .text("distribution"), .number("AIC"), .number("goodness of fit, p")],
            rows: rows)
    }

    private var publishedTable: HTML {
        let rows = results.published.compactMap { profile -> [HTML]? in
            guard let boot = profile.boot else { return nil }
            return [.text(profile.image), .text(profile.technology.label), .text(Self.time(boot.distribution.mean))]
        }
        return .table(
            caption: "Start-up times of the paper", columns: [.text("image"), .text("as"), .number("seconds")],
            rows: rows)
    }

    private func addThroughput(to page: inout ReportPage) {
        let rows = results.throughput.rows.map { row -> [HTML] in
            func latency(_ quantile: Double) -> HTML {
                .text(
                    row.result.latencyQuantiles.first { $0.quantile == quantile }.map { Self.time($0.seconds) } ?? "–")
            }
            return [
                .text(row.image), .text(row.technology.label), .text(row.result.operation),
                .text("\(row.result.connections)"), .text(String(format: "%.0f", row.result.requestsPerSecond)),
                latency(0.5), latency(0.99), .text(row.obeysLittlesLaw.map { $0 ? "holds" : "broken" } ?? "–"),
            ]
        }
        page.append(
            .element("h2", "Throughput"),
            .table(
                caption:
                    "ApacheBench and redis-benchmark, closed loop; Little’s law ties rate, latency and connections",
                columns: [
                    .text("image"), .text("as"), .text("operation"), .number("connections"), .number("requests/s"),
                    .number("p50"), .number("p99"), .text("Little’s law"),
                ], rows: rows))
    }

    private func addComparison(to page: inout ReportPage) {
        let objective = Self.time(results.comparison.objectiveLatencySeconds)
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
                .text(row.boot.map { Self.time($0.meanSeconds) } ?? "–"),
                .text(Self.percent(figures.overObjectiveShare.mean)), .text(Self.time(figures.latencyP50Seconds.mean)),
                .text(Self.time(figures.latencyP95Seconds.mean)), .text(Self.time(figures.latencyP99Seconds.mean)),
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
            chart: RunComparisonChart.specification(
                [RunSeries("live", outcome.live.series), RunSeries("simulated", outcome.simulated.example.series)],
                objectiveSeconds: outcome.live.objectiveLatencySeconds),
            caption: """
                Arrivals, the 95 % latency of the requests that arrived in each second (dotted: the objective), and \
                replicas: ready (solid), and launched but not yet gone (dashed).
                """)
        page.append(validationTable, decisionTable)
    }

    private var validationTable: HTML {
        let rows = results.validation.report.rows.map { row -> [HTML] in
            [
                .text(row.figure), .text(row.live.map { Self.value($0, row.unit) } ?? "–"),
                .text(Self.value(row.simulated.mean, row.unit)),
                .text(row.relativeError.map { String(format: "%+.1f %%", $0 * 100) } ?? "–"),
                .text(row.isMet.map { $0 ? "met" : "missed" } ?? "–"),
            ]
        }
        return .table(
            caption: "Live beside simulated (mean of \(replications) replications)",
            columns: [
                .text("figure"), .number("live"), .number("simulated"), .number("relative error"), .text("goal"),
            ], rows: rows)
    }

    private var decisionTable: HTML {
        let changes = results.validation.live.decisions.filter { $0.desiredReplicas != $0.currentReplicas }
        return .table(
            caption: "What the live autoscaler changed, and why",
            columns: [.number("at"), .number("replicas"), .text("reason")],
            rows: changes.map { change in
                [
                    .text(Self.time(change.timeSeconds)),
                    .text("\(change.currentReplicas) → \(change.desiredReplicas)"), .text(change.reason),
                ]
            })
    }

    private func addProvenance(to page: inout ReportPage) {
        let host = results.provenance.host
        let accelerators = Set(results.campaign.rows.filter { $0.technology == .vm }.map(\.accelerator))
        let facts: [(String, String)] = [
            ("CPU", "\(host.cpuModel), \(host.logicalCPUs) logical CPUs"),
            ("memory", String(format: "%.1f GiB", Double(host.memoryBytes) / 1_073_741_824)),
            ("system", "\(host.operatingSystem), kernel \(host.kernel)"),
            ("guests run by", accelerators.first.map(Self.describe) ?? "no guests"),
            ("campaign", "\(results.campaign.recorded) trials, seed \(results.campaign.seed)"),
            ("load average at the start", results.provenance.loadAverages.map { "\($0)" }.joined(separator: ", ")),
        ]
        let items = facts.flatMap { name, value in
            [HTML.element("dt", .text(name)), HTML.element("dd", .text(value))]
        }
        page.append(
            .element("h2", "Where these numbers come from"), .element("dl", items),
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
    private static func describe(_ accelerator: Accelerator) -> String {
        switch accelerator {
        case .none: "nothing"
        case .kvm: "KVM"
        case .tcg:
            "QEMU’s emulator (TCG): KVM is missing here, or failed its test. Boot times under it are many times longer"
        }
    }

    private static func time(_ seconds: Double) -> String {
        if seconds < 0.01 { return String(format: "%.2f ms", seconds * 1000) }
        if seconds < 1 { return String(format: "%.0f ms", seconds * 1000) }
        return String(format: "%.2f s", seconds)
    }

    private static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }

    private static func value(_ value: Double, _ unit: String) -> String {
        switch unit {
        case "share": percent(value)
        case "s": value >= 60 ? String(format: "%.0f s", value) : time(value)
        default: value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.2f", value)
        }
    }
}
