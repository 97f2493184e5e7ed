import BootProbe
import Foundation
import Glibc
import ScaleSim
import VotingStack

/// A load of one rate that was sent, with what it took.
struct SentLoad {
    let rate: Double
    private let summary: LoadSummary
    /// From the first planned send to the last one's departure.
    private let sendingSeconds: Double
    /// Of the generator's thread.
    private let use: ThreadUse
    /// In which it sent, or waited for answers.
    private let seconds: Double

    init(rate: Double, seconds: Double, to endpoint: Endpoint) throws(BootProbeError) {
        let plan = LoadPlan(target: VotePage(endpoint), sendSeconds: Self.instants(rate, seconds), timeoutSeconds: 5)
        let begin = (use: ThreadUse.current, instant: HostInstant.now)
        let report = try LoadGenerator(plan: plan).run(from: HostInstant.now.advanced(bySeconds: 0.01))
        use = ThreadUse.current.since(begin.use)
        self.seconds = HostInstant.now.seconds(since: begin.instant)
        summary = LoadSummary(report)
        let sent = report.records.map(\.sent)
        sendingSeconds = (sent.max() ?? 0) - (report.records.first?.planned ?? 0)
        self.rate = rate
    }

    /// Whether the load was the one that was planned, and every vote was answered.
    var isOnTime: Bool { !summary.lateness.isExcessive && summary.answered == summary.requests }

    static let columns = [
        "planned/s", "sent/s", "answered/s", "CPU", "a CPU second", "without CPU", "over 5 ms late", "latest",
        "p50", "p99", "failed",
    ]

    var cells: [String] {
        func milliseconds(_ seconds: Double?) -> String { seconds.map { "\(Decimals.two(1000 * $0)) ms" } ?? "–" }
        func percent(_ share: Double) -> String { "\(Decimals.one(100 * share)) %" }
        return [
            Decimals.whole(rate), Decimals.whole(Double(summary.lateness.sends) / sendingSeconds),
            Decimals.whole(summary.throughput), percent(use.cpuSeconds / seconds),
            Decimals.whole(Double(summary.lateness.sends) / use.cpuSeconds), percent(use.waitedSeconds / seconds),
            "\(Decimals.three(100 * summary.lateness.lateShare)) %", milliseconds(summary.lateness.worst),
            milliseconds(summary.latencyP50Seconds), milliseconds(summary.latencyP99Seconds),
            "\(summary.requests - summary.answered)",
        ]
    }

    private static func instants(_ rate: Double, _ seconds: Double) -> [Double] {
        TrafficModel.poisson(rate: rate).arrivals(seed: 1, to: ArrivalList(before: SimTime(seconds: seconds)))
            .map { SimTime(nanoseconds: $0).seconds }
    }
}
