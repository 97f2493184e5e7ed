/// One claim of theory beside what was simulated.
public struct TheoryCheck: Codable, Sendable, Equatable {
    public var name: String
    /// Seconds, or a share.
    public var theory: Double
    public var simulated: Double
    public var ciLow: Double
    public var ciHigh: Double
    /// Of this interval; higher than 0.95, so that with 95 % *all* of the intervals hold the truth (Bonferroni).
    public var confidence: Double
    /// Whether the interval meets the theory's value, or the band around an approximate one, and is narrow enough to
    /// mean anything.
    public var ok: Bool
}

/// How often a claim's nominal 95 % interval held the theory's value.
public struct TheoryCoverage: Codable, Sendable, Equatable {
    public var name: String
    public var intervals: Int
    public var share: Double
    /// Of the share, with 99.9 % confidence.
    public var ciLow: Double
    public var ciHigh: Double
    /// Whether the share may be one from 0.93 to 0.97.
    public var ok: Bool
}

extension TheoryCheck {
    /// A wider interval would agree with anything.
    private static let widest = 0.2

    /// Simulates each case and checks its claims.
    ///
    /// - Parameter onCase: called after each case with the number of those done.
    package static func run(
        _ cases: [TheoryCase], replications: Int, seed: UInt64, threads: Int, onCase: (Int) -> Void = { _ in }
    ) -> [TheoryCheck] {
        let claims = cases.reduce(0) { $0 + $1.claims.count }
        let confidence = 1 - 0.05 / Double(max(1, claims))
        return cases.enumerated().flatMap { number, theoryCase in
            let runs = theoryCase.replications(replications, seed: seed, threads: threads)
            onCase(number + 1)
            return theoryCase.claims.map { claim in
                TheoryCheck(
                    theoryCase.name(of: claim), claim,
                    Estimate(runs.map { $0[claim.figure] ?? .nan }, confidence: confidence), confidence)
            }
        }
    }

    private init(_ name: String, _ claim: TheoryCase.Claim, _ estimate: Estimate, _ confidence: Double) {
        let (low, high) = (estimate.low ?? -.infinity, estimate.high ?? .infinity)
        let meets = low <= claim.theory * (1 + claim.band) && high >= claim.theory * (1 - claim.band)
        self.init(
            name: name, theory: claim.theory, simulated: estimate.mean, ciLow: low, ciHigh: high,
            confidence: confidence, ok: meets && high - low <= 2 * Self.widest * claim.theory)
    }
}

extension TheoryCoverage {
    package static let wanted = 0.93...0.97

    /// Repeats each case over many seeds; approximate claims are left out. The last entry is of all intervals together,
    /// as if those of a case were independent of each other.
    ///
    /// - Parameter onCase: called after each case with the number of those done.
    package static func run(
        _ cases: [TheoryCase], repetitions: Int, replications: Int, seed: UInt64, threads: Int,
        onCase: (Int) -> Void = { _ in }
    ) -> [TheoryCoverage] {
        var coverages: [TheoryCoverage] = []
        var held = 0
        for (number, theoryCase) in cases.enumerated() {
            let claims = theoryCase.claims.filter { $0.band == 0 }
            var counts = [Int](repeating: 0, count: claims.count)
            for repetition in 0..<(claims.isEmpty ? 0 : repetitions) {
                let runs = theoryCase.replications(
                    replications, seed: RandomStream.replicationSeed(seed: seed, number: repetition), threads: threads)
                for (index, claim) in claims.enumerated() {
                    let estimate = Estimate(runs.map { $0[claim.figure] ?? .nan })
                    let interval = (estimate.low ?? .nan)...(estimate.high ?? .nan)
                    if interval.contains(claim.theory) { counts[index] += 1 }
                }
            }
            coverages += zip(claims, counts).map {
                TheoryCoverage(theoryCase.name(of: $0), held: $1, of: repetitions)
            }
            held += counts.reduce(0, +)
            onCase(number + 1)
        }
        guard !coverages.isEmpty else { return [] }
        return coverages + [TheoryCoverage("all", held: held, of: coverages.count * repetitions)]
    }

    private init(_ name: String, held: Int, of intervals: Int) {
        let share = ProportionInterval(successes: held, of: intervals, confidence: 0.999)
        self.init(
            name: name, intervals: intervals, share: share.share, ciLow: share.low, ciHigh: share.high,
            ok: share.low <= Self.wanted.upperBound && share.high >= Self.wanted.lowerBound)
    }
}
