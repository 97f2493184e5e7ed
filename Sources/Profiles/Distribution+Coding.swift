extension Distribution: Codable {
    private enum Family: String, Codable {
        case deterministic
        case exponential
        case shiftedLognormal = "shifted_lognormal"
        case gamma
        case weibull
        case mixture = "lognormal_mixture"
        case empirical
        case empiricalWithTail = "empirical_with_tail"
    }

    // As the key strategy of `JSONFormat` sees them: `scaleS` is `scale_s` in the file.
    private enum CodingKeys: String, CodingKey {
        case family
        case value = "valueS"
        case mean = "meanS"
        case shift = "shiftS"
        case mu
        case sigma
        case shape
        case scale = "scaleS"
        case weight, first, second
        case values = "valuesS"
        case tail
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys) throws -> Double { try fields.decode(Double.self, forKey: key) }
        switch try fields.decode(Family.self, forKey: .family) {
        case .deterministic: self = .deterministic(value: try number(.value))
        case .exponential: self = .exponential(mean: try number(.mean))
        case .shiftedLognormal:
            self = .shiftedLognormal(shift: try number(.shift), mu: try number(.mu), sigma: try number(.sigma))
        case .gamma: self = .gamma(shape: try number(.shape), scale: try number(.scale))
        case .weibull: self = .weibull(shape: try number(.shape), scale: try number(.scale))
        case .mixture:
            self = .mixture(
                weight: try number(.weight), first: try fields.decode(Lognormal.self, forKey: .first),
                second: try fields.decode(Lognormal.self, forKey: .second))
        case .empirical: self = .empirical(values: try fields.decode([Double].self, forKey: .values))
        case .empiricalWithTail:
            self = .empiricalWithTail(
                values: try fields.decode([Double].self, forKey: .values),
                tail: try fields.decode(ParetoTail.self, forKey: .tail))
        }
        if let defect {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: defect))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .deterministic(let value):
            try fields.encode(Family.deterministic, forKey: .family)
            try fields.encode(value, forKey: .value)
        case .exponential(let mean):
            try fields.encode(Family.exponential, forKey: .family)
            try fields.encode(mean, forKey: .mean)
        case .shiftedLognormal(let shift, let mu, let sigma):
            try fields.encode(Family.shiftedLognormal, forKey: .family)
            try fields.encode(shift, forKey: .shift)
            try fields.encode(mu, forKey: .mu)
            try fields.encode(sigma, forKey: .sigma)
        case .gamma(let shape, let scale):
            try fields.encode(Family.gamma, forKey: .family)
            try fields.encode(shape, forKey: .shape)
            try fields.encode(scale, forKey: .scale)
        case .weibull(let shape, let scale):
            try fields.encode(Family.weibull, forKey: .family)
            try fields.encode(shape, forKey: .shape)
            try fields.encode(scale, forKey: .scale)
        case .mixture(let weight, let first, let second):
            try fields.encode(Family.mixture, forKey: .family)
            try fields.encode(weight, forKey: .weight)
            try fields.encode(first, forKey: .first)
            try fields.encode(second, forKey: .second)
        case .empirical(let values):
            try fields.encode(Family.empirical, forKey: .family)
            try fields.encode(values, forKey: .values)
        case .empiricalWithTail(let values, let tail):
            try fields.encode(Family.empiricalWithTail, forKey: .family)
            try fields.encode(values, forKey: .values)
            try fields.encode(tail, forKey: .tail)
        }
    }
}
