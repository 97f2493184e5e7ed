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
