import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

@Suite("Campaign runner")
struct CampaignRunnerTests {
    static let plan = CampaignPlan(
        seed: 5,
        targets: [
            CampaignPlan.Target(image: "vote", technology: .process, trials: 4, warmUps: 1),
            CampaignPlan.Target(image: "vote", technology: .container, trials: 4),
        ])
    static let images = [ImageManifest.fake("vote", on: .process, .container)]

    @Test("every trial is launched, recorded and ended once, in the planned order")
    func completes() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let launchers = [FakeLauncher(.process), FakeLauncher(.container)]
        let runner = try CampaignRunner(
            plan: Self.plan, images: Self.images, launchers: launchers, trial: CampaignRunner.answering(after: 0.5))
        var reports: [CampaignRunner.Status] = []
        let id = try runner.run(into: store, provenance: .fake) { reports.append($0) }

        let order = Self.plan.order()
        #expect(try store.trials(of: id).map(\.trial) == order)
        #expect(reports.map(\.done) == Array(0...order.count))
        #expect(reports.last?.remainingSeconds == 0 && reports.last?.target == nil)
        for (index, launcher) in launchers.enumerated() {
            let positions = order.filter { $0.target == index }.map(\.position)
            #expect(launcher.counts == .init(prepared: ["vote"], launched: positions, destroyed: positions))
        }
    }

    @Test("a trial's instants are stored as seconds since its launch call, with its phases")
    func recordsInstants() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let runner = try CampaignRunner(
            plan: CampaignPlan(seed: 1, targets: [Self.plan.targets[1]]), images: Self.images,
            launchers: [FakeLauncher(.container)], trial: CampaignRunner.answering(after: 0.5))
        let trial = try #require(try store.trials(of: runner.run(into: store, provenance: .fake)).first)
        #expect(
            trial.outcome
                == .answered(
                    TrialRecord.Answer(
                        sentSeconds: 0.3125, connectedSeconds: 0.375, firstByteSeconds: 0.4375, earliestSeconds: 0.4375,
                        lastByteSeconds: 0.5, secondAnswerSeconds: 0.03125)))
        #expect(trial.lastFailedAttemptSeconds == 0.25)
        #expect(trial.failures[.refused] == 3 && trial.failures.total == 3)
        #expect(trial.launchReturnedSeconds == 0.25)
        #expect(
            trial.phases == [
                TrialRecord.Phase(name: "started", seconds: 0.125),
                TrialRecord.Phase(name: "first answer", seconds: 0.5),
                TrialRecord.Phase(name: "second answer", seconds: 0.53125),
            ])
        #expect(trial.cpuSeconds == 0.5)
        #expect(trial.console == nil)
        #expect(abs(trial.startedAt.timeIntervalSinceNow) < 60)
    }

    @Test("a launch that fails, a time-out and a death are rows with their reasons")
    func failuresAreRows() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let launcher = FakeLauncher(.process) { id in
            id.number == 0 ? BootProbeError(.failed, "no memory", underlying: "ENOMEM") : nil
        }
        let runner = try CampaignRunner(
            plan: CampaignPlan(
                seed: 1, targets: [CampaignPlan.Target(image: "vote", technology: .process, trials: 3)]),
            images: Self.images, launchers: [launcher],
            trial: CampaignRunner.trial { instance, _ in
                let at = instance.launchedAt.advanced(bySeconds: 2)
                return ReadinessResult(
                    outcome: instance.id.number == 1 ? .timedOut(at: at) : .failed(at: at, reason: "exited with 3"),
                    lastWrongAnswer: "404")
            })
        let trials = try store.trials(of: runner.run(into: store, provenance: .fake))
        #expect(
            trials.map(\.outcome) == [
                .failed(reason: "launch: no memory (ENOMEM)", seconds: nil), .timedOut(seconds: 2),
                .failed(reason: "exited with 3", seconds: 2),
            ])
        #expect(trials.map(\.lastWrongAnswer) == [nil, "404", "404"])
        #expect(trials.map(\.console) == [nil, "last words of i1", "last words of i2"])
        #expect(launcher.counts.destroyed == [1, 2], "what was launched is ended, whatever its outcome")
    }

    @Test("a cancelled trial is ended and not recorded; the same command makes it again and finishes")
    func cancels() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let launchers = [FakeLauncher(.process), FakeLauncher(.container)]
        let cancellation = Cancellation()
        let interrupted = try CampaignRunner(
            plan: Self.plan, images: Self.images, launchers: launchers,
            trial: CampaignRunner.trial { instance, cancellation in
                if instance.id.number == 3 { cancellation.cancel() }
                return .answered(after: 0.5, of: instance)
            })
        let first = try interrupted.run(into: store, provenance: .fake, cancellation: cancellation)
        #expect(try store.trials(of: first).map(\.trial.position) == [0, 1, 2])
        #expect(launchers.flatMap(\.counts.destroyed).contains(3))

        let runner = try CampaignRunner(
            plan: Self.plan, images: Self.images, launchers: launchers, trial: CampaignRunner.answering(after: 0.5))
        var reports: [Int] = []
        let second = try runner.run(into: store, provenance: .fake) { reports.append($0.done) }
        #expect(second == first)
        #expect(reports.first == 3, "continues where it was")
        #expect(try store.trials(of: second).map(\.trial) == Self.plan.order())
    }

    @Test("launches of a campaign with an interval are as far apart, and the time that it takes is foreseen")
    func launchInterval() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        var plan = Self.plan
        plan.launchIntervalSeconds = 0.05
        let runner = try CampaignRunner(
            plan: plan, images: Self.images, launchers: [FakeLauncher(.process), FakeLauncher(.container)],
            trial: CampaignRunner.answering(after: 0.001))
        var remaining: [Double?] = []
        let id = try runner.run(into: store, provenance: .fake) { remaining.append($0.remainingSeconds) }
        let starts = try store.trials(of: id).map(\.startedAt)
        let gaps = zip(starts.dropFirst(), starts).map { $0.timeIntervalSince($1) }
        #expect(gaps.count == plan.order().count - 1)
        #expect(gaps.allSatisfy { $0 >= 0.049 }, "\(gaps), kept to the millisecond")
        let last = try #require(remaining.dropLast().last ?? nil)
        #expect(last >= 0.05)
        #expect(try store.report(of: try store.campaign(id)).title?.contains("launches at least 0.05 s apart") == true)
    }

    @Test("the wait for a launch ends when the campaign is cancelled")
    func cancelsWait() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        var plan = Self.plan
        plan.launchIntervalSeconds = 3600
        let cancellation = Cancellation()
        let runner = try CampaignRunner(
            plan: plan, images: Self.images, launchers: [FakeLauncher(.process), FakeLauncher(.container)],
            trial: CampaignRunner.answering(after: 0.001))
        let id = try runner.run(into: store, provenance: .fake, cancellation: cancellation) { status in
            if status.done == 1 {
                Thread.detachNewThread {
                    Thread.sleep(forTimeInterval: 0.05)
                    cancellation.cancel()
                }
            }
        }
        #expect(try store.trials(of: id).count == 1)
    }

    @Test("a complete campaign is not measured again, unless asked")
    func again() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let launchers = [FakeLauncher(.process), FakeLauncher(.container)]
        let runner = try CampaignRunner(
            plan: Self.plan, images: Self.images, launchers: launchers, trial: CampaignRunner.answering(after: 0.5))
        let first = try runner.run(into: store, provenance: .fake)
        let launched = launchers.map(\.counts.launched.count)
        #expect(try runner.run(into: store, provenance: .fake) == first)
        #expect(launchers.map(\.counts.launched.count) == launched)
        #expect(try runner.run(into: store, provenance: .fake, anew: true) != first)
        #expect(launchers.map(\.counts.launched.count) == launched.map { $0 * 2 })
    }

    @Test("another plan, manifest or host begins another campaign")
    func identity() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let launchers = [FakeLauncher(.process), FakeLauncher(.container)]
        func run(_ plan: CampaignPlan, _ images: [ImageManifest], _ provenance: Provenance) throws -> CampaignID {
            try CampaignRunner(
                plan: plan, images: images, launchers: launchers, trial: CampaignRunner.answering(after: 0.5)
            )
            .run(into: store, provenance: provenance)
        }
        var plan = Self.plan
        plan.seed += 1
        var images = Self.images
        images[0].command.append("--fast")
        var provenance = Provenance.fake
        provenance.host?.kernel = "7"
        let ids = [
            try run(Self.plan, Self.images, .fake), try run(plan, Self.images, .fake),
            try run(Self.plan, images, .fake), try run(Self.plan, Self.images, provenance),
        ]
        #expect(Set(ids).count == 4)
        #expect(try run(Self.plan, Self.images, .fake) == ids[0])
    }

    @Test("what cannot be measured is told before anything is launched")
    func refusals() {
        let unknown = #expect(throws: BootProbeError.self) {
            try CampaignRunner(plan: Self.plan, images: [], launchers: [], trial: CampaignRunner.answering(after: 1))
        }
        #expect(unknown?.message.contains("`vote`") == true)
        let notOffered = #expect(throws: BootProbeError.self) {
            try CampaignRunner(
                plan: Self.plan, images: [.fake("vote", on: .process)], launchers: [FakeLauncher(.process)],
                trial: CampaignRunner.answering(after: 1))
        }
        #expect(notOffered?.message.contains("`container` is not offered, only process") == true)
        let noLauncher = #expect(throws: BootProbeError.self) {
            try CampaignRunner(
                plan: Self.plan, images: Self.images, launchers: [FakeLauncher(.process)],
                trial: CampaignRunner.answering(after: 1))
        }
        #expect(noLauncher?.code == .unavailable)
    }
}
