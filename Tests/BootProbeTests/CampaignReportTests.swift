import BootProbe
import Foundation
import Profiles
import Synchronization
import Testing
import TestSupport

@Suite("Campaign reports")
struct CampaignReportTests {
    /// A store with one campaign of two targets: one that answers after 0.5 s, and one whose launches fail.
    static func measured(_ directory: TemporaryDirectory) throws -> (store: ProbeStore, campaign: Campaign) {
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let plan = CampaignPlan(
            seed: 5,
            targets: [
                CampaignPlan.Target(image: "vote", technology: .process, trials: 8, warmUps: 1),
                CampaignPlan.Target(image: "vote", technology: .container, trials: 2),
            ])
        let failing = FakeLauncher(.container) { _ in BootProbeError(.failed, "no, \"never\"") }
        let runner = try CampaignRunner(
            plan: plan, images: [.fake("vote", on: .process, .container)],
            launchers: [FakeLauncher(.process), failing],
            trial: CampaignRunner.answering(after: 0.5))
        return (store, try store.campaign(runner.run(into: store, provenance: .fake)))
    }

    @Test("a campaign's report has a row for every target, with the reasons of its failures")
    func campaign() throws {
        let directory = try TemporaryDirectory()
        let (store, campaign) = try Self.measured(directory)
        let report = CampaignReport(campaign, trials: try store.trials(of: campaign.id))
        #expect(report.rows.map(\.timeToFirstResponse.answered) == [8, 0])
        #expect(report.rows[1].failures == ["launch: no, \"never\""])
        #expect(!report.everyTargetAnswered)
        #expect(report.recorded == 11 && report.planned == 11)
        #expect(report.text.contains("  500 ms  438 ms – 500 ms  ") && report.text.contains("  438 ms – ?  "))
        #expect(report.text.contains("vote as container failed: launch: no"))
        #expect(try JSONFormat.decode(CampaignReport.self, from: JSONFormat.encode(report)) == report)
    }

    @Test("what makes figures doubtful is said under the table, in lines that fit a terminal")
    func warnings() throws {
        let directory = try TemporaryDirectory()
        let (_, campaign) = try Self.measured(directory)
        let trials = (0..<40).map { position in
            var record = TrialSummaryTests.record(TrialSummaryTests.answer(0.5 + Double(position) / 100))
            record.trial.position = position
            return record
        }
        let text = CampaignReport(campaign, trials: trials).text
        #expect(
            text.contains("\nvote as process: later trials take longer (rank correlation 1.00, p < 0.001): the host"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test("the export has every trial in the planned order, as CSV and as JSON")
    func export() throws {
        let directory = try TemporaryDirectory()
        let (store, campaign) = try Self.measured(directory)
        let table = try store.export(campaign.id)
        #expect(table.rows.count == 11)
        let lines = table.csv.split(separator: "\n")
        #expect(
            lines[0].hasPrefix(
                "campaign,position,member,block,warm_up,image,technology,accelerator,network_path,cache,concurrent,"))
        #expect(lines[1].hasPrefix("1,0,0,0,1,vote,process,none,loopback,warm,1,"))
        #expect(table.csv.contains("\"launch: no, \"\"never\"\"\""))
        let json = try #require(
            JSONSerialization.jsonObject(with: JSONFormat.encode(table)) as? [[String: Any]])
        #expect(json.map { $0["position"] as? Int } == Array(0..<11))
        #expect(json.count { $0["time_to_first_response_s"] as? Double == 0.5 } == 9)
        #expect(json.count { $0["outcome"] as? String == "failed" } == 2)
    }

    @Test("profiles join the boot times and load runs of the same target, and leave out what never answered")
    func profiles() throws {
        let directory = try TemporaryDirectory()
        let (store, campaign) = try Self.measured(directory)
        let run = ServiceFitTests.result(100, rate: 1000)
        try store.record([run], of: campaign.targets[0], provenance: .fake)
        var replica = campaign.targets[0]
        replica.image = "vote-replica"
        try store.record([run], of: replica, provenance: .fake)
        var elsewhere = replica
        elsewhere.image = "elsewhere"
        elsewhere.host?.kernel = "another"
        try store.record([run], of: elsewhere, provenance: .fake)

        let profiles = try store.profiles(of: campaign)
        #expect(profiles.map(\.name) == ["vote.process", "vote-replica.process"])
        #expect(profiles[0].boot?.trials == 8 && profiles[0].service?.occupancy.mean == 0.001)
        #expect(profiles[0].origin == .measured(campaign: "1"))
        #expect(profiles[1].boot == nil)

        let files = try ProfileFiles.write(profiles, to: directory.file("new/profiles"))
        #expect(
            files.map { URL(filePath: $0).lastPathComponent } == ["vote.process.json", "vote-replica.process.json"])
        let data = try Data(contentsOf: URL(filePath: files[0]))
        #expect(try JSONFormat.decode(Profile.self, from: data) == profiles[0])
        #expect(FitReport(profiles).text.contains("  1000  "))
    }

    @Test("a load report flags the runs that break Little's law or failed")
    func throughput() throws {
        let target = MeasuredTarget(
            image: .fake("vote", on: .process), launcher: FakeLauncher(.process), host: Provenance.fake.host)
        let report = ThroughputReport([
            LoadedTarget(
                target,
                results: [
                    try ThroughputTests.apacheBench("ab-1-connection"),
                    try ThroughputTests.apacheBench("ab-20-connections"),
                    try ThroughputTests.apacheBench("ab-post-refused"),
                ])
        ])
        #expect(report.rows.prefix(2).map(\.obeysLittlesLaw) == [true, false])
        #expect(report.text.contains("breaks Little's law") && report.text.contains("not used"))
    }

    @Test("words stand left and numbers right, and no line ends with blanks")
    func alignment() {
        var table = TextTable(header: ["name", "n", "what"], numbers: [false, true, false], indent: 2)
        table.append(["a", "100", "many"])
        table.append(["longer", "1", ""])
        #expect(table.text == "  name      n  what\n  a       100  many\n  longer    1")
        var bare = TextTable(numbers: [false, false])
        bare.append(["a", "b"])
        bare.append(["long", "c"])
        #expect(bare.text == "a     b\nlong  c")
        #expect(TextTable(numbers: [true]).text == "")
    }

    @Test("columns are aligned")
    func table() {
        var table = TextTable(header: ["name", "n"])
        table.append(["a", "100"])
        table.append(["longer", "1"])
        #expect(table.text == "name      n\na       100\nlonger    1")
    }

    @Test("facts of this host are found")
    func host() throws {
        let host = try HostFacts.current()
        #expect(host.logicalCPUs >= 1 && host.memoryBytes > 1 << 20)
        #expect(!host.kernel.isEmpty && !host.kernel.contains("\n") && !host.operatingSystem.contains("\""))
    }
}

@Suite("Progress")
struct ProgressTests {
    static let zero = HostInstant(nanoseconds: 0)
    static func after(_ seconds: Double) -> HostInstant { zero.advanced(bySeconds: seconds) }

    @Test("the rest counts down between updates")
    func countdown() {
        var state = ProgressState(label: "measuring", begunAt: Self.zero)
        #expect(state.line(at: Self.after(3)) == "measuring, 3 s so far")
        state.update(done: 12, of: 60, remainingSeconds: 200, detail: "vote as vm", at: Self.after(10))
        #expect(state.line(at: Self.after(10)) == "measuring 12/60, vote as vm, 3 min 20 s left")
        #expect(state.line(at: Self.after(15)) == "measuring 12/60, vote as vm, 3 min 15 s left")
        #expect(state.line(at: Self.after(999)) == "measuring 12/60, vote as vm, nearly done")
    }

    @Test("without an estimate the share that is done makes one")
    func estimates() {
        var state = ProgressState(label: "loading", begunAt: Self.zero, expectedSeconds: 90)
        #expect(state.line(at: Self.after(30)) == "loading, 1 min 0 s left")
        state.update(done: 1, of: 4, remainingSeconds: nil, detail: nil, at: Self.after(10))
        #expect(state.line(at: Self.after(10)) == "loading 1/4, 30 s left")
        state.update(fraction: 0.5, detail: "unpacking", at: Self.after(20))
        #expect(state.line(at: Self.after(20)) == "loading 1/4, unpacking, 20 s left")
    }

    @Test("no line is wider than a terminal")
    func width() {
        let state = ProgressState(label: String(repeating: "x", count: 200), begunAt: Self.zero)
        #expect(state.line(at: Self.zero).count == 79)
    }

    @Test("durations are rounded up", arguments: [(0.2, "1 s"), (59.5, "1 min 0 s"), (3600, "1 h 0 min")])
    func durations(seconds: Double, text: String) {
        #expect(ProgressState.duration(seconds) == text)
    }

    @Test("a short step writes nothing; a long one removes its line from a terminal, and is told in a log")
    func quiet() throws {
        let written = Mutex("")
        let write: @Sendable (String) -> Void = { text in written.withLock { $0 += text } }
        let pipe = ProgressLine(isTerminal: false, write: write)
        let terminal = ProgressLine(isTerminal: true, write: write)
        pipe.begin("pipe")
        terminal.begin("short")
        terminal.finish()
        #expect(written.withLock { $0 } == "")
        terminal.begin("long")
        _ = eventually(seconds: 30) { written.withLock { !$0.isEmpty } }
        terminal.finish()
        pipe.finish()
        let text = written.withLock { $0 }
        #expect(text.contains("long, ") && !text.contains("pipe") && !text.contains("short"))
        #expect(text.hasSuffix("\r\u{1B}[K"))
    }

    @Test("a log has a long step on lines of their own, again and again")
    func log() throws {
        let written = Mutex("")
        let log = ProgressLine(
            isTerminal: false, timing: .init(quietSeconds: 0.05, redrawSeconds: 0.05),
            write: { text in written.withLock { $0 += text } })
        log.begin("rounds")
        _ = eventually(seconds: 30) { written.withLock { $0.split(separator: "\n").count >= 3 } }
        log.finish()
        let lines = written.withLock { $0 }.split(separator: "\n")
        #expect(lines.count >= 3 && lines.allSatisfy { $0.hasPrefix("rounds, ") && !$0.contains("\u{1B}") })
    }
}

@Suite("Trial counts")
struct TrialCountsTests {
    @Test("the most specific count wins")
    func precedence() throws {
        let counts = try #require(TrialCounts("20,vm=3,vote.vm=5"))
        #expect(counts.count(of: "redis", on: .process) == 20)
        #expect(counts.count(of: "redis", on: .vm) == 3)
        #expect(counts.count(of: "vote", on: .vm) == 5)
        let some = try #require(TrialCounts("vm=1"))
        #expect(some.count(of: "vote", on: .process) == nil)
        #expect(some.count(of: "vote", on: .process, default: counts) == 20)
        #expect(some.count(of: "vote", on: .vm, default: counts) == 1)
    }

    @Test(
        "what is no count is refused",
        arguments: ["", "x", "-1", "1,2", "vm", "vm=", "vm=1,vm=2", "docker=3", "a.b.vm=1", "vm=1=2", "20,", ".vm=1"])
    func refusals(text: String) {
        #expect(TrialCounts(text) == nil)
    }
}
