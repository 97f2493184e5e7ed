import UserInput

extension Scenario.Traffic {
    /// Traffic as it is written under `traffic:` in a scenario: `poisson: {rate: 40/s}`.
    ///
    /// - Parameters:
    ///   - origin: what messages call the text.
    ///   - duration: of a model whose text has none.
    public static func parse(
        _ text: String, origin: String, duration: SimTime? = nil
    ) throws(ScaleSimError) -> Scenario.Traffic {
        guard let root = try YAMLField.documents(in: text, file: origin).first else {
            throw ScaleSimError(
                .badInput, "expected traffic, for example `poisson: {rate: 40/s}`", at: .init(file: origin))
        }
        return try ScenarioTraffic(root, duration: duration).traffic
    }

    /// The requests of a trace, with more of them or fewer by `scale`.
    public static func recorded(_ trace: TraceFile, scale: Double = 1) throws(ScaleSimError) -> Scenario.Traffic {
        guard let rates = trace.rates else { return .trace(trace, scale: scale, duration: trace.summary.duration) }
        do {
            return .rates(try rates.scaled(by: scale))
        } catch {
            throw ScaleSimError(.badInput, error.reason, at: .init(file: trace.path))
        }
    }
}

extension SimTime {
    /// A duration with its unit, `250ms` or `2min`, above zero and up to ten years; nil for anything else.
    public init?(duration text: String) {
        guard let seconds = Quantity.seconds(text), seconds >= 1e-6, seconds <= ScenarioTraffic.longestSeconds else {
            return nil
        }
        self.init(seconds: seconds)
    }
}
