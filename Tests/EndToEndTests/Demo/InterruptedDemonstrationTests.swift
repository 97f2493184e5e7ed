import BootProbe
import Foundation
import Glibc
import Testing
import TestSupport

extension Launching {
    @Suite(
        "A demonstration that is stopped again and again",
        .enabled(if: HostLacks.forContainers.areNone, HostLacks.forContainers.comment))
    struct InterruptedDemonstrationTests {
        private let folder: TemporaryDirectory

        init() throws { folder = try TemporaryDirectory() }

        @Test("leaves nothing behind, and the same command continues its campaign")
        func stopped() throws {
            try interrupt { try trials(.read).count >= 3 }
            let interrupted = try trials()

            let footprint = try kill { try trials(.read).count >= interrupted.count + 3 }
            let killed = try trials()
            #expect(Array(killed.prefix(interrupted.count)) == interrupted, "a committed trial is gone or new")

            let result = try interrupt { try isMeasured }
            #expect(result.errors.contains("removed what run \(footprint.run.id) left"))
            #expect(footprint.remains() == [])
            let all = try trials()
            #expect(Array(all.prefix(killed.count)) == killed, "a committed trial is gone or new")

            // Under load by now: what was measured is not measured again.
            try interrupt { try !store(.read).loadedTargets().isEmpty }
            #expect(try trials() == all)
            #expect(try store().campaigns().count == 1)
        }

        /// Ctrl-C at the time `isTime`, which leaves nothing.
        @discardableResult
        private func interrupt(when isTime: () throws -> Bool) throws -> CommandResult {
            let (command, footprint) = try start(until: isTime)
            command.send(SIGINT)
            let result = try command.wait(seconds: 20)
            #expect(result.status == 128 + SIGINT, "\(result.output)\n\(result.errors)")
            #expect(result.errors.contains("the same command continues"))
            #expect(footprint.remains() == [])
            return result
        }

        /// kill -9 at the time `isTime`, which leaves files alone; the next start removes them.
        private func kill(when isTime: () throws -> Bool) throws -> RunFootprint {
            let (command, footprint) = try start(until: isTime)
            command.send(SIGKILL)
            #expect(try command.wait(seconds: 20).status == 128 + SIGKILL)
            #expect(footprint.processesLeft(within: 10) == [])
            #expect(footprint.remains() == footprint.filesLeft && !footprint.filesLeft.isEmpty)
            return footprint
        }

        /// - Parameter isTime: An error, such as of a database that is not there yet, counts as no.
        private func start(until isTime: () throws -> Bool) throws -> (ProductCommand, RunFootprint) {
            let command = try Demonstration.start(in: folder, trials: 2)
            let footprint = try command.footprint()
            // The first trials wait for images to be imported.
            try #require(eventually(seconds: 120) { (try? isTime()) ?? false }, "the time to stop it did not come")
            return (command, footprint)
        }

        private var isMeasured: Bool {
            get throws { try trials(.read).count == store(.read).campaign().plan.order().count }
        }

        private func trials(_ access: ProbeStore.Access = .write) throws -> [TrialRecord] {
            let store = try store(access)
            return try store.trials(of: store.campaign().id)
        }

        /// - Parameter access: A command that was killed may leave a journal, which only those undo who may write.
        private func store(_ access: ProbeStore.Access = .write) throws -> ProbeStore {
            try ProbeStore(path: folder.file("probe.sqlite"), access: access)
        }
    }
}
