extension DoctorReport: Report {
    package var table: ReportTable {
        ReportTable(
            capabilities + conditions,
            columns: [
                .text("state", "state") { .text($0.state.rawValue) },
                .text("finding", "id") { .text($0.id) },
                .text("found", "found") { .text($0.found) },
                .text("why it matters", "why") { .text($0.why) },
                .text("remedy", "remedy") { .text($0.remedy) },
            ])
    }

    package var remarks: [String] { [summary] }
}
