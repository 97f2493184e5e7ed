import Profiles

/// Under which circumstances an image is launched.
package struct LaunchCondition: Codable, Sendable, Hashable, CustomStringConvertible {
    /// What the host's page cache holds of the files that a boot reads.
    package enum Cache: String, Codable, Sendable, CaseIterable {
        /// All of them, as after an earlier launch.
        case warm
        /// None of them, as the first time after the host's own boot.
        case cold
    }

    package var cache: Cache
    /// Instances launched at the same time; each is a sample.
    package var concurrent: Int
    /// Instances of the image that run already.
    package var resident: Int

    package init(cache: Cache = .warm, concurrent: Int = 1, resident: Int = 0) {
        precondition(concurrent >= 1 && resident >= 0)
        self.cache = cache
        self.concurrent = concurrent
        self.resident = resident
    }

    /// Warm and alone.
    package static let standard = LaunchCondition()

    /// For people: `vote as container, 4 at once`.
    package func label(of image: String, on technology: Technology) -> String {
        "\(image) as \(technology.label)" + (self == .standard ? "" : ", \(self)")
    }

    /// What is not as usual: `cold, 4 at once, 2 resident`; empty for the standard condition.
    package var description: String {
        var parts: [String] = []
        if cache == .cold { parts.append("cold") }
        if concurrent > 1 { parts.append("\(concurrent) at once") }
        if resident > 0 { parts.append("\(resident) resident") }
        return parts.joined(separator: ", ")
    }
}
