import BootProbe
import Foundation
import Profiles

/// The page of a validation: figures, latencies quantile by quantile, and the course of the first run.
package enum ValidationPage {
    /// Of one scenario.
    package static func page(_ document: ValidationDocument) -> ReportPage {
        let report = document.report
        var page = ReportPage(title: "\(report.scenario): live beside simulated")
        page.append(
            .element("h1", .text("\(report.scenario): live beside simulated")),
            .element("p", class: "lead", .text(report.lead)))
        page.append(document, heading: "h2")
        return page
    }

    /// Of a suite, with a section for each of its scenarios so far.
    ///
    /// - Parameter documents: of the summary's reports, in their order.
    package static func page(_ summary: ValidationSummary, _ documents: [ValidationDocument]) -> ReportPage {
        var page = ReportPage(title: "Live beside simulated")
        page.append(
            .element("h1", "Live beside simulated"), .element("p", class: "lead", .text(summary.lead)),
            summary.errorTable)
        for (entry, document) in zip(summary.reports, documents) {
            page.append(.element("h2", .text("\(entry.name): \(entry.purpose)")))
            page.append(document, heading: "h3")
        }
        return page
    }
}

extension ReportPage {
    /// - Parameter heading: of the parts.
    fileprivate mutating func append(_ document: ValidationDocument, heading: String) {
        let report = document.report
        if !report.remarks.isEmpty {
            let items = report.remarks.map { HTML.element("li", .text($0)) }
            append(
                .element("div", class: "left-out", .element("p", "Worth less than it seems:"), .element("ul", items)))
        }
        append(report.figureTable)
        if let chart = QuantileChart(report) {
            append(.element(heading, "Latency, quantile by quantile"))
            append(chart: chart.specification, caption: QuantileChart.caption)
        }
        append(.element(heading, .text(report.runs == 1 ? "Over time" : "Over time, in the first run")))
        append(
            charts: RunComparisonChart.specifications(
                [RunSeries("live", document.live.series), RunSeries("simulated", document.simulated.example.series)],
                objectiveSeconds: document.live.objectiveLatencySeconds),
            caption: RunComparisonChart.caption)
        append(.element("ul", class: "note", report.comparisons.map { .element("li", .text($0)) }))
        if let changes = report.changeTable { append(changes) }
    }
}
