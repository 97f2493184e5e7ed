import Profiles

/// Traffic that is drawn from a model; rates are requests per second, times seconds.
public enum TrafficModel: Sendable, Equatable {
    /// Poisson arrivals at a constant rate.
    case poisson(rate: Double)
    /// Independent gaps of one distribution.
    case renewal(interval: Distribution)
    case modulatedPoisson(ModulatedPoisson)
    case flashCrowd(FlashCrowd)
    case diurnal(Diurnal)
    case onOff(OnOff)

    /// Hands the arrivals, which may go on for ever, to `visitor`; they depend on the model and `seed` alone.
    package func arrivals<Visitor: ArrivalVisitor>(seed: UInt64, to visitor: Visitor) -> Visitor.Outcome {
        let stream = RandomStream(seed: seed, purpose: .arrivals)
        return switch self {
        case .poisson(let rate): visitor.visit(HomogeneousPoissonArrivals(rate: rate, stream: stream))
        case .renewal(let interval): visitor.visit(RenewalArrivals(interval: interval, stream: stream))
        case .modulatedPoisson(let model): visitor.visit(ModulatedPoissonArrivals(model, seed: seed))
        case .flashCrowd(let curve): visitor.visit(CurveArrivals(curve, stream: stream))
        case .diurnal(let curve): visitor.visit(CurveArrivals(curve, stream: stream))
        case .onOff(let model): visitor.visit(OnOffArrivals(model, seed: seed))
        }
    }
}
