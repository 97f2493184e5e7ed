/// What `ScenarioComparison.run` finds out.
public struct ComparedScenarios: Codable, Sendable, Equatable {
    public static let currentSchema = 1

    public var schema: Int = ComparedScenarios.currentSchema
    public var seed: UInt64
    public var replications: Int
    /// Of every interval, and of the verdicts together.
    public var confidence: Double
    /// A difference up to this share of the baseline's mean counts as none; nil where every difference counts.
    public var equalWithin: Double?
    /// Name of the system that the others are compared with.
    public var baseline: String
    public var systems: [System]
    /// What makes the systems less comparable than they seem.
    public var remarks: [String]
    /// What users notice first, then what it costs.
    public var figures: [Figure]
    /// Each system as a multiple of the possible; nil where no oracle was asked for, nor is among the systems.
    public var oracle: Oracle?

    public struct System: Codable, Sendable, Equatable {
        /// No two have the same.
        public var name: String
        public var policy: String
        /// What differs from the scenario's file.
        public var settings: [ScenarioSetting]
    }

    /// One figure of all systems.
    public struct Figure: Codable, Sendable, Equatable {
        /// As in the results of `scalesim run`.
        public var name: String
        /// `seconds`, `share`, `count` or `replica_seconds`.
        public var unit: String
        /// In the order of the systems.
        public var systems: [Value]
    }

    /// One figure of one system.
    public struct Value: Codable, Sendable, Equatable {
        public var system: String
        public var estimate: Estimate
        /// Nil for the baseline itself.
        public var comparison: Comparison?
    }

    /// One figure of one system against the baseline.
    public struct Comparison: Codable, Sendable, Equatable {
        /// System less baseline, replication by replication.
        public var difference: Estimate
        /// The difference as a share of the baseline's mean; nil where that is 0.
        public var relativeChange: Double?
        /// Of no difference, by the paired t test.
        public var pValue: Double?
        /// By Holm's method, over all figures of all systems.
        public var adjustedPValue: Double?
        /// Between the two over replications; nil where one does not vary.
        public var correlation: Double?
        /// How many times the variance of the difference would be larger without common random numbers.
        public var varianceReduction: Double?
        /// `differs`, `no_difference_shown`, `practically_equal` or `identical`.
        public var verdict: String
    }
}
