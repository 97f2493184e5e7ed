import BootProbe
import Foundation
import Glibc
import Testing
import TestSupport

extension Launching {
    /// A campaign of real launches is killed at random moments of its life, its start and its clean-up included.
    @Suite("Campaigns under kill -9, for real", .serialized) struct KilledCampaignTests {
        @Test(
            "50 kills of processes, alone and at once, beside resident ones: no trial lost or doubled, nothing left",
            .enabled(if: HostLacks.forPrograms.areNone, HostLacks.forPrograms.comment))
        func processes() throws {
            let folder = try TemporaryDirectory()
            try StubImage.write(to: folder)
            let arguments = [
                "stub.yaml", "--trials", "300", "--concurrent", "1,3", "--resident", "0,2", "--cache", "warm,cold",
            ]
            try kill(50, within: 0.9, arguments, in: folder)
        }

        @Test(
            "10 kills of containers",
            .enabled(if: HostLacks.forContainers.areNone, HostLacks.forContainers.comment))
        func containers() throws {
            let redis = Repository.file("Sources/VotingStack/Resources/images/redis.yaml")
            _ = try TreeStore().tree(VotingTree.recipe(holding: []))
            let folder = try TemporaryDirectory()
            try kill(10, within: 5, [redis, "--technology", "container", "--trials", "200"], in: folder)
        }

        /// Kills each process after a random part of `seconds`; every third one not before it has committed a trial, however slow
        /// the machine is.
        private func kill(_ count: Int, within seconds: Double, _ arguments: [String], in folder: TemporaryDirectory)
            throws
        {
            var generator = SplitMix64(seed: 50)
            var committed: [Trial] = []
            var footprints: [RunFootprint] = []
            for number in 0..<count {
                let command = try ProductCommand(["bootprobe", "measure"] + arguments, in: folder.path)
                let deadline = HostInstant.now.advanced(bySeconds: generator.nextUnit() * seconds)
                var footprint: RunFootprint?
                while HostInstant.now < deadline {
                    if footprint == nil { footprint = RunFootprint(startedBy: command.process) }
                    usleep(2000)
                }
                if number % 3 == 2 {
                    let hasGotOn = eventually(seconds: 60) { Self.count(folder) > committed.count }
                    #expect(hasGotOn, "kill \(number): no trial in a minute")
                    if footprint == nil { footprint = RunFootprint(startedBy: command.process) }
                }
                command.send(SIGKILL)
                #expect(try command.wait(seconds: 20).status == 128 + SIGKILL)
                if let footprint {
                    #expect(footprint.processesLeft(within: 10) == [], "kill \(number)")
                    footprints.append(footprint)
                }
                let trials = try Self.trials(folder)
                #expect(Array(trials.prefix(committed.count)) == committed, "kill \(number): a committed trial is gone")
                #expect(Set(trials).count == trials.count, "kill \(number): a trial is doubled")
                committed = trials
            }
            #expect(footprints.count > count / 2, "most runs must have got into their lab")
            #expect(committed.count > count / 5, "the campaign must have got on")
            // Any next start removes what killed runs left.
            try StubImage.write(to: folder)
            let next = try ProductCommand.run(
                ["bootprobe", "measure", "stub.yaml", "--trials", "1", "--database", "next.sqlite"], in: folder.path)
            #expect(next.status == 0, "\(next.errors)")
            for footprint in footprints { #expect(footprint.remains() == []) }
        }

        private struct Trial: Hashable {
            var position: Int
            var member: Int
            var startedAt: Date
        }

        /// Trials that are committed while the campaign goes on.
        private static func count(_ folder: TemporaryDirectory) -> Int {
            guard let store = try? ProbeStore(path: folder.file("probe.sqlite"), access: .read),
                let campaign = try? store.campaigns().first
            else { return 0 }
            return (try? store.trials(of: campaign.id).count) ?? 0
        }

        private static func trials(_ folder: TemporaryDirectory) throws -> [Trial] {
            // One that was killed may leave a journal, which only those undo who may write.
            guard FileManager.default.fileExists(atPath: folder.file("probe.sqlite")) else { return [] }
            let store = try ProbeStore(path: folder.file("probe.sqlite"))
            guard let campaign = try store.campaigns().first else { return [] }
            #expect(try store.campaigns().count == 1)
            return try store.trials(of: campaign.id).map {
                Trial(position: $0.trial.position, member: $0.member, startedAt: $0.startedAt)
            }
        }
    }
}
