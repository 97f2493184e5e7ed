/// What a calibration found, for people.
package struct CalibrationReport: Sendable {
    private let results: [CalibrationResult]

    package init(_ results: [CalibrationResult]) { self.results = results }

    package var text: String {
        var table = TextTable(header: [
            "path", "known delay", "bias, median", "bias, p99", "bias, max", "interval holds truth", "n",
        ])
        for result in results {
            table.append([
                result.path.rawValue, "\(Decimals.three(result.knownDelayMs)) ms",
                "\(Decimals.three(result.biasMsMedian)) ms", "\(Decimals.three(result.biasMsP99)) ms",
                "\(Decimals.three(result.biasMsMax)) ms", "\(Decimals.three(result.intervalCoverage * 100)) %",
                "\(result.trials)",
            ])
        }
        return table.text
    }
}
