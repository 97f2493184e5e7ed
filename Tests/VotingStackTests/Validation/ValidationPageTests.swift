import BootProbe
import Foundation
import Profiles
import ScaleSim
import TestSupport
import Testing
import VotingStack

/// A run whose live side was simulated too, of a somewhat slower service: what pages are made of, without a stack.
enum SampleValidation {
    static let duration = SimTime(seconds: 60)

    static func document(_ name: String = "sample", liveScale: Double = 0.0024) -> ValidationDocument {
        let arrivals = TrafficModel.poisson(rate: 60).arrivals(seed: 3, to: ArrivalList(before: duration))
        let instants = arrivals.map { SimTime(nanoseconds: $0) }
        let live = scenario(name, instants, scale: liveScale)
        let latencies = Simulation(live).latencies(ofReplication: 0)
        let records = zip(instants, latencies).map { arrival, latency in
            RequestRecord(
                planned: arrival.seconds, sent: arrival.seconds, done: arrival.seconds + latency, status: 200,
                outcome: .answered)
        }
        var log = AutoscalerLog()
        log.replicas = [replica(launched: -10, ready: -5), replica(launched: 20, ready: 23)]
        log.decisions = [decision(15, 1, "cpu 40"), decision(30, 2, "cpu 90")]
        let run = LiveRun(
            technology: .container, policy: "static", report: LoadReport(records: records, inFlightPeak: 4), log: log,
            duration: duration, objective: SimTime(seconds: 0.1))
        let simulation = Simulation(scenario(name, instants, scale: 0.0022))
        return ValidationDocument([
            ValidatedRun(
                live: run, log: log, simulated: simulation.run(threads: 1), liveLatencies: latencies,
                simulatedLatencies: simulation.latencies(ofReplication: 0),
                simulatedReplicas: [simulation.course(ofReplication: 0).replicas.means(step: SimTime(seconds: 1))])
        ])
    }

    private static func scenario(_ name: String, _ instants: [SimTime], scale: Double) -> Scenario {
        Scenario(
            name: name, traffic: .recorded(instants, duration: duration),
            service: ServiceModel(
                profile: ServiceProfile(
                    servers: 1, occupancy: .gamma(shape: 4, scale: scale), delay: .deterministic(value: 0.001),
                    throughput: []), boot: .deterministic(value: 1), initialReplicas: 1),
            policy: StaticPolicy(replicas: 1), policyName: "static", objective: SimTime(seconds: 0.1), replications: 3)
    }

    private static func replica(launched: Double, ready: Double) -> Replica {
        var replica = Replica(launchedAt: SimTime(seconds: launched).nanoseconds)
        replica.readyAt = SimTime(seconds: ready).nanoseconds
        return replica
    }

    private static func decision(_ time: Double, _ desired: Int, _ reason: String) -> DecisionRecord {
        DecisionRecord(timeSeconds: time, currentReplicas: 1, desiredReplicas: desired, reason: reason)
    }
}

@Suite("The page of a validation")
struct ValidationPageTests {
    private func charts(_ page: ReportPage) -> [(specification: JSONValue, caption: String)] {
        page.blocks.flatMap { block -> [(JSONValue, String)] in
            guard case .charts(let charts, let caption) = block else { return [] }
            return charts.map { ($0, caption) }
        }
    }

    private func markup(_ page: ReportPage) -> String {
        page.blocks.map { block in
            if case .html(let html) = block { html.markup } else { "" }
        }.joined()
    }

    /// The rows of a chart's layer.
    private func values(_ layer: JSONValue) throws -> [[String: JSONValue]] {
        guard case .object(let fields) = layer, case .object(let data) = fields["data"],
            case .array(let rows) = data["values"]
        else { return [] }
        return rows.compactMap { row in
            if case .object(let fields) = row { fields } else { nil }
        }
    }

    private func layers(_ chart: JSONValue) -> [JSONValue] {
        guard case .object(let fields) = chart, case .array(let layers) = fields["layer"] else { return [] }
        return layers
    }

    @Test("shows the latencies quantile by quantile, in milliseconds on equal axes")
    func quantiles() throws {
        let document = SampleValidation.document()
        let chart = try #require(
            charts(ValidationPage.page(document)).first { $0.caption.contains("quantile") }?.specification)
        let rows = try layers(chart).map(values)
        let points = try #require(document.report.latencies).points
        #expect(points.count == 101)
        #expect(rows.contains { $0.count == points.count })
        let dots = try #require(rows.first { $0.count == points.count })
        #expect(dots[49]["live"] == .number(1000 * points[49].first))
        #expect(dots[49]["simulated"] == .number(1000 * points[49].second))
        let named = rows.flatMap(\.self).compactMap { $0["quantile"] }
        for name in ["p50", "p90", "p95", "p99", "p99.9"] { #expect(named.contains(.string(name)), "\(name)") }
        // The diagonal ends in the corners.
        let diagonal = try #require(rows.first { $0.count == 2 && $0[0]["live"] == $0[0]["simulated"] })
        guard case .number(let low) = diagonal[0]["live"], case .number(let high) = diagonal[1]["live"] else {
            Issue.record("the diagonal has no ends")
            return
        }
        #expect(points.allSatisfy { low < 1000 * min($0.first, $0.second) && 1000 * max($0.first, $0.second) < high })
    }

    @Test("shows arrivals, latency and replicas over time, of both runs, and every figure")
    func course() throws {
        let page = ValidationPage.page(SampleValidation.document())
        #expect(charts(page).count == 4)
        #expect(
            charts(page).allSatisfy { chart in
                if case .object(let fields) = chart.specification { fields["width"] == "container" } else { false }
            })
        let markup = markup(page)
        for row in SampleValidation.document().report.rows { #expect(markup.contains(row.figure), "\(row.figure)") }
        for word in ["cold starts", "95 % interval", "Wasserstein"] { #expect(markup.contains(word), "\(word)") }
    }

    @Test("of a suite has a section for each scenario")
    func suite() {
        let documents = ["one", "two"].map { SampleValidation.document($0) }
        let profile = Profile(
            image: "vote", technology: .container, accelerator: .none, origin: .measured(campaign: "1"))
        let summary = ValidationSummary(
            profile: profile,
            reports: documents.map { .init(name: $0.report.scenario, purpose: "a <purpose>", report: $0.report) })
        let page = ValidationPage.page(summary, documents)
        #expect(charts(page).count == 8)
        let markup = markup(page)
        #expect(markup.contains("<h2>one: a &lt;purpose&gt;</h2>") && markup.contains("<h2>two"))
        #expect(markup.contains("goals are met"))
    }

    @Test("has no plot where nothing was answered")
    func nothing() {
        var document = SampleValidation.document()
        document.report.latencies = nil
        #expect(charts(ValidationPage.page(document)).count == 3)
    }
}
