import BootProbe

extension PaperPrediction {
    /// For a terminal of 120 columns.
    package var text: String {
        let tables = tables.map { "\(title(of: $0))\n\(table($0).text)" }
        let notes = remarks.map { WrappedText.item($0) }.joined(separator: "\n")
        return ([WrappedText.paragraph(introduction)] + tables + ["\(Self.summaryTitle)\n\(summary.text)", notes])
            .joined(separator: "\n\n") + "\n"
    }

    package var markdown: String {
        let parts =
            ["# The paper's Tables 2 and 3, predicted", introduction.escapedForMarkdown]
            + tables.map { "## \(title(of: $0).escapedForMarkdown)\n\n\(MarkdownTable.text(columns(of: $0)))" }
            + ["## \(Self.summaryTitle)\n\n\(MarkdownTable.text(summaryRows))"]
            + [remarks.map { "- \($0.escapedForMarkdown)" }.joined(separator: "\n")]
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var introduction: String {
        "Latencies in milliseconds, predicted from each column's requests per second X alone: \(connections) connections "
            + "that ask again as soon as they are answered, \(run.requests) requests a run after a start-up period, means "
            + "of \(run.runs) runs. Nothing is fitted to the paper's latencies; the error is that of the prediction."
    }

    // MARK: One table

    private func table(_ number: Int) -> TextTable {
        let rows = columns(of: number)
        return TextTable(rows, numbers: rows[0].indices.map { $0 != 0 && $0 != 2 })
    }

    /// The paper's figures of each column, and under them what each model says; with a header.
    private func columns(of number: Int) -> [[String]] {
        let quantiles = LatencyPrediction.quantiles
        let published = publishedQuantiles
        let header =
            ["system", "X", "", "mean"]
            + quantiles.flatMap { ["\(Decimals.whole(100 * $0))%"] + (published.contains($0) ? ["error"] : []) }
        return [header]
            + columns.filter { $0.number == number }.flatMap { column in
                [column.publishedCells(published)] + column.predictions.map { $0.cells(published) }
            }
    }

    // MARK: All of them

    private static let summaryTitle = "Errors over the columns whose own figures agree: median magnitude (range)"

    private var summary: TextTable { TextTable(summaryRows) }

    private var summaryRows: [[String]] {
        let quantiles = publishedQuantiles
        return [["model"] + quantiles.map { "\(Decimals.whole(100 * $0))%" }]
            + models.map { model in
                [model] + quantiles.map { PredictionErrors(self, model: model, quantile: $0)?.text ?? "–" }
            }
    }
}

extension PaperPrediction.Column {
    /// - Parameter compared: the quantiles that have a column of errors.
    fileprivate func publishedCells(_ compared: [Double]) -> [String] {
        [system.published ?? system.key, Decimals.two(requestsPerSecond), "the paper", "–"]
            + LatencyPrediction.quantiles.flatMap { quantile in
                [published(quantile).map(LatencyPrediction.milliseconds) ?? "–"]
                    + (compared.contains(quantile) ? [""] : [])
            }
    }
}

extension LatencyPrediction {
    fileprivate func cells(_ compared: [Double]) -> [String] {
        ["", "", model, Self.milliseconds(meanSeconds.mean)]
            + quantiles.flatMap { one in
                [Self.milliseconds(one.seconds.mean)]
                    + (compared.contains(one.quantile)
                        ? [one.relativeError.map { "\(PredictionErrors.signed($0)) %" } ?? "–"] : [])
            }
    }

    /// Without decimals where they say nothing.
    fileprivate static func milliseconds(_ seconds: Double) -> String {
        seconds < 1 ? Decimals.one(1000 * seconds) : Decimals.whole(1000 * seconds)
    }
}
