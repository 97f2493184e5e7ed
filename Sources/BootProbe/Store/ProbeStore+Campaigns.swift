import Foundation
import GRDB
import Profiles

/// A stored campaign.
package struct Campaign: Sendable, Equatable {
    package var id: CampaignID
    package var plan: CampaignPlan
    /// In the plan's order.
    package var targets: [MeasuredTarget]
    package var provenance: Provenance
    package var startedAt: String
}

extension ProbeStore {
    /// The newest campaign of `plan` over exactly `targets`, complete or not; a new one where there is none, or where
    /// `anew` asks for one.
    package func campaign(
        for plan: CampaignPlan, targets: [MeasuredTarget], provenance: Provenance, anew: Bool = false
    ) throws(BootProbeError) -> CampaignID {
        try write("beginning a campaign") { database in
            let targetIDs = try targets.map { try Self.targetID(of: $0, in: database) }
            let candidates =
                anew
                ? []
                : try Int64.fetchAll(
                    database, sql: "SELECT id FROM campaign WHERE plan = ? ORDER BY id DESC",
                    arguments: [Self.text(plan)])
            for candidate in candidates where try Self.targetIDs(ofCampaign: candidate, in: database) == targetIDs {
                return CampaignID(number: candidate)
            }
            return try Self.insertCampaign(plan, targetIDs, provenance, into: database)
        }
    }

    /// All campaigns, oldest first.
    package func campaigns() throws(BootProbeError) -> [Campaign] {
        try read("reading campaigns") { database in
            try Row.fetchAll(database, sql: "SELECT id, plan, provenance, started_at FROM campaign ORDER BY id")
                .map { row in try Self.campaign(row, in: database) }
        }
    }

    /// The campaign `id`, or the newest where it is nil; `badInput` where there is none.
    package func campaign(_ id: CampaignID? = nil) throws(BootProbeError) -> Campaign {
        let all = try campaigns()
        guard let found = id == nil ? all.last : all.first(where: { $0.id == id }) else {
            let numbers = all.map(\.id.description).joined(separator: ", ")
            let known = all.isEmpty ? "it holds none; run `bootprobe measure`" : "it holds \(numbers)"
            throw BootProbeError(.badInput, "\(path): no campaign \(id?.description ?? "at all"); \(known)")
        }
        return found
    }

    private static func campaign(_ row: Row, in database: Database) throws -> Campaign {
        let descriptions = try String.fetchAll(
            database,
            sql: """
                SELECT description FROM campaign_target JOIN target ON target.id = target_id
                WHERE campaign_id = ? ORDER BY position
                """, arguments: [row["id"] as Int64])
        return Campaign(
            id: CampaignID(number: row["id"]), plan: try value(of: row["plan"]),
            targets: try descriptions.map { try value(of: $0) }, provenance: try value(of: row["provenance"]),
            startedAt: row["started_at"])
    }

    private static func insertCampaign(
        _ plan: CampaignPlan, _ targetIDs: [Int64], _ provenance: Provenance, into database: Database
    ) throws -> CampaignID {
        try database.execute(
            sql: "INSERT INTO campaign (plan, provenance, started_at) VALUES (?, ?, ?)",
            arguments: [text(plan), text(provenance), timestamp(.now)])
        let id = database.lastInsertedRowID
        for (position, target) in targetIDs.enumerated() {
            try database.execute(
                sql: "INSERT INTO campaign_target (campaign_id, position, target_id) VALUES (?, ?, ?)",
                arguments: [id, position, target])
        }
        return CampaignID(number: id)
    }

    private static func targetIDs(ofCampaign id: Int64, in database: Database) throws -> [Int64] {
        try Int64.fetchAll(
            database, sql: "SELECT target_id FROM campaign_target WHERE campaign_id = ? ORDER BY position",
            arguments: [id])
    }

    /// The row of `target`, made where there is none.
    static func targetID(of target: MeasuredTarget, in database: Database) throws -> Int64 {
        let description = try text(target)
        if let id = try Int64.fetchOne(
            database, sql: "SELECT id FROM target WHERE description = ?", arguments: [description])
        {
            return id
        }
        try database.execute(
            sql: "INSERT INTO target (image, technology, accelerator, description) VALUES (?, ?, ?, ?)",
            arguments: [target.image, target.technology.rawValue, target.accelerator.rawValue, description])
        return database.lastInsertedRowID
    }

    // Sorted keys make equal values equal texts, by which rows are found.
    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONFormat.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(of text: String) throws -> Value {
        try JSONFormat.decode(Value.self, from: Data(text.utf8))
    }

    /// UTC with milliseconds, as in RFC 3339.
    static func timestamp(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
