import Profiles

extension Distribution {
    /// The same of other values, in the same order: each measured one is `transform`ed.
    func mapped(_ transform: (Double) -> Double) -> Distribution {
        switch self {
        case .empirical(let values): .empirical(values: values.map(transform))
        case .deterministic(let value): .deterministic(value: transform(value))
        default: self
        }
    }

    /// The same with a mean of `seconds` less, and none below 0: less by that, where the shortest is longer; what is beyond the
    /// shortest is taken from all in proportion.
    func shortened(by seconds: Double) -> Distribution {
        let shift = min(seconds, quantile(0))
        let shifted = mapped { $0 - shift }
        guard seconds > shift else { return shifted }
        return shifted.mean > 0 ? shifted.scaled(by: max(0, 1 - (seconds - shift) / shifted.mean)) : shifted
    }
}
