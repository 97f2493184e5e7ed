import Profiles

extension Scenario.Traffic {
    /// How long the traffic lasts.
    public var duration: SimTime {
        switch self {
        case .rates(let trace): SimTime(seconds: trace.duration)
        case .recorded(_, let duration), .model(_, let duration), .trace(_, _, let duration): duration
        }
    }

    /// Hands the arrivals of a replication to `visitor`; some may be later than the end of the traffic.
    ///
    /// - Parameters:
    ///   - seed: of the scenario; decides what all replications have in common.
    ///   - replicationSeed: decides what is drawn anew in each.
    package func arrivals<Visitor: ArrivalVisitor>(
        seed: UInt64, replicationSeed: UInt64, to visitor: Visitor
    ) -> Visitor.Outcome {
        switch self {
        case .rates(let trace):
            let stream = RandomStream(seed: replicationSeed, purpose: .arrivals)
            return visitor.visit(PoissonArrivals(trace, stream: stream))
        case .recorded(let instants, _): return visitor.visit(RecordedArrivals(instants))
        case .model(let model, _): return model.arrivals(seed: replicationSeed, to: visitor)
        case .trace(let file, let scale, _):
            return file.arrivals(scale: scale, seed: seed, replicationSeed: replicationSeed, to: visitor)
        }
    }

    /// What went wrong while a trace was read again: results lack the requests after it. Nil as a rule.
    public var fault: ScaleSimError? {
        if case .trace(let file, _, _) = self { return file.fault }
        return nil
    }
}

extension Scenario {
    /// Hands the arrivals of an inflow, in the replication with the given seed, to `visitor`.
    package func arrivals<Visitor: ArrivalVisitor>(
        of inflow: Int = 0, replicationSeed: UInt64, to visitor: Visitor
    ) -> Visitor.Outcome {
        // Each inflow has draws of its own.
        let seeds = [seed, replicationSeed].map { RandomStream.inflowSeed(seed: $0, inflow: inflow) }
        return inflows[inflow].traffic.arrivals(seed: seeds[0], replicationSeed: seeds[1], to: visitor)
    }
}
