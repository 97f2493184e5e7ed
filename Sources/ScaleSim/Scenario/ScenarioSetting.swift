/// Another value for one field of a scenario file: `service.replicas=4`.
public struct ScenarioSetting: Codable, Sendable, Equatable, CustomStringConvertible {
    /// Keys from the root, separated by dots.
    public var field: String
    /// In YAML.
    public var value: String

    public init(field: String, value: String) {
        self.field = field
        self.value = value
    }

    /// Reads `FIELD=VALUE`; nil for other texts.
    public init?(_ text: String) {
        guard let (field, value) = Self.parts(text) else { return nil }
        self.init(field: field, value: value)
    }

    public var description: String { "\(field)=\(value)" }

    fileprivate static func parts(_ text: String) -> (field: String, value: String)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return (String(parts[0]), String(parts[1]))
    }
}

/// Several values for one field of a scenario file: `service.replicas=2,4,8`.
public struct ScenarioVariation: Sendable, Equatable {
    /// One for each value, in their order; at least two, all different.
    public let settings: [ScenarioSetting]

    /// Reads `FIELD=VALUE,VALUE,…`; nil for other texts. Commas within brackets and braces separate nothing.
    public init?(_ text: String) {
        guard let (field, list) = ScenarioSetting.parts(text) else { return nil }
        var depth = 0
        let values = list.split(omittingEmptySubsequences: false) { character in
            if "[{".contains(character) { depth += 1 }
            if "]}".contains(character) { depth -= 1 }
            return character == "," && depth == 0
        }
        guard values.count >= 2, !values.contains(""), Set(values).count == values.count else { return nil }
        settings = values.map { ScenarioSetting(field: field, value: String($0)) }
    }

    /// Every choice of one setting from each variation; the last varies first.
    public static func combinations(_ variations: [ScenarioVariation]) -> [[ScenarioSetting]] {
        variations.reduce([[]]) { combinations, variation in
            combinations.flatMap { combination in variation.settings.map { combination + [$0] } }
        }
    }
}
