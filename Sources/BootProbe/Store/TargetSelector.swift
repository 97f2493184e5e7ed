import Profiles

/// Names one target of a campaign on a command line: `vote.container`, `old.sqlite:vote.container@2`, or
/// `vote.container,cold,concurrent=4,resident=2`.
package struct TargetSelector: Sendable, Equatable {
    /// nil where the command's own database is meant.
    package var database: String?
    /// nil for the newest.
    package var campaign: Int64?
    package var image: String
    package var technology: Technology
    package var condition: LaunchCondition

    /// nil where `text` cannot be read.
    package init?(_ text: String) {
        var rest = text[...]
        if let at = rest.lastIndex(of: "@"), let number = Int64(rest[rest.index(after: at)...]) {
            campaign = number
            rest = rest[..<at]
        }
        if let colon = rest.lastIndex(of: ":") {
            database = String(rest[..<colon])
            rest = rest[rest.index(after: colon)...]
        }
        let parts = rest.split(separator: ",", omittingEmptySubsequences: false)
        let names = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard names.count == 2, YAMLField.isName(String(names[0])),
            let technology = Technology(rawValue: String(names[1])),
            let condition = Self.condition(parts.dropFirst())
        else { return nil }
        image = String(names[0])
        self.technology = technology
        self.condition = condition
    }

    private static func condition(_ parts: ArraySlice<Substring>) -> LaunchCondition? {
        var condition = LaunchCondition.standard
        for part in parts {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            if sides.count == 1, let cache = LaunchCondition.Cache(rawValue: String(part)) {
                condition.cache = cache
            } else if sides.count == 2, let number = Int(sides[1]), sides[0] == "concurrent", number >= 1 {
                condition.concurrent = number
            } else if sides.count == 2, let number = Int(sides[1]), sides[0] == "resident", number >= 0 {
                condition.resident = number
            } else {
                return nil
            }
        }
        return condition
    }

    /// The trials of the target in batches of concurrent launches, warm-ups and failures left out.
    ///
    /// - Parameter path: The database where the selector names none.
    /// - Throws: `badInput` where there is no such target, naming those that are there.
    package func batches(in path: String) throws(BootProbeError) -> (campaign: Campaign, batches: [[IntervalSample]]) {
        let store = try ProbeStore(path: database ?? path, access: .read)
        let campaign = try store.campaign(campaign.map { CampaignID(number: $0) })
        let index = campaign.targets.firstIndex { target in
            target.image == image && target.technology == technology && target.condition == condition
        }
        guard let index else {
            let known = campaign.targets.map { "`\(Self.text($0))`" }.joined(separator: ", ")
            throw BootProbeError(
                .badInput, "\(store.path): campaign \(campaign.id) has no target `\(text)`; it has \(known)")
        }
        let mine = try store.trials(of: campaign.id).filter { $0.trial.target == index }
        let batches = Dictionary(grouping: mine, by: \.trial.position).sorted { $0.key < $1.key }
        return (campaign, batches.map { $0.value.compactMap { IntervalSample($0) } }.filter { !$0.isEmpty })
    }

    /// For people: `vote as container, 4 at once (campaign 2 of old.sqlite)`.
    package var label: String {
        let place = [campaign.map { "campaign \($0)" }, database].compactMap(\.self).joined(separator: " of ")
        return condition.label(of: image, on: technology) + (place.isEmpty ? "" : " (\(place))")
    }

    private var text: String { Self.text(image, technology, condition) }

    private static func text(_ target: MeasuredTarget) -> String {
        text(target.image, target.technology, target.condition)
    }

    private static func text(_ image: String, _ technology: Technology, _ condition: LaunchCondition) -> String {
        var parts = ["\(image).\(technology.rawValue)"]
        if condition.cache != .warm { parts.append(condition.cache.rawValue) }
        if condition.concurrent > 1 { parts.append("concurrent=\(condition.concurrent)") }
        if condition.resident > 0 { parts.append("resident=\(condition.resident)") }
        return parts.joined(separator: ",")
    }
}
