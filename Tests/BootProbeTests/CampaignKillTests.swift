import BootProbe
import Foundation
import Glibc
import Profiles
import Testing
import TestSupport

/// A campaign is killed again and again, at random instants, until it is complete.
@Suite("Campaigns under kill -9")
struct CampaignKillTests {
    static let plan = CampaignPlan(
        seed: 11,
        targets: [
            CampaignPlan.Target(image: "vote", technology: .process, trials: 60, warmUps: 2),
            CampaignPlan.Target(image: "redis", technology: .process, trials: 30),
        ])

    /// Continues the campaign at `path` until it is killed; appends a byte to `log` after each commit.
    ///
    /// - Parameters:
    ///   - delay: Microseconds until the process kills itself.
    ///   - afterCommit: Counts them from the first commit of this process on, so that each such process makes progress,
    ///     however slow the host is; else from its start, to hit the opening of the file too.
    static func continueCampaign(_ path: String, log: String, killedAfter delay: Int, afterCommit: Bool) throws {
        let logFile = unsafe open(log, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        if !afterCommit { killSelf(afterMicroseconds: delay) }
        let runner = try CampaignRunner(
            plan: plan, images: [.fake("vote", on: .process), .fake("redis", on: .process)],
            launchers: [FakeLauncher(.process)], trial: CampaignRunner.answering(after: 0.5))
        var known = -1
        _ = try runner.run(into: try ProbeStore(path: path), provenance: .fake) { status in
            let isCommit = known >= 0 && status.done > known
            if isCommit { _ = unsafe write(logFile, "x", 1) }
            if afterCommit, isCommit || status.done == status.total { killSelf(afterMicroseconds: delay) }
            known = status.done
        }
    }

    private static func killSelf(afterMicroseconds delay: Int) {
        Thread.detachNewThread {
            usleep(UInt32(delay))
            kill(getpid(), SIGKILL)
        }
    }

    @Test("no committed trial is lost, and none is made twice")
    func survives() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("probe.sqlite")
        let log = directory.file("log")
        var kills = 0
        var committed: [Int] = []
        let total = Self.plan.order().count
        // Two of three processes commit something, so this many are enough on any host.
        while committed.count < total, kills < 3 * total {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, log = log as String, kills = kills as Int] in
                try Self.continueCampaign(
                    path, log: log, killedAfter: (kills * 7_919) % 11_000, afterCommit: kills % 3 > 0)
                // Complete: the killer is still to come.
                while true { sleep(1) }
            }
            kills += 1
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let store = try ProbeStore(path: path)
            let campaigns = try store.campaigns()
            #expect(campaigns.count <= 1)
            guard let campaign = campaigns.first else { continue }
            let positions = try store.trials(of: campaign.id).map(\.trial.position)
            #expect(Array(positions.prefix(committed.count)) == committed, "a committed trial was lost")
            let announced = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
            #expect(positions.count >= announced, "a commit was announced and is not there")
            committed = positions
        }
        #expect(committed == Self.plan.order().map(\.position))
        #expect(kills > 3, "the campaign must have been interrupted")
    }
}
