import ScaleSim
import Testing

/// A `traffic` section that is wrong, and a part of the message about it.
struct MalformedTraffic: CustomTestStringConvertible, Sendable {
    var text: String
    var says: String
    var code: ScaleSimError.Code

    var testDescription: String { text }

    private init(_ text: String, _ says: String, _ code: ScaleSimError.Code = .badInput) {
        (self.text, self.says, self.code) = (text, says, code)
    }

    /// With a duration in the last line.
    private static func model(_ text: String, _ says: String) -> MalformedTraffic {
        MalformedTraffic("\(text)\nduration: 10min", says)
    }

    static let all = sections + poisson + renewal + mmpp + curves + onOff + traces

    private static let sections: [MalformedTraffic] = [
        .init("duration: 10min", "s.yaml:2: traffic: expected exactly one of `trace`, `poisson`, `renewal`"),
        model("poisson: {rate: 1/s}\ndiurnal: {mean: 1/s, amplitude: 1/s}", "traffic: expected exactly one of `trace`"),
        .init("trace: a.txt\npoisson: {rate: 1/s}", "found several"),
        .init("poisson: {rate: 1/s}", "s.yaml:2: traffic: the key `duration` is missing"),
        model("poison: {rate: 1/s}", "s.yaml:2: traffic.poison: unknown key; did you mean `poisson`?"),
        model("poisson: {rate: 1/s}\nscale: 2", "s.yaml:3: traffic.scale: belongs to `trace`"),
        model("poisson: {rate: 1/s}\nlenient: true", "s.yaml:3: traffic.lenient: belongs to `trace`"),
        model("poisson: {rate: 1/s}\nfunction: f", "s.yaml:3: traffic.function: belongs to `trace`"),
        .init("poisson: {rate: 1/s}\nduration: 600", "s.yaml:3: traffic.duration: expected a duration with its unit"),
        .init("poisson: {rate: 1/s}\nduration: 0s", "s.yaml:3: traffic.duration: expected a duration with its unit"),
        .init("poisson: {rate: 1/s}\nduration: 99999d", "traffic.duration: expected a duration with its unit"),
    ]

    private static let poisson: [MalformedTraffic] = [
        model("poisson: 40/s", "s.yaml:2: traffic.poisson: expected a mapping, found `40/s`"),
        model("poisson: {}", "traffic.poisson: the key `rate` is missing"),
        model("poisson: {rate: 40}", "traffic.poisson.rate: expected a rate with its unit (40/s, 90/min, 5/h)"),
        model("poisson: {rate: 40 /s}", "traffic.poisson.rate: expected a rate with its unit"),
        model("poisson: {rate: 40/ms}", "traffic.poisson.rate: expected a rate with its unit"),
        model("poisson: {rate: -1/s}", "traffic.poisson.rate: expected a rate with its unit"),
        model("poisson: {rate: nan/s}", "traffic.poisson.rate: expected a rate with its unit"),
        model("poisson: {rate: 99999999999/s}", "traffic.poisson.rate: expected a rate with its unit"),
        model("poisson: {rates: 40/s}", "traffic.poisson.rates: unknown key; did you mean `rate`?"),
    ]

    private static func interval(_ text: String, _ says: String) -> MalformedTraffic {
        model("renewal: {interval: {\(text)}}", "s.yaml:2: traffic.renewal.interval\(says)")
    }

    private static let renewal: [MalformedTraffic] = [
        model("renewal: {}", "traffic.renewal: the key `interval` is missing"),
        interval("", ": the key `family` is missing"),
        interval("family: gama", ".family: no such family; did you mean `gamma`?"),
        interval("family: pareto", ".family: no such family; known here: deterministic"),
        interval("family: gamma, shape: 2", ": the key `scale` is missing"),
        interval("family: gamma, shape: 2, scale_s: 1", ".scale_s: unknown key; did you mean `scale`?"),
        interval("family: gamma, shape: 2, scale: 1", ".scale: expected a duration with its unit"),
        interval("family: gamma, shape: 0, scale: 1s", ": shape must be a positive number"),
        interval("family: gamma, shape: x, scale: 1s", ".shape: expected a number"),
        interval("family: exponential, mean: 0s", ": mean_s must be a positive number"),
        interval("family: deterministic, value: 0s", ": the mean must be from 1 ns"),
        interval("family: deterministic, value: 9e9s", ".value: expected a duration with its unit"),
        interval(
            "family: shifted_lognormal, shift: 0s, mu: 900, sigma: 1", ": the mean must be from 1 ns to ten years"),
        interval(
            "family: lognormal_mixture, weight: 1, first: {mu: 0, sigma: 1}, second: {mu: 0, sigma: 1}",
            ": weight must be more than 0"),
        interval(
            "family: lognormal_mixture, weight: 0.5, first: {mu: 0}, second: {mu: 0, sigma: 1}",
            ".first: the key `sigma` is missing"),
        interval("family: empirical, values: []", ": values_s must hold at least one value"),
        interval("family: empirical, values: [2s, 1s]", ": values_s must ascend"),
        interval("family: empirical, values: [1]", ".values[0]: expected a duration with its unit"),
    ]

    private static func states(_ text: String, _ says: String) -> MalformedTraffic {
        model("mmpp: {states: \(text)}", "s.yaml:2: traffic.mmpp\(says)")
    }

    private static let mmpp: [MalformedTraffic] = [
        model("mmpp: {start: a}", "traffic.mmpp: the key `states` is missing"),
        states("{}", ".states: expected from 1 to 100 states, found 0"),
        states("[a, b]", ".states: expected a mapping, found a list"),
        states("{a: {to: {a: 1/s}}}", ".states.a.to.a: a state has no transition to itself"),
        states("{a: {to: {}}}", ".states.a: the key `rate` is missing"),
        states("{a: {rate: 1/s, to: {c: 1/s}}, b: {rate: 1/s}}", ".states.a.to.c: unknown key; known here: a, b"),
        states("{a: {rate: 1/s, to: {b: 1}}, b: {rate: 1/s}}", ".states.a.to.b: expected a rate with its unit"),
        states(
            "{a: {rate: 1/s, to: {b: 1/s}}, b: {rate: 1/s}}", ".states: not every state can be reached from every other"
        ),
        states(
            "{a: {rate: 1/h, to: {b: 900/s}}, b: {rate: 0/s, to: {a: 900/s}}}",
            ".states: changes state more than 1000 times"),
        states(
            "{a: {rate: 0/s, to: {b: 1/s}}, b: {rate: 0/s, to: {a: 1/s}}}",
            ".states: changes state more than 1000 times"),
        states("{a: {rate: 1/s}}, start: b", ".start: no such state; known here: a"),
        model("mmpp: {states: {a: {rate: 1/s}, a: {rate: 2/s}}}", "s.yaml:2: the key `a` occurs twice"),
    ]

    private static let curves: [MalformedTraffic] = [
        model("flash_crowd: {peak: 2/s, start: 1s, decay: 1s}", "traffic.flash_crowd: the key `base` is missing"),
        model(
            "flash_crowd: {base: 3/s, peak: 2/s, start: 1s, decay: 1s}",
            "traffic.flash_crowd.peak: must be at least the base"),
        model(
            "flash_crowd: {base: 1/s, peak: 2/s, start: 1s, decay: 0s}",
            "traffic.flash_crowd.decay: expected a duration"),
        model(
            "flash_crowd: {base: 1/s, peak: 2/s, start: -1s, decay: 1s}",
            "traffic.flash_crowd.start: expected a duration"),
        model(
            "flash_crowd: {base: 1/s, peak: 2/s, start: 1s, rampup: 1s, decay: 1s}",
            "flash_crowd.rampup: unknown key; did you mean `ramp_up`?"),
        model("diurnal: {mean: 1/s, amplitude: 2/s}", "traffic.diurnal.amplitude: must be at most the mean"),
        model("diurnal: {mean: 0/s, amplitude: 0/s}", "traffic.diurnal.mean: expected a rate"),
        model("diurnal: {mean: 1/s, amplitude: 1/s, period: 0s}", "traffic.diurnal.period: expected a duration"),
        model("diurnal: {mean: 1/s, amplitude: 1/s, phase: 14}", "traffic.diurnal.phase: expected a duration"),
    ]

    private static let onOff: [MalformedTraffic] = [
        model(
            "on_off: {sources: 1, rate: 1/s, on: 1s, off: 1s}",
            "traffic.on_off: expected exactly one of `hurst` and `shape`"),
        model(
            "on_off: {sources: 1, rate: 1/s, on: 1s, off: 1s, hurst: 0.8, shape: 1.4}",
            "expected exactly one of `hurst`"),
        model(
            "on_off: {sources: 1, rate: 1/s, on: 1s, off: 1s, hurst: 1}",
            "traffic.on_off.hurst: expected a number from 0.5"),
        model(
            "on_off: {sources: 1, rate: 1/s, on: 1s, off: 1s, shape: 1}",
            "traffic.on_off.shape: expected a number from 1.02"),
        model(
            "on_off: {sources: 1, rate: 1/h, on: 1ms, off: 1s, shape: 1.5}", "traffic.on_off: a source sends"),
        model(
            "on_off: {sources: 0, rate: 1/s, on: 1s, off: 1s, shape: 1.5}",
            "traffic.on_off.sources: expected a whole number from 1"),
        model("on_off: {sources: 1, rate: 0/s, on: 1s, off: 1s, shape: 1.5}", "traffic.on_off.rate: expected a rate"),
        model("on_off: {sources: 1, rate: 1/s, on: 0s, off: 1s, shape: 1.5}", "traffic.on_off.on: expected a duration"),
    ]

    private static let traces: [MalformedTraffic] = [
        .init("trace: gone.txt", "gone.txt: no such file", .noInput),
        .init("trace: .", "not a regular file", .noInput),
        .init("trace: back.txt", "back.txt:3: seconds: goes back in time by 0.3 s"),
        .init("trace: a.txt\nformat: csv", "s.yaml:3: traffic.format: expected one of `arrivals`, `rates`"),
        .init("trace: a.txt\nformat: log", "a.txt:1: time: expected"),
        .init("trace: a.txt\nlenient: yes", "s.yaml:3: traffic.lenient: expected true or false"),
        .init("trace: a.txt\nformat: arrivals\nstep: 1s", "a.txt: step: belongs to a rate-list"),
        .init("trace: a.txt\nformat: rate-list", "a.txt: step: is missing"),
        .init("trace: a.txt\nstep: 1", "s.yaml:3: traffic.step: expected a duration with its unit"),
        .init("trace: a.txt\nscale: -1", "s.yaml:3: traffic.scale: expected a number from 0.0"),
        .init("trace: a.txt\nscale: 1e9", "s.yaml:3: traffic.scale: expected a number from 0.0"),
        .init("trace: a.txt\nfunction: f", "a.txt: function `f`: belongs to traces of functions"),
        .init("trace: a.txt\nduration: 5", "s.yaml:3: traffic.duration: expected a duration with its unit"),
        .init("trace: [a.txt]", "s.yaml:2: traffic.trace: expected a text, found a list"),
    ]
}
