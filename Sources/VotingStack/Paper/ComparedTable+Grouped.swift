import BootProbe

extension ComparedTable {
    /// Each system of the paper with what was measured here beside it, then ours that it has not.
    package var grouped: GroupedTable {
        var groups: [GroupedTable.Group] = []
        for (index, column) in columns.enumerated() where column.isPublished {
            let here = index + 1 < columns.count && columns[index + 1].system == column.system
            groups.append(
                GroupedTable.Group(
                    column.system.published ?? column.system.key,
                    ["paper"] + (here ? [column.system.own?.label ?? "here"] : [])))
        }
        let alone = columns.filter { column in
            !column.isPublished && !columns.contains { $0.isPublished && $0.system == column.system }
        }
        if !alone.isEmpty { groups.append(GroupedTable.Group("here only", alone.map(\.system.label))) }
        return GroupedTable(
            title: title, groups: groups,
            rows: rows.map { row in GroupedTable.Row(row.name, row.cells.map { Self.text(of: $0, in: row.name) }) })
    }

    private static func text(of cell: Cell, in row: String) -> String {
        switch cell {
        case .number(let value): PaperRow.ofApacheBench.contains(row) ? Decimals.one(value) : Decimals.whole(value)
        case .absent: "absent"
        case .failed: "failed"
        case .none: "–"
        }
    }
}
