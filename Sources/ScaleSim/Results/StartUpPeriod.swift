/// The time at the start of each replication whose requests are not counted in the figures.
public struct StartUpPeriod: Codable, Sendable, Equatable {
    public var seconds: Double
    /// Whether it was found by MSER-5, and not given.
    public var isDetected: Bool
    /// Whether the runs are too short to tell where they become stationary.
    public var isTooShort: Bool

    public init(seconds: Double, isDetected: Bool, isTooShort: Bool = false) {
        self.seconds = seconds
        self.isDetected = isDetected
        self.isTooShort = isTooShort
    }
}
