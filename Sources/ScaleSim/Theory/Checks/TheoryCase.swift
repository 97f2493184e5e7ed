/// A model that can be simulated and is solved in closed form.
package struct TheoryCase: Sendable {
    /// One figure, and what theory says it is.
    package struct Claim: Sendable {
        package let figure: SteadyFigure
        package let theory: Double
        /// By what share of the value an approximation may be wrong; 0 for what is exact.
        package let band: Double

        package init(_ figure: SteadyFigure, _ theory: Double, band: Double = 0) {
            precondition(theory > 0 && band >= 0, "figures of queues are positive")
            self.figure = figure
            self.theory = theory
            self.band = band
        }
    }

    /// `M/M/10`.
    package let model: String
    package let family: TheoryFamily
    package let load: Double
    package let run: SteadyStateRun
    package let claims: [Claim]

    package init(
        _ model: String, family: TheoryFamily, load: Double, _ run: SteadyStateRun, _ claims: [Claim]
    ) {
        self.model = model
        self.family = family
        self.load = load
        self.run = run
        self.claims = claims
    }

    /// Model and load: `M/M/10, load 0.8`.
    package var name: String { "\(model), load \(load)" }

    /// Approximate claims are met within a band, or not; there is no truth that an interval could hold.
    package var hasExactClaim: Bool { claims.contains { $0.band == 0 } }

    /// Figures of each replication, in their order; the same for every number of threads.
    ///
    /// - Parameter seed: shared with other cases, whose draws are others all the same: on the same ones, a rare draw would
    ///   show in all cases at once.
    package func replications(_ count: Int, seed: UInt64, threads: Int) -> [[SteadyFigure: Double]] {
        // Of the name, so that a case does not depend on which others are run.
        let number = NameHash.of(name)
        return run.replications(count, seed: Philox.block((number, 0), key: seed).0, threads: threads)
    }

    /// Of each claim: `M/M/10, load 0.8: mean wait`.
    package func name(of claim: Claim) -> String {
        "\(name): \(claim.figure.rawValue)" + (claim.band > 0 ? " (within \(Int((claim.band * 100).rounded())) %)" : "")
    }
}

/// Models that have one kind of theory.
package enum TheoryFamily: String, Sendable, CaseIterable {
    case exponential = "M/M/c"
    case constant = "M/D/c"
    case general = "M/G/1"
    case approximate = "G/G/c"
    case loss = "loss and finite queues"
    case sharing = "processor sharing"
    case setup = "set-up"
    case tandem = "tandem"
    case closed = "closed population"
}

/// A figure that has a steady state, as the mean over requests.
package enum SteadyFigure: String, Sendable, CaseIterable {
    case meanWait = "mean wait"
    case waitingShare = "share that waits"
    case meanTimeInSystem = "mean time in system"
    case lostShare = "share that is lost"
}
