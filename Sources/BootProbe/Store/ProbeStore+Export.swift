import Foundation
import GRDB

/// All trials of a campaign as a table, in the order in which they were planned.
package struct TrialTable: Sendable, Equatable, Encodable {
    package enum Cell: Sendable, Equatable, Encodable {
        case none
        case integer(Int64)
        case number(Double)
        case text(String)

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .none: try container.encodeNil()
            case .integer(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            }
        }
    }

    /// Seconds (`_s`) count from the launch call.
    package let columns: [String]
    package let rows: [[Cell]]

    /// As RFC 4180, with a header.
    package var csv: String {
        ([columns] + rows.map { $0.map(\.csv) }).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    /// A list of one object a trial.
    package func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for row in rows {
            try list.encode(Dictionary(uniqueKeysWithValues: zip(columns, row)))
        }
    }
}

extension TrialTable.Cell {
    var csv: String {
        switch self {
        case .none: return ""
        case .integer(let value): return "\(value)"
        case .number(let value): return "\(value)"
        case .text(let value):
            guard value.contains(where: { ",\"".contains($0) || $0.isNewline }) else { return value }
            return "\"\(value.replacing("\"", with: "\"\""))\""
        }
    }

    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null, .blob: self = .none
        case .int64(let integer): self = .integer(integer)
        case .double(let number): self = .number(number)
        case .string(let text): self = .text(text)
        }
    }
}

extension ProbeStore {
    /// Every trial of `campaign`, warm-ups and failures included.
    package func export(_ campaign: CampaignID) throws(BootProbeError) -> TrialTable {
        try read("exporting trials") { database in
            let statement = try database.makeStatement(
                sql: "SELECT * FROM trial_export WHERE campaign = ? ORDER BY position, member")
            statement.arguments = [campaign.number]
            let rows = try Row.fetchAll(statement)
            return TrialTable(
                columns: statement.columnNames, rows: rows.map { row in row.databaseValues.map { TrialTable.Cell($0) } }
            )
        }
    }
}
