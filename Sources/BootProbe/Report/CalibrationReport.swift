/// What a calibration found; programs get the results themselves.
package struct CalibrationReport: Report, Sendable {
    private let results: [CalibrationResult]

    package init(_ results: [CalibrationResult]) { self.results = results }

    package func encode(to encoder: any Encoder) throws { try results.encode(to: encoder) }

    package var table: ReportTable {
        ReportTable(
            results,
            columns: [
                .text("path", "path") { .text($0.path.rawValue) },
                .number("known delay, ms", "known_delay_ms") { .number($0.knownDelayMs) },
                .number("trials", "trials") { .count($0.trials) },
                .number("bias, ms: median", "bias_ms_median") { .number($0.biasMsMedian) },
                .number("p99", "bias_ms_p99") { .number($0.biasMsP99) },
                .number("max", "bias_ms_max") { .number($0.biasMsMax) },
                .number("interval holds truth", "interval_coverage") { .share($0.intervalCoverage) },
            ])
    }
}
