import UserInput

/// Why a scenario that can be simulated cannot be done in another way, such as live.
package struct ScenarioRefusal: Sendable, Equatable {
    /// Keys from the root of a scenario file to the field that asks for too much; where it may stand in either of several
    /// places, all of them.
    package var fields: [[String]]
    /// What cannot be done, and what to write instead.
    package var reason: String

    package init(fields: [[String]], reason: String) {
        self.fields = fields
        self.reason = reason
    }
}

extension ScenarioFile {
    /// Reads the scenario at `path` for somebody who cannot do all that scenarios may ask for.
    ///
    /// - Parameter refusal: of a scenario that cannot be done.
    package static func read(
        contentsOf path: String, refusal: (Scenario) -> ScenarioRefusal?
    ) throws(ScaleSimError) -> Scenario {
        try parse(InputFile.text(of: path), file: path, refusal: refusal)
    }

    /// - Parameter file: what messages call the text's origin, and where relative paths start.
    package static func parse(
        _ text: String, file: String, refusal: (Scenario) -> ScenarioRefusal?
    ) throws(ScaleSimError) -> Scenario {
        let scenario = try parse(text, file: file)
        guard let refusal = refusal(scenario), let root = try YAMLField.documents(in: text, file: file).first else {
            return scenario
        }
        throw try field(refusal.fields, below: root).wrong(refusal.reason)
    }

    /// The field that one of `paths` leads to; else that which holds what is missing, as far as any leads.
    private static func field(_ paths: [[String]], below root: YAMLField) throws(ScaleSimError) -> YAMLField {
        var deepest = (depth: 0, field: root)
        for path in paths {
            var field = root
            for (depth, key) in path.enumerated() {
                guard field.isMapping, let child = try field.mapping(known: nil).optional(key) else { break }
                field = child
                if depth + 1 > deepest.depth { deepest = (depth + 1, field) }
            }
        }
        return deepest.field
    }
}
