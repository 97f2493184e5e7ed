import BootProbe
import Foundation
import Testing
import TestSupport

@Suite("The page of a campaign")
struct CampaignPageTests {
    static func sample() throws -> (page: ReportPage, sample: SampleCampaign) {
        let sample = try SampleCampaign(in: try TemporaryDirectory())
        return (CampaignPage(sample.campaign, trials: sample.trials, profiles: []).page, sample)
    }

    /// All that is HTML on the page.
    static func markup(_ page: ReportPage) -> String {
        page.blocks.map { if case .html(let html) = $0 { html.markup } else { "" } }.joined()
    }

    /// The values of every layer of every chart, by the caption's beginning.
    static func values(_ page: ReportPage, caption: String) throws -> [[String: Any]] {
        var values: [[String: Any]] = []
        for case .charts(let charts, let words) in page.blocks where words.hasPrefix(caption) {
            let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(charts)) as? [[String: Any]]
            for chart in json ?? [] {
                for layer in [chart] + (chart["layer"] as? [[String: Any]] ?? []) {
                    values += (layer["data"] as? [String: Any])?["values"] as? [[String: Any]] ?? []
                }
            }
        }
        return values
    }

    @Test("the page says what was left open: time-outs, failures with reasons and last output, emulation")
    func warnings() throws {
        let markup = Self.markup(try Self.sample().page)
        for part in [
            "vote as VM: 4 trials were given up", "vote as container: 3 trials failed",
            "broken as process never answered",
            "emulator (TCG)", "the process ended: exit status 1", "&lt;b&gt;KeyError&lt;/b&gt;", "0.31, 0.40, 0.52",
            "QEMU emulator version 7.2", "seed 3: 82 of 82 trials", "no route &lt;!--&lt;script&gt;alert(1)",
        ] { #expect(markup.contains(part), "\(part) is missing") }
        #expect(!markup.contains("<script>"))
        #expect(markup.components(separatedBy: "<table>").count == markup.components(separatedBy: "<caption>").count)
    }

    @Test("every trial is a mark in the order of the campaign, with its outcome")
    func runOrder() throws {
        let (page, sample) = try Self.sample()
        let marks = try Self.values(page, caption: "Every trial in the order").filter { $0["outcome"] != nil }
        #expect(Set(marks.compactMap { $0["position"] as? Int }) == Set(0..<sample.trials.count))
        #expect(marks.count == sample.trials.count)
        let outcomes = Dictionary(grouping: marks.compactMap { $0["outcome"] as? String }) { $0 }.mapValues(\.count)
        #expect(outcomes == ["answered": 68, "warm-up": 4, "given up": 4, "failed": 6])
        #expect(marks.contains { $0["told"] as? String == SampleCampaign.hostile })
    }

    @Test("time-outs are marks beside the curve of their target")
    func censored() throws {
        let marks = try Self.values(try Self.sample().page, caption: "Every trial that answered")
        let given = marks.filter { $0["outcome"] as? String == "given up" }
        #expect(given.count == 4 && given.allSatisfy { $0["seconds"] as? Double == 20 })
        #expect(given.allSatisfy { abs(($0["share"] as? Double ?? 1) - 11.0 / 15) < 1e-9 })
    }

    @Test("a host that was not at rest is among the warnings")
    func busyHost() throws {
        var campaign = try Self.sample().sample.campaign
        var conditions = HostConditions()
        conditions.loadAverages = [97.5, 80, 60]
        campaign.provenance.conditions = conditions
        let markup = Self.markup(CampaignPage(campaign, trials: [], profiles: []).page)
        #expect(markup.contains("The host, load: load averages 97.5, 80.0, 60.0 on "))
    }

    @Test("an empty campaign has a page too")
    func empty() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let id = try store.campaign(for: CampaignPlan(seed: 1, targets: []), targets: [], provenance: .fake)
        let page = CampaignPage(try store.campaign(id), trials: [], profiles: []).page
        #expect(Self.markup(page).contains("0 of 0 trials"))
    }
}

@Suite("Series of boot times")
struct BootTimeSeriesTests {
    @Test("a trial given up early takes its weight to later answers, as Kaplan and Meier's estimate has it")
    func productLimit() {
        let series = BootTimeSeries(
            image: "page", technology: .vm,
            samples: [.exact(4), .exact(1), .censored(after: 2), .exact(3), .censored(after: 9)])
        // 1 of 5, then 1 of the 3 still at risk, then 1 of 2.
        let expected = [1.0 / 5, 1 - 4.0 / 5 * 2 / 3, 1 - 4.0 / 5 * 2 / 3 * 1 / 2]
        #expect(zip(series.shares, expected).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(series.answers.map(\.upper) == [1, 3, 4] && series.censored == [2, 9])
    }

    @Test("the axis is logarithmic only where times lie far apart, and the caption says so")
    func scale() {
        func caption(_ samples: IntervalSample...) -> String {
            BootTimeChart.caption([BootTimeSeries(image: "page", technology: .vm, samples: samples)])
        }
        #expect(caption(.exact(1), .exact(30)).contains("logarithmic"))
        #expect(!caption(.exact(1), .exact(3)).contains("logarithmic"))
        #expect(!caption(.exact(0), .exact(3)).contains("logarithmic"))
        #expect(caption(.exact(1), .censored(after: 3)).contains("given up"))
    }
}

@Suite("Phases of boots")
struct PhaseBreakdownTests {
    static func record(_ seconds: Double, _ phases: (String, Double)..., warmUp: Bool = false) -> TrialRecord {
        let answer = TrialRecord.Answer(earliestSeconds: seconds, lastByteSeconds: seconds)
        return TrialRecord(
            trial: PlannedTrial(position: 0, target: 0, block: 0, isWarmUp: warmUp), startedAt: .now,
            outcome: .answered(answer), phases: phases.map { TrialRecord.Phase(name: $0.0, seconds: $0.1) },
            durationSeconds: seconds)
    }

    @Test("a part's length is the median of its own durations, not the difference of medians")
    func medians() throws {
        let breakdown = try #require(
            PhaseBreakdown(
                image: "page", technology: .vm,
                trials: [
                    Self.record(10, ("kernel", 1)), Self.record(3, ("kernel", 2)), Self.record(4, ("kernel", 3)),
                    Self.record(5), Self.record(99, ("kernel", 98), warmUp: true),
                ]))
        // Medians of 1, 2, 3 and of 9, 1, 1; the medians of the ends, 2 and 4, differ by 2.
        #expect(breakdown.parts.map(\.name) == ["kernel", "first response"])
        #expect(breakdown.parts.map(\.medianSeconds) == [2, 1])
        #expect(breakdown.trials == 3 && breakdown.answered == 4)
    }

    @Test("trials without events, and events after the answer, make no parts")
    func nothing() {
        #expect(PhaseBreakdown(image: "page", technology: .vm, trials: [Self.record(5)]) == nil)
        #expect(PhaseBreakdown(image: "page", technology: .vm, trials: [Self.record(5, ("late", 6))]) == nil)
    }
}
