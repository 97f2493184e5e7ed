/// How often nominal 95 % intervals held the theory's value: for each claim, and for claims that have something in common.
public struct TheoryCoverage: Codable, Sendable, Equatable {
    /// Intervals of one claim, or of several.
    public struct Share: Codable, Sendable, Equatable {
        public var intervals: Int
        /// Those that hold the theory's value.
        public var share: Double
        /// Of the share, with 99.9 % confidence; claims of one case are not independent, and not taken to be.
        public var ciLow: Double
        public var ciHigh: Double
        /// Share of the intervals that end below the theory's value: more of these than of the others come of figures
        /// that are skewed, or biased.
        public var below: Double
        public var above: Double
        /// Whether the share may be one from 0.93 to 0.97.
        public var ok: Bool
    }

    public struct Claim: Codable, Sendable, Equatable {
        public var name: String
        public var family: String
        public var model: String
        public var load: Double
        public var figure: String
        /// Seconds, or a share.
        public var theory: Double
        /// By what share of the theory's value the mean of all runs is off, with 99.9 % confidence.
        public var bias: Estimate
        public var coverage: Share
    }

    public struct Group: Codable, Sendable, Equatable {
        public var name: String
        public var coverage: Share
    }

    public var repetitions: Int
    /// That each interval is made of.
    public var replications: Int
    public var claims: [Claim]
    public var families: [Group]
    public var loads: [Group]
    public var figures: [Group]
    public var all: Share

    /// Of all claims and groups, and how many of them are ok.
    public var verdicts: (ok: Int, total: Int) {
        let shares = claims.map(\.coverage) + (families + loads + figures).map(\.coverage) + [all]
        return (shares.count { $0.ok }, shares.count)
    }
}

extension TheoryCoverage {
    package static let wanted = 0.93...0.97
    fileprivate static let confidence = 0.999

    /// Repeats each case over many seeds, whichever engine runs it.
    ///
    /// - Parameters:
    ///   - cases: with an exact claim at least among them; approximate claims are left out.
    ///   - repetitions: intervals of each claim.
    ///   - onCase: called after each case with the number of those done.
    package init(
        _ cases: [TheoryCase], repetitions: Int, replications: Int, seed: UInt64, threads: Int,
        onCase: (Int) -> Void = { _ in }
    ) {
        self.repetitions = repetitions
        self.replications = replications
        var tallies: [ClaimTally] = []
        for (number, theoryCase) in cases.enumerated() {
            var counted = theoryCase.claims.filter { $0.band == 0 }.map { ClaimTally(theoryCase, $0) }
            for repetition in 0..<(counted.isEmpty ? 0 : repetitions) {
                let runs = theoryCase.replications(
                    replications, seed: RandomStream.replicationSeed(seed: seed, number: repetition), threads: threads)
                for index in counted.indices { counted[index].count(runs) }
            }
            tallies += counted
            onCase(number + 1)
        }
        claims = tallies.map(\.claim)
        func groups<Key: Equatable>(
            _ keys: [Key], of key: (ClaimTally) -> Key, name: (Key) -> String
        ) -> [Group] {
            keys.compactMap { value in
                let members = tallies.filter { key($0) == value }
                return members.isEmpty ? nil : Group(name: name(value), coverage: Share(members))
            }
        }
        families = groups(TheoryFamily.allCases, of: \.theoryCase.family) { $0.rawValue }
        loads = groups(Set(cases.map(\.load)).sorted(), of: \.theoryCase.load) { "load \($0)" }
        figures = groups(SteadyFigure.allCases, of: \.theory.figure) { $0.rawValue }
        all = Share(tallies)
    }
}

/// The intervals of one claim, in the order of repetitions.
private struct ClaimTally {
    enum Side { case below, holds, above }

    let theoryCase: TheoryCase
    let theory: TheoryCase.Claim
    private(set) var sides: [Side] = []
    /// Of each repetition.
    private var means: [Double] = []

    init(_ theoryCase: TheoryCase, _ theory: TheoryCase.Claim) {
        self.theoryCase = theoryCase
        self.theory = theory
    }

    mutating func count(_ runs: [[SteadyFigure: Double]]) {
        let estimate = Estimate(runs.map { $0[theory.figure] ?? .nan })
        let (low, high) = (estimate.low ?? .nan, estimate.high ?? .nan)
        precondition(low <= high, "an interval takes two replications, each with the figure")
        sides.append(high < theory.theory ? .below : low > theory.theory ? .above : .holds)
        means.append(estimate.mean / theory.theory - 1)
    }

    var claim: TheoryCoverage.Claim {
        TheoryCoverage.Claim(
            name: theoryCase.name(of: theory), family: theoryCase.family.rawValue, model: theoryCase.model,
            load: theoryCase.load,
            figure: theory.figure.rawValue, theory: theory.theory,
            bias: Estimate(means, confidence: TheoryCoverage.confidence), coverage: TheoryCoverage.Share([self]))
    }
}

extension TheoryCoverage.Share {
    /// - Parameter tallies: those of a case one after the other, all of as many intervals.
    fileprivate init(_ tallies: [ClaimTally]) {
        let repetitions = tallies.first?.sides.count ?? 0
        let total = tallies.count * repetitions
        func part(_ side: ClaimTally.Side) -> Double {
            Double(tallies.reduce(0) { $0 + $1.sides.count { $0 == side } }) / Double(total)
        }
        intervals = total
        share = part(.holds)
        below = part(.below)
        above = part(.above)
        let interval = ProportionInterval(
            share: share, of: Double(intervals) / Self.designEffect(tallies, share: share),
            confidence: TheoryCoverage.confidence)
        ciLow = interval.low
        ciHigh = interval.high
        ok = ciLow <= TheoryCoverage.wanted.upperBound && ciHigh >= TheoryCoverage.wanted.lowerBound
    }

    /// How many times as large the share's variance is as if all intervals were independent, where those of one run are
    /// not: the claims of a case stand and fall together. Kish, "Survey Sampling" (1965), section 8.2.
    private static func designEffect(_ tallies: [ClaimTally], share: Double) -> Double {
        guard share > 0, share < 1 else { return 1 }
        var squares = 0.0
        var first = 0
        while first < tallies.count {
            let members = tallies[first...].prefix { $0.theoryCase.name == tallies[first].theoryCase.name }
            for repetition in tallies[first].sides.indices {
                let held = members.count { $0.sides[repetition] == .holds }
                let distance = Double(held) - share * Double(members.count)
                squares += distance * distance
            }
            first += members.count
        }
        return max(1, squares / (share * (1 - share) * Double(tallies.count * tallies[0].sides.count)))
    }
}
