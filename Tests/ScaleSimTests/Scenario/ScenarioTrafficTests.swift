import Foundation
import Profiles
import ScaleSim
import Testing

@Suite struct ScenarioTrafficTests {
    /// The scenario with `traffic` for its traffic, beside the files of a `Folder`.
    static func read(_ traffic: String, in folder: Folder) throws -> Scenario {
        let text = """
            traffic:
            \(traffic.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
            service: {profile: profile.json}
            policy: {static: 4}
            objective: {latency: 1s}
            """
        return try ScenarioFile.read(contentsOf: folder.write(text, to: "s.yaml"))
    }

    @Test(
        "models are read with their units",
        arguments: [
            ("poisson: {rate: 90/min}", TrafficModel.poisson(rate: 1.5)),
            (
                "renewal: {interval: {family: gamma, shape: 4, scale: 25ms}}",
                .renewal(interval: .gamma(shape: 4, scale: 0.025))
            ),
            (
                "renewal: {interval: {family: deterministic, value: 2min}}",
                .renewal(interval: .deterministic(value: 120))
            ),
            ("renewal: {interval: {family: exponential, mean: 1s}}", .renewal(interval: .exponential(mean: 1))),
            (
                "renewal: {interval: {family: weibull, shape: 0.5, scale: 2s}}",
                .renewal(interval: .weibull(shape: 0.5, scale: 2))
            ),
            (
                "renewal: {interval: {family: shifted_lognormal, shift: 5ms, mu: -3, sigma: 0.5}}",
                .renewal(interval: .shiftedLognormal(shift: 0.005, mu: -3, sigma: 0.5))
            ),
            (
                "renewal: {interval: {family: lognormal_mixture, weight: 0.3, first: {mu: 1, sigma: 2}, second: {mu: 3, sigma: 4}}}",
                .renewal(
                    interval: .mixture(
                        weight: 0.3, first: Lognormal(mu: 1, sigma: 2), second: Lognormal(mu: 3, sigma: 4)))
            ),
            (
                "renewal: {interval: {family: empirical, values: [10ms, 20ms]}}",
                .renewal(interval: .empirical(values: [0.01, 0.02]))
            ),
            (
                "mmpp: {states: {calm: {rate: 20/s, to: {busy: 6/min}}, busy: {rate: 200/s, to: {calm: 1/s}}}, start: busy}",
                .modulatedPoisson(
                    ModulatedPoisson(
                        states: [
                            .init(name: "calm", rate: 20, transitions: [0, 0.1]),
                            .init(name: "busy", rate: 200, transitions: [1, 0]),
                        ], start: 1))
            ),
            (
                "flash_crowd: {base: 20/s, peak: 150/s, start: 30s, ramp_up: 5s, hold: 40s, decay: 15s}",
                .flashCrowd(TrafficModelTests.crowd)
            ),
            (
                "flash_crowd: {base: 0/s, peak: 1/s, start: 0s, decay: 1s}",
                .flashCrowd(FlashCrowd(base: 0, peak: 1, start: 0, rampUp: 0, hold: 0, decay: 1))
            ),
            (
                "diurnal: {mean: 50/s, amplitude: 30/s, phase: 14h}",
                .diurnal(Diurnal(mean: 50, amplitude: 30, period: 86_400, phase: 50_400))
            ),
            (
                "on_off: {sources: 100, rate: 5/s, on: 1s, off: 4s, hurst: 0.75}",
                .onOff(OnOff(sources: 100, rate: 5, on: 1, off: 4, shape: 1.5))
            ),
        ])
    func models(text: String, model: TrafficModel) throws {
        let scenario = try Self.read("\(text)\nduration: 10min", in: Folder())
        #expect(scenario.traffic == .model(model, duration: SimTime(seconds: 600)))
        #expect(scenario.duration == SimTime(seconds: 600))
    }
}
