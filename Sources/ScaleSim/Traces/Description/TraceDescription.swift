/// What is in a trace: its format, what was left out, and what its arrivals look like.
public struct TraceDescription: Codable, Sendable, Equatable {
    public var file: String
    public var format: TraceFormat
    /// Whether the requests are recorded, or drawn with `seed` at recorded rates.
    public var drawn: Bool
    public var seed: UInt64
    /// Numbers of records left out by kind, with a place for the first.
    public var skipped: [String: Int]
    public var skippedFirst: String?
    public var arrivals: ArrivalStatistics

    /// - Parameter seed: decides what the recording leaves open, as the seed of a scenario does.
    public init(_ trace: TraceFile, scale: Double = 1, seed: UInt64 = 1) throws(ScaleSimError) {
        file = trace.path
        format = trace.summary.format
        drawn = !format.holdsInstants
        self.seed = seed
        skipped = Dictionary(
            uniqueKeysWithValues: trace.summary.skipped.byKind.map { kind, count in
                (kind.rawValue.replacing(" ", with: "_"), count)
            })
        skippedFirst = trace.summary.skipped.first?.description
        arrivals = trace.arrivals(
            scale: scale, seed: seed, replicationSeed: RandomStream.replicationSeed(seed: seed, number: 0),
            to: ArrivalSurvey(until: trace.summary.duration))
        if let fault = trace.fault { throw fault }
    }
}
