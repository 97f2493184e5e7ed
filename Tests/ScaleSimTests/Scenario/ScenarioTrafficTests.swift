import Foundation
import Profiles
import ScaleSim
import Testing
import UserInput

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

    @Test("the JSON Schema knows the keys of the models that the reader knows")
    func schemaKeys() throws {
        let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: ScenarioFile.schema)) as? [String: Any]
        let sections = (schema?["properties"] as? [String: Any])?["traffic"] as? [String: Any]
        let traffic = try #require(sections?["properties"] as? [String: [String: Any]])
        var checked = 0
        for (model, description) in traffic {
            for key in (description["properties"] as? [String: Any] ?? [:]).keys {
                let error = #expect(throws: ScaleSimError.self) {
                    try Scenario.Traffic.parse("\(model): {\(key): []}", origin: "t", duration: SimTime(seconds: 1))
                }
                #expect(error?.message.contains("unknown key") == false, "\(model).\(key)")
                checked += 1
            }
        }
        #expect(checked == 20)
    }

    @Test(
        "rates are read with their unit, and nothing else is",
        arguments: [
            ("40/s", 40), ("90/min", 1.5), ("1.8/h", 0.0005), ("40", nil), ("/s", nil), ("-1/s", nil), ("1e3/s", nil),
            ("40 /s", nil), ("40/ms", nil), ("nan/s", nil), ("", nil),
        ])
    func rates(text: String, rate: Double?) { #expect(Quantity.rate(text) == rate) }

    // MARK: Traces

    @Test("a trace of instants is replayed, all of it or its beginning, scaled or as it is")
    func recordedTrace() throws {
        let folder = try Folder()
        try folder.write((0..<60).map { "\($0).5\n" }.joined(), to: "a.txt")
        let all = try Self.read("trace: a.txt", in: folder)
        guard case .trace(let file, 1, let duration) = all.traffic else {
            Issue.record("expected a trace")
            return
        }
        #expect(file.summary.requests == 60)
        #expect(duration == SimTime(seconds: 60))
        let some = try Self.read("trace: a.txt\nformat: arrivals\nscale: 2.5\nduration: 20s", in: folder)
        let reread = try TraceFile.open(file.path, TraceOptions(format: .arrivals))
        #expect(some.traffic == .trace(reread, scale: 2.5, duration: SimTime(seconds: 20)))
        #expect(try Self.read("trace: a.txt\nduration: 1h", in: folder).duration == SimTime(seconds: 60))
    }

    @Test("a trace of rates is traffic at these rates, scaled and cut off")
    func ratesTrace() throws {
        let folder = try Folder()
        let scenario = try Self.read("trace: trace.csv\nscale: 2\nduration: 45s", in: folder)
        guard case .rates(let trace) = scenario.traffic else {
            Issue.record("expected rates")
            return
        }
        #expect(trace.points.map(\.seconds) == [0, 30, 45])
        #expect(trace.points.map(\.requestsPerSecond) == [40, 200, 0])
        try folder.write("4\n6\n", to: "list.txt")
        let list = try Self.read("trace: list.txt\nformat: rate-list\nstep: 5min", in: folder)
        #expect(list.duration == SimTime(seconds: 600))
    }

    @Test("functions are selected, and what a lenient reading left out is noted")
    func selection() throws {
        let folder = try Folder()
        try folder.write(
            TraceSample.azure2019("o,a,f,http,60,0,120", "o,a,g,http,6,x,6", "p,b,f,http,6,6,6"), to: "d01.csv")
        let scenario = try Self.read(
            "trace: d01.csv\nlenient: true\nowner: o\napp: a\nfunction: f", in: folder)
        guard case .rates(let trace) = scenario.traffic else {
            Issue.record("expected rates")
            return
        }
        #expect(trace.expectedRequests == 180)
        #expect(scenario.notes.count == 1)
        #expect(scenario.notes.first?.contains("1 record skipped (1 malformed), the first at") == true)
    }

    // MARK: Wrong input

    @Test("wrong traffic is refused with line and field", arguments: MalformedTraffic.all)
    func malformed(traffic: MalformedTraffic) throws {
        let folder = try Folder()
        try folder.write("0.5\n1\n0.7\n", to: "back.txt")
        try folder.write("0.5\n1\n", to: "a.txt")
        let error = #expect(throws: ScaleSimError.self) { try Self.read(traffic.text, in: folder) }
        #expect(error?.code == traffic.code)
        #expect(error?.description.contains(traffic.says) == true, "\(error?.description ?? "")")
    }

    @Test("there are at least 40 wrong ones") func size() { #expect(MalformedTraffic.all.count >= 40) }
}
