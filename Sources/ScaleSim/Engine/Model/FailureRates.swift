/// What goes wrong by chance.
public struct FailureRates: Sendable, Equatable {
    /// Mean time from a replica's readiness to its crash, exponential; nil for never. The crash ends all that it works
    /// on, and another replica is launched in its place.
    public var meanTimeToCrash: SimTime?
    /// Probability that a boot ends without a replica; another is launched in its place.
    public var bootFailureProbability: Double

    public init(meanTimeToCrash: SimTime? = nil, bootFailureProbability: Double = 0) {
        self.meanTimeToCrash = meanTimeToCrash
        self.bootFailureProbability = bootFailureProbability
    }
}
