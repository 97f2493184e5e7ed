import Profiles
import UserInput

/// The models of traffic in scenario files; every quantity carries its unit.
enum ScenarioTrafficModel {
    /// More than any service gets, in requests per second.
    private static let rates = 0.0...1e9
    /// Down to one request in 30 years.
    private static let positiveRates = 1e-9...1e9
    /// Changes of state for each request on average: more of them than this take too long, and change nothing.
    private static let mostTurns = 1000.0
    private static let times = 0.0...ScenarioTraffic.longestSeconds
    private static let positiveTimes = 1e-6...ScenarioTraffic.longestSeconds

    /// The model with the key `name`, one of those that `ScenarioTraffic` knows.
    static func read(_ name: String, _ field: YAMLField) throws(ScaleSimError) -> TrafficModel {
        switch name {
        case "poisson": .poisson(rate: try field.mapping(known: ["rate"]).required("rate").rate(in: rates))
        case "renewal": .renewal(interval: try interval(field))
        case "mmpp": .modulatedPoisson(try modulatedPoisson(field))
        case "flash_crowd": .flashCrowd(try flashCrowd(field))
        case "diurnal": .diurnal(try diurnal(field))
        default: .onOff(try onOff(field))
        }
    }

    private static func interval(_ field: YAMLField) throws(ScaleSimError) -> Distribution {
        let interval = try field.mapping(known: ["interval"]).required("interval")
        let distribution = try ScenarioDistribution.read(interval)
        guard distribution.mean >= 1e-9, distribution.mean <= ScenarioTraffic.longestSeconds else {
            throw interval.wrong("the mean must be from 1 ns to ten years, but is \(distribution.mean) s")
        }
        return distribution
    }

    // MARK: Markov-modulated

    private static func modulatedPoisson(_ field: YAMLField) throws(ScaleSimError) -> ModulatedPoisson {
        let fields = try field.mapping(known: ["states", "start"])
        let list = try fields.required("states")
        let entries = try list.mapping(known: nil).entries
        guard (1...100).contains(entries.count) else {
            throw list.wrong("expected from 1 to 100 states, found \(entries.count)")
        }
        let names = entries.map(\.key)
        var states: [ModulatedPoisson.State] = []
        for (name, entry) in entries { states.append(try state(name, entry, among: names)) }
        var model = ModulatedPoisson(states: states)
        if let start = fields.optional("start") {
            let name = try start.string()
            guard let index = names.firstIndex(of: name) else {
                throw start.wrong("no such state; \(Spelling.suggestion(for: name, among: names))")
            }
            model.start = index
        }
        guard model.isIrreducible else {
            guard model.start == nil else { return model }
            throw list.wrong("not every state can be reached from every other; say in which to begin: `start`")
        }
        guard model.transitionRate <= mostTurns * model.meanRate else {
            throw list.wrong("changes state more than \(Int(mostTurns)) times for each request, which takes too long")
        }
        return model
    }

    private static func state(
        _ name: String, _ field: YAMLField, among names: [String]
    ) throws(ScaleSimError) -> ModulatedPoisson.State {
        let fields = try field.mapping(known: ["rate", "to"])
        var transitions = names.map { _ in 0.0 }
        if let to = fields.optional("to") {
            for (target, rate) in try to.mapping(known: names).entries {
                guard target != name else { throw rate.wrong("a state has no transition to itself") }
                guard let index = names.firstIndex(of: target) else { continue }
                transitions[index] = try rate.rate(in: rates)
            }
        }
        return ModulatedPoisson.State(
            name: name, rate: try fields.required("rate").rate(in: rates), transitions: transitions)
    }

    // MARK: Curves

    private static func flashCrowd(_ field: YAMLField) throws(ScaleSimError) -> FlashCrowd {
        let fields = try field.mapping(known: ["base", "peak", "start", "ramp_up", "hold", "decay"])
        let peak = try fields.required("peak")
        let crowd = FlashCrowd(
            base: try fields.required("base").rate(in: rates), peak: try peak.rate(in: positiveRates),
            start: try fields.required("start").duration(in: times).seconds,
            rampUp: try fields.optional("ramp_up")?.duration(in: times).seconds ?? 0,
            hold: try fields.optional("hold")?.duration(in: times).seconds ?? 0,
            decay: try fields.required("decay").duration(in: positiveTimes).seconds)
        guard crowd.peak >= crowd.base else { throw peak.wrong("must be at least the base") }
        return crowd
    }

    private static func diurnal(_ field: YAMLField) throws(ScaleSimError) -> Diurnal {
        let fields = try field.mapping(known: ["mean", "amplitude", "period", "phase"])
        let amplitude = try fields.required("amplitude")
        let model = Diurnal(
            mean: try fields.required("mean").rate(in: positiveRates), amplitude: try amplitude.rate(in: rates),
            period: try fields.optional("period")?.duration(in: positiveTimes).seconds ?? 86_400,
            phase: try fields.optional("phase")?.duration(in: times).seconds ?? 0)
        guard model.amplitude <= model.mean else { throw amplitude.wrong("must be at most the mean") }
        return model
    }

    // MARK: On and off

    private static func onOff(_ field: YAMLField) throws(ScaleSimError) -> OnOff {
        let fields = try field.mapping(known: ["sources", "rate", "on", "off", "hurst", "shape"])
        let model = OnOff(
            sources: try fields.required("sources").integer(in: 1...1_000_000),
            rate: try fields.required("rate").rate(in: positiveRates),
            on: try fields.required("on").duration(in: positiveTimes).seconds,
            off: try fields.required("off").duration(in: positiveTimes).seconds,
            shape: try shape(fields))
        guard 2 <= mostTurns * model.rate * model.on else {
            throw field.wrong(
                "a source sends \(model.rate * model.on) requests in a turn on; fewer than 0.002 take too long")
        }
        return model
    }

    /// H = (3 − α) / 2.
    private static func shape(_ fields: YAMLMapping) throws(ScaleSimError) -> Double {
        switch (fields.optional("hurst"), fields.optional("shape")) {
        case (let hurst?, nil): 3 - 2 * (try hurst.number(in: 0.5...0.99))
        case (nil, let shape?): try shape.number(in: 1.02...10)
        default: throw fields.field.wrong("expected exactly one of `hurst` and `shape`")
        }
    }
}
