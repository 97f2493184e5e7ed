import Profiles

/// How many trials each target gets, as written on a command line: `20,vm=3,vote.vm=5`.
///
/// A bare number holds for all, a technology for its targets, `IMAGE.TECHNOLOGY` for one; the most specific wins.
package struct TrialCounts: Sendable, Equatable {
    private var general: Int?
    private var byKey: [String: Int] = [:]

    /// The counts that `text` says, or nil where it cannot be read.
    package init?(_ text: String) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard let count = sides.last.flatMap({ Int($0) }), (0...100_000).contains(count) else { return nil }
            switch sides.count {
            case 1 where general == nil: general = count
            case 2 where Self.isKey(sides[0]) && byKey[String(sides[0])] == nil: byKey[String(sides[0])] = count
            default: return nil
            }
        }
    }

    private static func isKey(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let technology = parts.last, Technology(rawValue: String(technology)) != nil else {
            return false
        }
        return parts.count == 1 || YAMLField.isName(String(parts[0]))
    }

    /// The count of `image` on `technology`; nil where nothing is said of it.
    package func count(of image: String, on technology: Technology) -> Int? {
        byKey["\(image).\(technology.rawValue)"] ?? byKey[technology.rawValue] ?? general
    }

    /// These counts, and those of `defaults` where these say nothing.
    package func count(of image: String, on technology: Technology, default defaults: TrialCounts) -> Int {
        count(of: image, on: technology) ?? defaults.count(of: image, on: technology) ?? 0
    }
}
