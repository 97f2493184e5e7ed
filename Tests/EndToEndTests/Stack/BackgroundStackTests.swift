import BootProbe
import Foundation
import FoundationNetworking
import Glibc
import Profiles
import Testing
import TestSupport
import VotingStack

extension Launching {
    @Suite(
        "A stack in the background",
        .enabled(if: HostLacks.forProcesses.areNone, HostLacks.forProcesses.comment))
    final class BackgroundStackTests {
        private let scratch: TemporaryDirectory
        private let folder: String

        init() throws {
            scratch = try TemporaryDirectory()
            folder = scratch.file("stack")
        }

        deinit {
            // A failed test must not leave a stack; one that ended is no error here.
            _ = try? stack("down")
            // Outside a lab of ordinary users its services' files are nobody's to remove.
            _ = try? HostTool(Fixture.path, ["exec", "rm", "-rf", folder]).run()
        }

        @Test("counts votes from the host's browsers, ends without a trace, and has the votes when it is up again")
        func lifeCycle() async throws {
            let first = try up()
            let footprint = try #require(RunFootprint(startedBy: first.process))
            #expect(first.services.count == 7 && first.services.allSatisfy { $0.failure == nil })
            #expect(first.readyReplicas + first.bootingReplicas == 1)

            let pages = try VotingPages(first)
            let voter = try await pages.vote("a")
            #expect(try await pages.counts(["a": 1, "b": 0], within: 3))
            #expect(try await pages.vote("b", as: voter) == voter)
            #expect(try await pages.counts(["a": 0, "b": 1], within: 3), "the voter's second vote replaces the first")
            #expect(try await pages.vote("a") != voter)
            #expect(try await pages.counts(["a": 1, "b": 1], within: 3))

            let forged = String(voter.dropLast()) + (voter.hasSuffix("0") ? "1" : "0")
            let replaced = try await pages.vote("a", as: forged)
            #expect(replaced != voter && replaced != forged, "a cookie that is not signed by the page is no voter's")
            #expect(try await pages.counts(["a": 2, "b": 1], within: 3))

            let load = try stack("load", "--connections", "4", "--duration", "1s", "--format", "json")
            let summary = try JSONFormat.decode(LoadSummary.self, from: Data(load.output.utf8))
            #expect(load.status == 0 && summary.answered == summary.requests && summary.requests > 20)
            #expect(try await pages.total(summary.requests + 3, within: 10), "every vote that was answered is counted")

            #expect(first.metrics == ["haproxy", "worker", "result", "redis", "postgresql", "vote/replica-0"])
            let posts = try await pages.samples("vote/replica-0")[#"vote_requests_total{method="POST",status="200"}"#]
            #expect(posts == Double(summary.requests + 4))
            let stored = try await pages.samples("worker")
            #expect(stored["voting_worker_vote_age_seconds_count"] == Double(summary.requests + 4))
            #expect(try await pages.samples("result")["result_votes"] == Double(summary.requests + 3))
            let balancer = try await pages.samples("haproxy")
            #expect(balancer.keys.contains { $0.hasPrefix("haproxy_server_sessions_total") })
            #expect(try await pages.samples("redis")["redis_commands_processed_total", default: 0] > posts ?? 0)
            #expect(try await pages.samples("postgresql")["pg_up"] == 1)
            #expect(try await pages.samples("vote/replica-7").isEmpty, "no other replica answers for one that is not")
            #expect(try await pages.status(of: "metrics") == 404, "voters do not see them")

            #expect(try stack("restart", "haproxy").status == 0)
            #expect(try await pages.answer(within: 5), "a balancer that was restarted has its replicas again")

            let second = try up()
            #expect((second.process, second.pages) == (first.process, first.pages))
            let status = try stack("status")
            #expect(status.status == 0 && first.pages.allSatisfy(status.output.contains))

            #expect(try stack("down").status == 0)
            #expect(footprint.remains() == [])
            #expect(eventually(seconds: 5) { kill(first.process, 0) != 0 })
            for page in first.pages { #expect(!Self.accepts(page), "\(page) still listens") }
            #expect(try stack("status").status == 1)

            let third = try up()
            #expect(third.process != first.process)
            #expect(try await VotingPages(third).total(summary.requests + 3, within: 10), "the votes are kept")
            #expect(try stack("down").status == 0)
        }

        @Test("whose port is taken is not started, and the message names the port")
        func takenPort() throws {
            let taken = try Lab.listenOnHost(port: 0)
            defer { close(taken.descriptor) }
            let result = try stack("up", "--vote-port", "\(taken.port)", "--result-port", "0", "--metrics-port", "0")
            #expect(result.status == BootProbeError.Code.failed.rawValue)
            #expect(result.errors.contains("127.0.0.1:\(taken.port); choose another port"), "\(result.errors)")
            #expect(result.output.isEmpty)
            #expect(try stack("status").status == 1)
        }

        private func up() throws -> StackStatus {
            let result = try stack(
                "up", "--vote-port", "0", "--result-port", "0", "--metrics-port", "0", "--format", "json")
            try #require(result.status == 0, "\(result.errors)")
            return try JSONFormat.decode(StackStatus.self, from: Data(result.output.utf8))
        }

        private func stack(_ verb: String, _ options: String...) throws -> CommandResult {
            try ProductCommand.run(
                ["scalesim", "stack", verb, "--folder", folder] + options, in: scratch.path, seconds: 150)
        }

        /// Whether anything listens where the page was.
        private static func accepts(_ page: String) -> Bool {
            guard let port = URL(string: page)?.port, let listener = try? Lab.listenOnHost(port: UInt16(port)) else {
                return true
            }
            close(listener.descriptor)
            return false
        }
    }
}
