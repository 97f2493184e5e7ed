extension TrialTable: Report {
    /// Every column is for people and programs alike.
    package var table: ReportTable {
        ReportTable(
            rows,
            columns: columns.indices.map { column in
                ReportTable.Column(
                    title: columns[column], fields: [columns[column]],
                    isNumber: rows.contains { $0[column].isNumber } && !rows.contains { $0[column].isText }
                ) { row in
                    ReportTable.Cell(shown: row[column].shown, values: [row[column]])
                }
            })
    }
}

extension TrialTable.Cell {
    fileprivate var isText: Bool {
        if case .text = self { true } else { false }
    }

    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .number: true
        case .none, .text: false
        }
    }

    fileprivate var shown: String {
        switch self {
        case .none: ""
        case .integer(let value): "\(value)"
        case .number(let value): Decimals.three(value)
        case .text(let value): value
        }
    }
}
