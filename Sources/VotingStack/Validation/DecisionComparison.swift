import ScaleSim

/// The decisions of a live autoscaler beside those of the simulated one in the same scenario, evaluation by evaluation.
package struct DecisionComparison: Codable, Sendable, Equatable {
    /// One evaluation at which the two want different things.
    package struct Difference: Codable, Sendable, Equatable {
        package var timeSeconds: Double
        package var live: DecisionRecord
        package var simulated: DecisionRecord
    }

    package var evaluations: Int
    /// Evaluations at which both wanted the same number of replicas.
    package var same: Int
    /// The first difference, after which the two runs see different things; nil where there is none.
    package var first: Difference?
    /// Evaluations at which either changed the number of replicas.
    package var changes: [Difference]

    package init(live: [DecisionRecord], simulated: [DecisionRecord]) {
        // Both are evaluated at the same planned instants; a live run that ended early has fewer.
        let pairs = zip(live, simulated).map {
            Difference(timeSeconds: $0.timeSeconds, live: $0, simulated: $1)
        }
        evaluations = pairs.count
        same = pairs.count { $0.isSame }
        first = pairs.first { !$0.isSame }
        changes = pairs.filter { $0.live.isChange || $0.simulated.isChange }
    }
}

extension DecisionComparison.Difference {
    package var isSame: Bool { live.desiredReplicas == simulated.desiredReplicas }
}

extension DecisionRecord {
    fileprivate var isChange: Bool { desiredReplicas != currentReplicas }

    /// What was wanted, and why.
    package var explanation: String { "\(currentReplicas) → \(desiredReplicas), \(reason)" }
}
