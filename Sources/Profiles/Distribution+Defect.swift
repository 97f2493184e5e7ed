extension Distribution {
    /// What is wrong with the parameters, in words that name the field and the expectation; nil for a proper
    /// distribution.
    public var defect: String? {
        switch self {
        case .deterministic(let value): return Self.defect(notNegative: value, "value_s")
        case .exponential(let mean): return Self.defect(positive: mean, "mean_s")
        case .shiftedLognormal(let shift, let mu, let sigma):
            return Self.defect(notNegative: shift, "shift_s") ?? Self.defect(finite: mu, "mu")
                ?? Self.defect(positive: sigma, "sigma")
        case .gamma(let shape, let scale), .weibull(let shape, let scale):
            return Self.defect(positive: shape, "shape") ?? Self.defect(positive: scale, "scale_s")
        case .mixture(let weight, let first, let second):
            return Self.defect(probability: weight, "weight") ?? first.defect("first") ?? second.defect("second")
        case .empirical(let values): return Self.defect(ascending: values)
        case .empiricalWithTail(let values, let tail): return Self.defect(ascending: values) ?? tail.defect
        }
    }

    private static func defect(ascending values: [Double]) -> String? {
        if values.isEmpty { return "values_s must hold at least one value" }
        if let wrong = values.first(where: { !($0.isFinite && $0 >= 0) }) {
            return "values_s must be numbers of at least 0, but holds \(wrong)"
        }
        return zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } ? nil : "values_s must ascend"
    }

    fileprivate static func defect(positive value: Double, _ name: String) -> String? {
        value.isFinite && value > 0 ? nil : "\(name) must be a positive number, but is \(value)"
    }

    fileprivate static func defect(notNegative value: Double, _ name: String) -> String? {
        value.isFinite && value >= 0 ? nil : "\(name) must be a number of at least 0, but is \(value)"
    }

    fileprivate static func defect(finite value: Double, _ name: String) -> String? {
        value.isFinite ? nil : "\(name) must be a finite number, but is \(value)"
    }

    fileprivate static func defect(probability value: Double, _ name: String) -> String? {
        value > 0 && value < 1 ? nil : "\(name) must be more than 0 and less than 1, but is \(value)"
    }
}

extension Lognormal {
    fileprivate func defect(_ name: String) -> String? {
        Distribution.defect(finite: mu, "\(name).mu") ?? Distribution.defect(positive: sigma, "\(name).sigma")
    }
}

extension ParetoTail {
    fileprivate var defect: String? {
        if let defect = Distribution.defect(probability: probability, "tail.probability") { return defect }
        if let defect = Distribution.defect(positive: scale, "tail.scale_s") { return defect }
        // From 1 on the mean is infinite, and at -1 and below the end of the tail is its likeliest value.
        return shape > -1 && shape < 1 ? nil : "tail.shape must be more than -1 and less than 1, but is \(shape)"
    }
}
