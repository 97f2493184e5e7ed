import BootProbe
import Foundation
import ScaleSim

/// The outline of a scenario as text for people.
struct OutlineReport {
    private let outline: ScenarioOutline
    private let scenario: Scenario

    init(_ outline: ScenarioOutline, of scenario: Scenario) {
        self.outline = outline
        self.scenario = scenario
    }

    var text: String {
        ([heading, ""] + traffic + [""] + [services, ""] + calls + [algorithm] + outline.notes).joined(separator: "\n")
            + "\n"
    }

    private var heading: String {
        let runs =
            scenario.precision.map { "replications until \($0.figure) is known well enough" }
            ?? "\(outline.replications) replications"
        return "\(scenario.name): \(runs) of \(number(outline.duration.seconds)) s, seed \(scenario.seed), "
            + "objective \(number(scenario.objective.seconds * 1000)) ms"
    }

    private var traffic: [String] {
        outline.inflows.map { inflow in
            let count = (inflow.isCut ? "more than " : "") + "\(inflow.requests)"
            return "traffic into \(inflow.service): \(count) requests in the first replication, "
                + "\(number(inflow.meanRate))/s in the mean, \(number(inflow.peakRate))/s at the peak"
        } + (outline.users.map { ["\($0) users who send again once they are answered"] } ?? [])
    }

    private var services: String {
        var table = TextTable(
            header: [
                "service", "policy", "replicas", "1/s a replica", "mean 1/s", "peak 1/s", "busy at peak", "boot, s",
            ], numbers: [false, false, true, true, true, true, true, true])
        for service in outline.services {
            table.append([
                service.name, service.policy, "\(service.initialReplicas)", number(service.replicaCapacity),
                service.meanRate.map(number) ?? "–", service.peakRate.map(number) ?? "–",
                service.replicasAtPeak.map(number) ?? "–", number(service.bootMeanSeconds),
            ])
        }
        return table.text
    }

    private var calls: [String] {
        let lines = scenario.services.flatMap { service in
            service.model.calls.map { call in
                let wait =
                    switch call.style {
                    case .blocking: "and holds its server until the answer"
                    case .awaiting: "and serves others until the answer"
                    case .queued: "by a queue"
                    }
                return "\(service.name) calls \(scenario.services[call.service].name) \(wait)"
            }
        }
        return lines.isEmpty ? [] : lines + [""]
    }

    private var algorithm: String {
        guard let reason = outline.reasonForEvents else {
            return "computed by recursion, without departure events"
        }
        return "followed event by event: \(reason)"
    }

    /// To three digits.
    private func number(_ value: Double) -> String {
        value.formatted(
            .number.precision(.significantDigits(1...(value >= 1000 ? 6 : 3))).grouping(.never)
                .locale(Locale(identifier: "en_US")))
    }
}
