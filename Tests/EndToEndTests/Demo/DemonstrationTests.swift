import BootProbe
import Foundation
import Profiles
import ScaleSim
import Testing
import TestSupport
import VotingStack

extension Launching {
    /// The first run builds a Debian tree, which takes minutes and the network.
    @Suite(
        "A short demonstration",
        .enabled(if: HostLacks.forContainers.areNone, HostLacks.forContainers.comment), .demonstration)
    struct DemonstrationTests {
        private let demo: Demonstration
        private let folder: TemporaryDirectory

        init() throws {
            demo = try #require(Demonstration.current, "the suite's trait has not run the demonstration")
            folder = demo.folder
        }

        @Test("makes every step, ends with status 0, and says where its report is")
        func ends() {
            #expect(demo.result.status == 0, "\(demo.result.output)\n\(demo.result.errors)")
            for step in 1...8 { #expect(demo.result.output.contains("[\(step)/8] ")) }
            #expect(demo.result.output.contains("the report: \(folder.file("report.html"))\n"))
            #expect(demo.result.output.contains("scalesim run \(folder.file("scenario/voting.yaml"))\n"))
            print("the demonstration took \(demo.result.seconds) s")
        }

        @Test("leaves no process, mount, network device, control group or file behind")
        func leavesNothing() {
            #expect(demo.remains == [])
        }

        @Test("has every planned trial in its database, each answered")
        func trials() throws {
            let store = try ProbeStore(path: folder.file("probe.sqlite"), access: .read)
            let campaign = try store.campaign()
            #expect(Set(campaign.targets.map(\.name)) == Self.targets)
            let trials = try store.trials(of: campaign.id)
            #expect(trials.map(\.trial) == campaign.plan.order())
            #expect(trials.count == Self.targets.count * Demonstration.trials)
            for trial in trials {
                guard case .answered(let answer) = trial.outcome else {
                    Issue.record("trial \(trial.trial.position): \(trial.outcome), \(trial.console ?? "")")
                    continue
                }
                let sent = try #require(answer.sentSeconds)
                #expect(answer.lastByteSeconds >= sent && sent > 0)
            }
        }

        @Test("has a readable profile of every target, and the paper's beside them")
        func profiles() throws {
            let measured = try profiles(in: "profiles")
            #expect(Set(measured.map(\.name)) == Self.targets)
            for profile in measured {
                #expect(profile.origin == .measured(campaign: "1"))
                #expect(try #require(profile.boot).trials == Demonstration.trials)
                #expect(try #require(profile.boot).distribution.mean > 0)
                #expect(try #require(profile.service).occupancy.mean > 0)
            }
            let published = try profiles(in: "profiles/paper")
            #expect(!published.isEmpty)
            for profile in published {
                guard case .published = profile.origin else {
                    Issue.record("\(profile.name) is not marked as published")
                    continue
                }
            }
        }

        @Test("scaled real replicas out and in")
        func scales() throws {
            let live = try validation().live
            #expect(live.decisions.contains { $0.desiredReplicas > $0.currentReplicas })
            #expect(live.decisions.contains { $0.desiredReplicas < $0.currentReplicas })
            #expect(live.boots.count >= 2 && live.boots.allSatisfy { $0.failure == nil })
            let most = try #require(live.series.ready.max())
            #expect(most >= 2)
            #expect(try #require(live.series.ready.last) < most)
            #expect(live.problems == [])
        }

        @Test(
            "compares the live run with the simulated one",
            arguments: [
                "latency, mean", "latency, p50", "latency, p95", "latency, p99", "over the objective",
                "replica-seconds", "peak replicas",
            ])
        func compares(figure: String) throws {
            let row = try #require(try validation().report.rows.first { $0.figure == figure })
            let live = try #require(row.live)
            #expect(live > 0 && live.isFinite)
            #expect(row.simulated.mean >= 0 && row.simulated.mean.isFinite)
            let error = try #require(row.relativeError)
            #expect(abs(error - (row.simulated.mean - live) / live) < 1e-9)
        }

        @Test("simulated the very requests that were sent live")
        func sameRequests() throws {
            let requests = try #require(try validation().report.rows.first { $0.figure == "requests" })
            #expect(try #require(requests.live) > 100)
            #expect(requests.relativeError == 0)
        }

        @Test("has a scenario that gives the same figures when it is simulated again")
        func scenario() throws {
            let again = try ProductCommand.run(
                ["scalesim", "run", folder.file("scenario/flash-crowd.yaml"), "--format", "json"], in: folder.path)
            #expect(again.status == 0, "\(again.errors)")
            let result = try JSONFormat.decode(SimulationResult.self, from: Data(again.output.utf8))
            let comparison = try decode(BootComparison.self, "simulations.json")
            let row = try #require(comparison.rows.first { $0.boot?.profile == Self.replica })
            #expect(result.policy == row.policy)
            #expect(result.figures == row.figures)
        }

        @Test("has a scenario of the whole application, which simulates")
        func application() throws {
            let words = ["scalesim", "run", folder.file("scenario/voting.yaml"), "--replications", "2"]
            let run = try ProductCommand.run(words, in: folder.path)
            #expect(run.status == 0, "\(run.errors)")
        }

        @Test("has a report of one file that asks the network for nothing")
        func report() throws {
            let page = SelfContainedPage(try folder.read("report.html"))
            #expect(page.references == [])
            #expect(page.charts >= 3)
            for profile in Self.targets {
                #expect(page.markup.contains(profile.split(separator: ".")[0]), "\(profile) is not in the report")
            }
        }

        @Test("opens in the notebook")
        func notebook() throws {
            let executed = try Notebook.execute(
                Repository.file("notebooks/demo.ipynb"), results: folder.path, in: TemporaryDirectory())
            let cells = executed.cells.filter { $0.cellType == "code" }
            #expect(!cells.isEmpty)
            for cell in cells {
                #expect(cell.executionCount != nil)
                #expect(cell.outputs?.contains { $0.outputType == "error" } == false)
            }
            #expect(cells.contains { $0.outputs?.contains { $0.outputType == "execute_result" } == true })
        }
    }
}

// MARK: The results

extension Launching.DemonstrationTests {
    private static let replica = "vote-replica.container"
    private static let targets = Set(
        Demonstration.images.flatMap { ["\($0).process", "\($0).container"] } + [replica])

    /// `validation.json`, as far as it is checked.
    private struct Validation: Decodable {
        var report: ValidationReport
        var live: LiveRun
    }

    private func validation() throws -> Validation { try decode(Validation.self, "validation.json") }

    private func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        try JSONFormat.decode(type, from: try Data(contentsOf: URL(filePath: folder.file(name))))
    }

    private func profiles(in name: String) throws -> [Profile] {
        try FileManager.default.contentsOfDirectory(atPath: folder.file(name)).filter { $0.hasSuffix(".json") }
            .map { try Profile.read(contentsOf: folder.file("\(name)/\($0)")) }
    }
}
