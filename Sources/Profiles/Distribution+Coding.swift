extension Distribution: Codable {
    private enum Family: String, Codable {
        case deterministic
        case exponential
        case shiftedLognormal = "shifted_lognormal"
        case gamma
        case weibull
        case empirical
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
        case values = "valuesS"
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
        case .empirical: self = .empirical(values: try fields.decode([Double].self, forKey: .values))
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
        case .empirical(let values):
            try fields.encode(Family.empirical, forKey: .family)
            try fields.encode(values, forKey: .values)
        }
    }

    /// What is wrong with the parameters, in words that name the field and the expectation; nil for a proper
    /// distribution.
    public var defect: String? {
        func positive(_ name: String, _ value: Double) -> String? {
            value.isFinite && value > 0 ? nil : "\(name) must be a positive number, but is \(value)"
        }
        func notNegative(_ name: String, _ value: Double) -> String? {
            value.isFinite && value >= 0 ? nil : "\(name) must be a number of at least 0, but is \(value)"
        }
        switch self {
        case .deterministic(let value): return notNegative("value_s", value)
        case .exponential(let mean): return positive("mean_s", mean)
        case .shiftedLognormal(let shift, let mu, let sigma):
            return notNegative("shift_s", shift)
                ?? (mu.isFinite ? nil : "mu must be a finite number, but is \(mu)") ?? positive("sigma", sigma)
        case .gamma(let shape, let scale), .weibull(let shape, let scale):
            return positive("shape", shape) ?? positive("scale_s", scale)
        case .empirical(let values):
            if values.isEmpty { return "values_s must hold at least one value" }
            if let wrong = values.first(where: { !($0.isFinite && $0 >= 0) }) {
                return "values_s must be numbers of at least 0, but holds \(wrong)"
            }
            return zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } ? nil : "values_s must ascend"
        }
    }
}
