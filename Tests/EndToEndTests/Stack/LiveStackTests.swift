import BootProbe
import Foundation
import FoundationNetworking
import Testing
import TestSupport
import VotingStack

extension Launching {
    /// The stack of real services, in a lab of the fixture's. The first run builds a Debian tree, which takes minutes.
    @Suite(
        "The live stack", .serialized,
        .enabled(if: HostLacks.forProcesses.areNone, HostLacks.forProcesses.comment))
    struct LiveStackTests {
        private let folder = NSTemporaryDirectory() + "live-stack-\(UUID().uuidString)"

        /// Runs a command of the fixture to its end and returns what it printed.
        private func fixture(_ command: String, _ arguments: String...) throws -> Data {
            let process = try start(command, arguments)
            let output = process.output.fileHandleForReading.readDataToEndOfFile()
            process.process.waitUntilExit()
            #expect(process.process.terminationStatus == 0)
            return output
        }

        private func start(_ command: String, _ arguments: [String] = []) throws -> (process: Process, output: Pipe) {
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
                .deletingLastPathComponent().appending(path: "StackFixture")
            process.arguments = [command, folder] + arguments
            process.standardOutput = output
            try process.run()
            return (process, output)
        }

        private func page(_ status: StackStatus, _ index: Int) throws -> URL {
            let page = try #require(status.pages.dropFirst(index).first)
            return try #require(URL(string: page))
        }

        private func fetch(_ url: URL) throws -> String {
            String(decoding: try Data(contentsOf: url), as: UTF8.self)
        }

        private struct Faults: Decodable {
            var faults: [String: Int]
            var acknowledged: Int
            var lost: Int
            var stale: Int
            var invented: Int
            var doubled: Int
            var longestOutageSeconds: Double
            var missing: [String]
            var lateOlderVote: String?
        }

        /// `make faults` does hundreds, by other seeds. The first ten of this one kill a replica, a worker, HAProxy and
        /// Redis, cut the power of Redis and PostgreSQL, fill Redis's disk, and reset, delay and silence a link.
        @Test("loses no acknowledged vote while services are killed, cut off and out of room, and stores none twice")
        func faults() throws {
            let outcome = try JSONDecoder().decode(Faults.self, from: fixture("faults", "10", "30991"))
            #expect(outcome.faults.values.reduce(0, +) == 10)
            #expect(outcome.acknowledged >= 500)
            #expect(outcome.lost == 0)
            #expect(outcome.stale == 0)
            #expect(outcome.invented == 0)
            #expect(outcome.doubled == 0)
            #expect(outcome.missing == [], "everything comes back by itself")
            #expect(outcome.longestOutageSeconds < 15)
            #expect(outcome.lateOlderVote == "b")
        }

        private struct Workers: Decodable {
            var takenOver: [Int]
            var wrong: Int
        }

        @Test("has several workers share the queue, one of which takes over what a dead one has left")
        func workers() throws {
            let outcome = try JSONDecoder().decode(Workers.self, from: fixture("workers"))
            #expect(outcome.wrong == 0)
            #expect(outcome.takenOver.count == 3 && outcome.takenOver.reduce(0, +) == 1500)
        }

        @Test("scales real replicas out and in without a failed request")
        func live() throws {
            let run = try JSONDecoder().decode(LiveRun.self, from: fixture("live"))
            #expect(run.outcomes == ["answered": 400])
            #expect(run.figures.peakReplicas == 3)
            #expect(run.figures.coldStarts == 2)
            #expect(run.boots.count == 3)
            #expect(run.boots.allSatisfy { $0.failure == nil && ($0.bootSeconds ?? 0) > 0.05 })
            #expect(run.series.ready.last == 1)
            #expect(run.problems.isEmpty)
            // One replica throughout, and two from second 2 to second 7 and their drain.
            #expect((20...23).contains(run.figures.replicaSeconds ?? 0))
        }

        @Test(
            "tells how the votes of replicas side by side hold each other up, and boots a busy one, and leaves none of them"
        )
        func interference() throws {
            let all = try JSONDecoder().decode([ThroughputResult].self, from: fixture("interference"))
            let (runs, besideBoots) = (all.prefix(8), all.dropFirst(8))
            let counts = [1, 2, 2, 1, 1, 2, 2, 1]
            #expect(runs.map(\.replicas) == counts && runs.map(\.connections) == counts)
            #expect(runs.map(\.requests) == counts.map { 20 * $0 })
            #expect(runs.allSatisfy { $0.failed == 0 && ($0.cpuSecondsPerRequest ?? 0) > 0 })
            #expect(runs.allSatisfy { ($0.hostSecondsPerRequest ?? 0) > ($0.cpuSecondsPerRequest ?? 0) })
            // The load ends when the last of both has booted, so that they were the longest part of it.
            let boots = besideBoots.map { $0.boots ?? -1 }
            #expect(boots.map { $0 > 1 } == [false, true, true, false] && boots.allSatisfy { (0...2).contains($0) })
            #expect(besideBoots.allSatisfy { $0.failed == 0 && $0.requests > 20 && ($0.cpuSecondsPerRequest ?? 0) > 0 })
        }

        @Test("runs in the background, answers for itself, and ends on request")
        func session() throws {
            let (process, _) = try start("serve")
            defer { process.waitUntilExit() }
            #expect(eventually(seconds: 60) { ((try? StackSession.ask(.status, in: folder)) ?? nil) != nil })
            let status = try #require(try StackSession.ask(.status, in: folder))
            #expect(status.services.map(\.name) == ["postgresql", "redis", "worker", "result", "haproxy"])
            #expect(status.services.allSatisfy { $0.failure == nil })
            #expect(
                eventually(seconds: 20) { ((try? StackSession.ask(.status, in: folder)) ?? nil)?.readyReplicas == 1 })
            // The pages are seen from the host's network, and a vote cast there is counted.
            let (vote, result) = (try page(status, 0), try page(status, 1))
            #expect(try fetch(vote).contains("Cats"))
            #expect(try fetch(result).contains("Dogs"))
            let port = UInt16(try #require(vote.port))
            let plan = LoadPlan(target: VotePage(Endpoint(address: "127.0.0.1", port: port)), sendSeconds: [0])
            let load = DedicatedThread(name: "load") { () throws(BootProbeError) in
                try LoadGenerator(plan: plan).run(from: .now)
            }
            #expect(try load.wait().outcomes == [.answered: 1])
            let counts = result.appending(path: "api/results")
            #expect(eventually(seconds: 10) { (try? fetch(counts))?.contains(#""total":1"#) == true })
            #expect(try StackSession.end(in: folder, within: 20))
        }
    }
}
