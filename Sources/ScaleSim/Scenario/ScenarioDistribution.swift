import Profiles
import UserInput

/// Distributions of durations in scenario files: the families of a profile, with units in the values in place of units
/// in the names: `{family: gamma, shape: 4, scale: 25ms}`.
enum ScenarioDistribution {
    private static let times = 0.0...ScenarioTraffic.longestSeconds
    private static let families = [
        "deterministic", "exponential", "gamma", "weibull", "shifted_lognormal", "lognormal_mixture", "empirical",
    ]

    static func read(_ field: YAMLField) throws(ScaleSimError) -> Distribution {
        let family = try field.mapping(known: nil).required("family")
        let name = try family.string()
        guard families.contains(name) else {
            throw family.wrong("no such family; \(Spelling.suggestion(for: name, among: families))")
        }
        let distribution = try read(name, field)
        if let defect = distribution.defect { throw field.wrong(defect) }
        return distribution
    }

    private static func read(_ family: String, _ field: YAMLField) throws(ScaleSimError) -> Distribution {
        func fields(_ keys: String...) throws(ScaleSimError) -> YAMLMapping {
            try field.mapping(known: ["family"] + keys)
        }
        func time(_ key: String, _ fields: YAMLMapping) throws(ScaleSimError) -> Double {
            try fields.required(key).seconds(in: times)
        }
        func number(_ key: String, _ fields: YAMLMapping) throws(ScaleSimError) -> Double {
            try fields.required(key).number(in: -1e6...1e6)
        }
        switch family {
        case "deterministic": return .deterministic(value: try time("value", fields("value")))
        case "exponential": return .exponential(mean: try time("mean", fields("mean")))
        case "gamma", "weibull":
            let fields = try fields("shape", "scale")
            let (shape, scale) = (try number("shape", fields), try time("scale", fields))
            return family == "gamma" ? .gamma(shape: shape, scale: scale) : .weibull(shape: shape, scale: scale)
        case "shifted_lognormal":
            let fields = try fields("shift", "mu", "sigma")
            return .shiftedLognormal(
                shift: try time("shift", fields), mu: try number("mu", fields), sigma: try number("sigma", fields))
        case "lognormal_mixture":
            let fields = try fields("weight", "first", "second")
            return .mixture(
                weight: try number("weight", fields), first: try lognormal(fields.required("first")),
                second: try lognormal(fields.required("second")))
        default:
            var values: [Double] = []
            for value in try fields("values").required("values").list() { values.append(try value.seconds(in: times)) }
            return .empirical(values: values)
        }
    }

    /// `mu` is the mean of the logarithm of seconds.
    private static func lognormal(_ field: YAMLField) throws(ScaleSimError) -> Lognormal {
        let fields = try field.mapping(known: ["mu", "sigma"])
        return Lognormal(
            mu: try fields.required("mu").number(in: -1e6...1e6),
            sigma: try fields.required("sigma").number(in: -1e6...1e6))
    }
}
