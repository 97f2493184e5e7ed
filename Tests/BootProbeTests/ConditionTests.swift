import BootProbe
import Foundation
import Profiles
import Synchronization
import Testing
import TestSupport

@Suite("Launch conditions") struct ConditionTests {
    private static func plan(_ condition: LaunchCondition, trials: Int, stopping: StoppingRule? = nil) -> CampaignPlan {
        CampaignPlan(
            seed: 3,
            targets: [
                CampaignPlan.Target(image: "vote", technology: .process, condition: condition, trials: trials)
            ], stopping: stopping)
    }

    private func runner(
        _ plan: CampaignPlan, _ launcher: FakeLauncher,
        trial: @escaping CampaignRunner.Trial = CampaignRunner.answering(after: 0.5)
    ) throws -> CampaignRunner {
        try CampaignRunner(
            plan: plan, images: [.fake("vote", on: .process)], launchers: [launcher], trial: trial)
    }

    @Test("concurrent launches are under way at the same time, and each is a row of the same trial")
    func concurrent() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let underWay = Mutex((now: 0, most: 0))
        let trial: CampaignRunner.Trial = { staged, _, _, _ throws(BootProbeError) in
            underWay.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            // All four must come before any may leave.
            _ = eventually { underWay.withLock { $0.most == 4 } }
            let instance = try staged.launch()
            underWay.withLock { $0.now -= 1 }
            return TimedLaunch(instance: instance, result: .answered(after: 0.5, of: instance))
        }
        let launcher = FakeLauncher(.process)
        let runner = try runner(Self.plan(LaunchCondition(concurrent: 4), trials: 1), launcher, trial: trial)
        let id = try runner.run(into: store, provenance: .fake)
        let trials = try store.trials(of: id)
        #expect(underWay.withLock { $0.most } == 4)
        #expect(trials.map(\.trial.position) == [0, 0, 0, 0] && trials.map(\.member) == [0, 1, 2, 3])
        #expect(launcher.counts.launched.sorted() == launcher.counts.destroyed.sorted())
        #expect(try store.campaign(id).targets[0].condition.concurrent == 4)
        let again = try runner.run(into: store, provenance: .fake)
        #expect(again == id && launcher.counts.launched.count == 4, "a trial is committed whole")
    }

    @Test("one of several concurrent launches that fails is a row beside the others")
    func partialFailure() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let launcher = FakeLauncher(.process) { id in
            id.number == 1 ? BootProbeError(.failed, "no memory") : nil
        }
        let runner = try runner(Self.plan(LaunchCondition(concurrent: 3), trials: 1), launcher)
        let trials = try store.trials(of: runner.run(into: store, provenance: .fake))
        #expect(trials.count { if case .failed = $0.outcome { true } else { false } } == 1)
        #expect(Set(launcher.counts.destroyed) == [0, 2])
    }

    @Test("a stopping rule ends a target at the first narrow interval, and a resumed campaign ends there too")
    func stopping() throws {
        let directory = try TemporaryDirectory()
        let rule = StoppingRule(relativeHalfWidth: 0.1, leastTrials: 10)
        let plan = Self.plan(.standard, trials: 500, stopping: rule)
        /// Trials made into the database `name`, whose values come ever nearer to 1 s, until `limit` are made.
        func measure(_ name: String, from first: Int = 0, until limit: Int? = nil) throws -> Int {
            let store = try ProbeStore(path: directory.file(name))
            let trial = CampaignRunner.trial { instance, _ in
                let number = first + instance.id.number
                return .answered(after: 1 + (number.isMultiple(of: 2) ? 1 : -1) / Double(2 + number), of: instance)
            }
            let cancellation = Cancellation()
            let id = try runner(plan, FakeLauncher(.process), trial: trial)
                .run(into: store, provenance: .fake, cancellation: cancellation) { status in
                    if status.done == limit { cancellation.cancel() }
                }
            return try store.trials(of: id).count
        }
        let whole = try measure("whole")
        #expect((11..<500).contains(whole))
        #expect(try measure("resumed", until: whole - 3) == whole - 3)
        #expect(try measure("resumed", from: whole - 3) == whole)
        #expect(try measure("resumed", from: whole) == whole, "complete")
    }

    @Test("a rule is met by a narrow interval and not by a wide or unbounded one")
    func rule() {
        let rule = StoppingRule(relativeHalfWidth: 0.05, leastTrials: 10)
        let narrow = (0..<40).map { IntervalSample.exact(1 + Double($0) / 1000) }
        #expect(rule.isMet(by: narrow))
        #expect(!rule.isMet(by: Array(narrow.prefix(9))), "too few")
        #expect(!rule.isMet(by: (0..<40).map { IntervalSample.exact(1 + Double($0)) }), "too wide")
        #expect(
            !rule.isMet(by: narrow.map { IntervalSample(lower: $0.lower / 2, upper: $0.upper) }), "polled too rarely")
        let tail = StoppingRule(quantile: 0.99, relativeHalfWidth: 0.05, leastTrials: 10)
        #expect(!tail.isMet(by: narrow), "40 values bound no 99 % quantile")
    }
}
