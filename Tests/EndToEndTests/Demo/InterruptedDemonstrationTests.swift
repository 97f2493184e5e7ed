import BootProbe
import Foundation
import Glibc
import Testing
import TestSupport

extension Launching {
    @Suite(
        "A demonstration that is stopped while it measures",
        .enabled(if: HostLacks.sentences.isEmpty, "\(HostLacks.sentence)"))
    struct InterruptedDemonstrationTests {
        private static let trials = 2

        private let folder: TemporaryDirectory

        init() throws { folder = try TemporaryDirectory() }

        @Test("leaves nothing behind, and the same command continues its campaign")
        func stopped() throws {
            let interrupted = try interrupt(atTrial: 3)
            let killed = try kill(atTrial: interrupted.count + 3)
            #expect(Array(killed.trials.prefix(interrupted.count)) == interrupted, "a committed trial is gone or new")

            let command = try start()
            let footprint = try command.footprint()
            try awaitTrials(plannedTrials(), of: command)
            command.send(SIGINT)
            let result = try command.wait(seconds: 20)
            #expect(result.status == 128 + SIGINT, "\(result.output)\n\(result.errors)")
            #expect(footprint.remains() == [])
            #expect(result.errors.contains("removed what run \(killed.footprint.run.id) left"))
            #expect(killed.footprint.remains() == [])
            let all = try trials()
            #expect(Array(all.prefix(killed.trials.count)) == killed.trials, "a committed trial is gone or new")
            #expect(all.map(\.trial.position) == Array(0..<all.count))
            #expect(try store().campaigns().count == 1)
        }

        /// Ctrl-C, as `kill -INT` gives it.
        private func interrupt(atTrial count: Int) throws -> [TrialRecord] {
            let command = try start()
            let footprint = try command.footprint()
            try awaitTrials(count, of: command)
            command.send(SIGINT)
            let result = try command.wait(seconds: 20)
            #expect(result.status == 128 + SIGINT, "\(result.output)\n\(result.errors)")
            #expect(result.errors.contains("the same command continues"))
            #expect(footprint.remains() == [])
            return try trials()
        }

        private func kill(atTrial count: Int) throws -> (trials: [TrialRecord], footprint: RunFootprint) {
            let command = try start()
            let footprint = try command.footprint()
            try awaitTrials(count, of: command)
            command.send(SIGKILL)
            #expect(try command.wait(seconds: 20).status == 128 + SIGKILL)
            #expect(footprint.processesLeft(within: 10) == [])
            // Files are what only the next start can remove.
            #expect(footprint.remains() == footprint.filesLeft && !footprint.filesLeft.isEmpty)
            return (try trials(), footprint)
        }

        private func start() throws -> ProductCommand { try Demonstration.start(in: folder, trials: Self.trials) }

        private func awaitTrials(_ count: Int, of command: ProductCommand) throws {
            // The first trials wait for images to be imported.
            guard eventually(seconds: 120, { (try? trials(.read).count) ?? 0 >= count }) else {
                Issue.record("\(count) trials were not made")
                return
            }
        }

        private func plannedTrials() throws -> Int { try store().campaign().plan.order().count }

        private func store() throws -> ProbeStore { try ProbeStore(path: folder.file("probe.sqlite"), access: .read) }

        /// - Parameter access: A command that was killed may leave a journal, which only those undo who may write.
        private func trials(_ access: ProbeStore.Access = .write) throws -> [TrialRecord] {
            let store = try ProbeStore(path: folder.file("probe.sqlite"), access: access)
            return try store.trials(of: store.campaign().id)
        }
    }
}
