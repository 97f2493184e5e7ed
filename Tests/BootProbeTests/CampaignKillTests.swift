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

    /// Continues the campaign at `path`; appends a byte to `log` after each commit.
    static func continueCampaign(_ path: String, log: String) throws {
        let logFile = unsafe open(log, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        let runner = try CampaignRunner(
            plan: plan, images: [.fake("vote", on: .process), .fake("redis", on: .process)],
            launchers: [FakeLauncher(.process)], trial: CampaignRunner.answering(after: 0.5))
        var known = -1
        _ = try runner.run(into: try ProbeStore(path: path), provenance: .fake) { status in
            if known >= 0, status.done > known { _ = unsafe write(logFile, "x", 1) }
            known = status.done
        }
    }

    @Test("no committed trial is lost, and none is made twice")
    func survives() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("probe.sqlite")
        let log = directory.file("log")
        var kills = 0
        var committed: [Int] = []
        repeat {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, log = log as String, kills = kills as Int] in
                // Late enough to open the file, early enough to hit any point of some trial.
                let killer = Thread {
                    usleep(UInt32(4_000 + (kills * 7_919) % 15_000))
                    kill(getpid(), SIGKILL)
                }
                killer.start()
                try Self.continueCampaign(path, log: log)
                // Complete: the killer is still to come.
                while true { sleep(1) }
            }
            kills += 1
            let store = try ProbeStore(path: path)
            let campaigns = try store.campaigns()
            #expect(campaigns.count <= 1)
            guard let campaign = campaigns.first else { continue }
            let positions = try store.trials(of: campaign.id).map(\.trial.position)
            #expect(Array(positions.prefix(committed.count)) == committed, "a committed trial was lost")
            let announced = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
            #expect(positions.count >= announced, "a commit was announced and is not there")
            committed = positions
        } while committed.count < Self.plan.order().count && kills < 200
        #expect(committed == Self.plan.order().map(\.position))
        #expect(kills > 3, "the campaign must have been interrupted")
    }
}
