import Foundation
import Profiles

/// How long functions on demand keep their replicas.
extension OwnPolicy {
    private static let hybridKey = "hybrid_histogram"

    /// A duration, a distribution of one, or a policy that learns it.
    static func keepAlive(_ field: YAMLField) throws(ScaleSimError) -> OnDemandPolicy.KeepAlive {
        guard field.isMapping else {
            return .fixed(.deterministic(value: try field.duration(in: 0...30 * 86_400).seconds))
        }
        guard let hybrid = try field.mapping(known: nil).optional(hybridKey) else {
            return .fixed(try ScenarioDistribution.read(field))
        }
        _ = try field.mapping(known: [hybridKey])
        return .hybrid(try hybridHistogram(hybrid))
    }

    /// What is missing is as in the paper.
    private static func hybridHistogram(_ field: YAMLField) throws(ScaleSimError) -> HybridHistogram.Parameters {
        let fields = try field.mapping(
            known: ["range", "bin", "head", "tail", "margin", "cv", "out_of_bounds", "forecast_margin"],
            mayBeEmpty: true)
        func read(_ key: String, _ value: inout Double, in range: ClosedRange<Double>) throws(ScaleSimError) {
            if let field = fields.optional(key) { value = try field.number(in: range) }
        }
        var parameters = HybridHistogram.Parameters()
        if let bin = fields.optional("bin") { parameters.binSeconds = try bin.seconds(in: 0.001...86_400) }
        let range = fields.optional("range")
        if let range { parameters.rangeSeconds = try range.seconds(in: 0.001...30 * 86_400) }
        let bins = parameters.rangeSeconds / parameters.binSeconds
        guard (2...10_000).contains(bins.rounded()), abs(bins - bins.rounded()) < 1e-6 else {
            throw (range ?? fields.optional("bin") ?? field).wrong(
                "expected a range of 2 to 10000 whole bins; \(parameters.rangeSeconds) s are "
                    + "\(bins.rounded(toPlaces: 3)) of \(parameters.binSeconds) s")
        }
        try read("head", &parameters.head, in: 0...1)
        try read("tail", &parameters.tail, in: 0...1)
        if parameters.tail < parameters.head {
            throw (fields.optional("tail") ?? field).wrong("must be at least the head, \(parameters.head)")
        }
        try read("margin", &parameters.margin, in: 0...1)
        try read("cv", &parameters.leastVariation, in: 0...1000)
        try read("out_of_bounds", &parameters.outOfBounds, in: 0...1)
        try read("forecast_margin", &parameters.forecastMargin, in: 0.001...1)
        return parameters
    }

    static func name(_ keepAlive: OnDemandPolicy.KeepAlive) -> String {
        func seconds(_ value: Double) -> String { "\(value.formatted(.number.grouping(.never))) s" }
        return switch keepAlive {
        case .fixed(.deterministic(let value)): "on demand, kept \(seconds(value))"
        case .fixed(let distribution): "on demand, kept \(seconds(distribution.mean)) in the mean"
        case .hybrid: "on demand, hybrid histogram"
        }
    }
}
