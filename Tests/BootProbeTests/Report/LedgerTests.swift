import Foundation
import Profiles
import Testing

@testable import BootProbe

struct LedgerTests {
    private static let campaign = Campaign(
        id: CampaignID(number: 7),
        plan: CampaignPlan(
            seed: 1,
            targets: [Technology.vm, .process].map { CampaignPlan.Target(image: "vote", technology: $0, trials: 9) }),
        targets: [
            MeasuredTarget(image: "vote", technology: .vm, accelerator: .tcg),
            MeasuredTarget(image: "vote", technology: .process, accelerator: .none),
        ], provenance: .fake, startedAt: "2026-01-02T03:04:05.678Z")

    /// A trial that answered at `answer` seconds, or timed out after 10 s.
    private func trial(
        _ position: Int, target: Int = 0, answer: Double?, isWarmUp: Bool = false,
        _ phases: KeyValuePairs<String, Double>
    ) -> TrialRecord {
        TrialRecord(
            trial: PlannedTrial(position: position, target: target, block: position, isWarmUp: isWarmUp),
            startedAt: .now,
            outcome: answer.map { seconds in
                .answered(
                    TrialRecord.Answer(
                        sentSeconds: seconds, connectedSeconds: seconds, firstByteSeconds: seconds,
                        earliestSeconds: seconds, lastByteSeconds: seconds, secondAnswerSeconds: 0.25))
            } ?? .timedOut(seconds: 10), phases: phases.map { TrialRecord.Phase(name: $0.key, seconds: $0.value) },
            durationSeconds: 11)
    }

    private func ledger(_ trials: [TrialRecord], on technology: Technology = .vm) throws -> Ledger {
        try Ledger(of: "vote", on: technology, in: Self.campaign, trials: trials)
    }

    private func entry(_ event: String, of ledger: Ledger) throws -> Ledger.Entry {
        try #require(ledger.accounts[0].entries.first { $0.event == event })
    }

    @Test("each definition has its median, its share and what is left, each the median over trials")
    func medians() throws {
        let ledger = try ledger([
            trial(0, answer: 4, ["init": 1, "launch returned": 0.5]),
            trial(1, answer: 8, ["init": 6, "launch returned": 0.5]),
            trial(2, answer: 5, ["init": 2, "launch returned": 0.5]),
        ])
        let toInit = try entry("init", of: ledger)
        #expect(toInit.median?.seconds == 2)
        // The medians' ratio is 2/5 and their difference 3; trial by trial they are 0.25, 0.75, 0.4 and 3, 2, 3.
        #expect(toInit.share == 0.4 && toInit.residualSeconds == 3)
        #expect(toInit.countedSoBy?.contains("Firecracker") == true)
        let second = try entry("second answer", of: ledger)
        #expect(second.median?.seconds == 5.25 && second.residualSeconds == -0.25)
        #expect(try entry("first answer", of: ledger).share == 1)
        #expect(
            ledger.accounts[0].entries.map(\.event) == ["launch returned", "init", "first answer", "second answer"])
    }

    @Test("the first answer's figures are those of the campaign's report")
    func sameAsReport() throws {
        let trials = (0..<9).map { trial($0, answer: Double($0 + 1), [:]) } + [trial(9, answer: nil, [:])]
        #expect(try entry("first answer", of: ledger(trials)).median == TrialSummary(trials).median)
    }

    @Test("trials that lack an event are counted and said, those that timed out before it count as later")
    func lacking() throws {
        let ledger = try ledger([
            trial(0, answer: 4, ["main": 3]), trial(1, answer: 4, [:]), trial(2, answer: nil, ["main": 1]),
            trial(3, answer: nil, [:]), trial(4, answer: nil, [:]), trial(5, answer: 1, isWarmUp: true, ["main": 0.1]),
        ])
        let account = ledger.accounts[0]
        #expect(account.answered == 2 && account.timedOut == 3 && account.failed == 0)
        let main = try entry("main", of: ledger)
        #expect(main.trials == 1 && main.lacking == 1)
        // Of 1, 3, later than 10, later than 10.
        #expect(main.median?.seconds == nil)
        #expect(main.residualSeconds == 1)
        #expect(ledger.remarks.contains("vote as VM: 1 of 2 trials that answered do not show main()"))
    }

    @Test("a definition that no trial tells is said with what would tell it")
    func hints() throws {
        let guest = try ledger([trial(0, answer: 4, ["main": 3])])
        #expect(guest.remarks[0].hasPrefix("vote as VM: no trial shows init and service listening; say in"))
        let process = try ledger([trial(0, target: 1, answer: 4, ["main": 3])], on: .process)
        #expect(process.remarks[0].contains("no trial shows service listening; say in technologies.process.phases"))
        #expect(try ledger([trial(0, answer: nil, [:])]).remarks.count == 1)
    }

    @Test("a phase of the manifest stands under its own name")
    func ownPhases() throws {
        let ledger = try ledger([trial(0, answer: 4, ["migrated | done": 3])])
        let own = try entry("migrated | done", of: ledger)
        #expect(own.definition == "migrated | done" && own.countedSoBy == nil)
        #expect(ledger.markdown.contains("| migrated \\| done | 3.00 s |"))
    }

    @Test("all technologies of an image are shown in turn, and what was not measured is told")
    func targets() throws {
        let trials = [trial(0, answer: 4, [:]), trial(1, target: 1, answer: 2, [:])]
        let both = try Ledger(of: "vote", in: Self.campaign, trials: trials)
        #expect(both.accounts.map(\.technology) == [.vm, .process])
        #expect(both.text.contains("\nvote as VM (TCG): 1 answered, 0 timed out, 0 failed\n"))
        #expect(both.text.contains("\nvote as process: 1 answered, 0 timed out, 0 failed\n"))
        #expect(both.table.csv.split(separator: "\n").count == 5)
        let error = #expect(throws: BootProbeError.self) {
            try Ledger(of: "vote", on: .container, in: Self.campaign, trials: trials)
        }
        #expect(error?.message == "campaign 7 has not measured vote.container, only vote.vm, vote.process")
    }

    @Test("what is printed for programs is read again")
    func coding() throws {
        let ledger = try ledger([trial(0, answer: 4, ["main": 3])])
        #expect(try JSONFormat.decode(Ledger.self, from: JSONFormat.encode(ledger)) == ledger)
    }
}
