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
        let pairs = Self.pairs(live, simulated)
        evaluations = pairs.count
        same = pairs.count { $0.isSame }
        first = pairs.first { !$0.isSame }
        changes = pairs.filter { $0.live.isChange || $0.simulated.isChange }
    }

    /// Both are evaluated at the same planned instants. Evaluations besides, for which a request woke the policy, are a
    /// little later live; they correspond in their order.
    private static func pairs(_ live: [DecisionRecord], _ simulated: [DecisionRecord]) -> [Difference] {
        func difference(_ live: DecisionRecord, _ simulated: DecisionRecord) -> Difference {
            Difference(timeSeconds: live.timeSeconds, live: live, simulated: simulated)
        }
        let planned = Dictionary(simulated.map { ($0.timeSeconds, $0) }, uniquingKeysWith: { first, _ in first })
        let common = Set(live.map(\.timeSeconds)).intersection(planned.keys)
        let regular = live.compactMap { record in planned[record.timeSeconds].map { difference(record, $0) } }
        let woken = zip(
            live.filter { !common.contains($0.timeSeconds) }, simulated.filter { !common.contains($0.timeSeconds) }
        ).map(difference)
        return (regular + woken).sorted { $0.timeSeconds < $1.timeSeconds }
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
