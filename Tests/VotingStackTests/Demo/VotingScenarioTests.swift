import BootProbe
import Foundation
import Profiles
import ScaleSim
import TestSupport
import Testing
import VotingStack

/// The application as `scalesim demo` leaves it, from profiles that are fixed here.
@Suite("The demonstration's scenario of the application")
struct VotingScenarioTests {
    private static func profile(
        _ image: String, _ technology: Technology, boot: Double? = 2, service: ServiceProfile?
    ) -> Profile {
        Profile(
            image: image, technology: technology, accelerator: .none, origin: .measured(campaign: "1"),
            boot: boot.map {
                BootProfile(
                    distribution: .shiftedLognormal(shift: $0, mu: -1, sigma: 0.3), fits: [], trials: 20, censored: 0)
            }, service: service)
    }

    private static func service(_ seconds: Double, limit: Double? = nil) -> ServiceProfile {
        ServiceProfile(
            servers: 1, occupancy: .empirical(values: [0.5 * seconds, seconds, 1.5 * seconds]),
            delay: .deterministic(value: 0.001), cpuLimit: limit.map { CPULimit(cpus: $0) },
            wakeUpSeconds: limit.map { _ in 0.0002 }, throughput: [])
    }

    /// 75 requests a second.
    private static let replica = profile("vote-replica", .container, service: service(0.002, limit: 0.15))

    /// What else a demonstration may have measured.
    struct Others: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var profiles: [Profile]
        /// Of redis and result, means of the occupancy and of the boot.
        var redis: (work: Double, boot: Double)
        var result: (work: Double, boot: Double)
        var viewers: Int
    }

    private static let measuredBoot = 2 + exp(-1 + 0.3 * 0.3 / 2)

    static let others = [
        Others(
            testDescription: "everything",
            profiles: [
                profile("redis", .process, service: service(0.000_01)),
                profile("redis", .container, service: service(0.000_02)),
                profile("redis", .vm, service: nil), profile("result", .container, service: service(0.004)),
                profile("vote", .container, service: service(0.001)),
            ], redis: (0.000_02, measuredBoot), result: (0.004, measuredBoot), viewers: 75),
        Others(
            testDescription: "the pages on another technology, and no boot of Redis",
            profiles: [
                profile("redis", .process, boot: nil, service: service(0.000_01)),
                profile("result", .process, service: service(0.000_4)),
            ], redis: (0.000_01, 1), result: (0.000_4, measuredBoot), viewers: 200),
        Others(
            testDescription: "nothing", profiles: [profile("redis", .vm, service: nil)], redis: (0.000_02, 1),
            result: (0.000_4, 1), viewers: 200),
    ]

    /// Writes all files of a demonstration that the scenario needs.
    private func write(_ others: Others, to folder: TemporaryDirectory) throws -> DemoSettings {
        let settings = DemoSettings(
            output: folder.path, python: "python", trace: "trace", trials: try #require(TrialCounts("20")),
            technologies: [.container], seed: 7, replications: 3)
        let profiles = others.profiles + [Self.replica]
        _ = try ProfileFiles.write(profiles, to: folder.file("profiles"))
        try VotingScenario(
            profiles: profiles, replica: Self.replica, capacity: try #require(Self.replica.service).capacity,
            cpuRequest: 0.15, settings: settings
        ).write()
        let policy = try FileSystem.read(StackResources.path("policies/vote-hpa.yaml"))
        try FileSystem.write(policy, to: folder.file("scenario/hpa.yaml"))
        return settings
    }

    @Test("is read as it was measured, whatever could be", arguments: others)
    func reads(_ others: Others) throws {
        let folder = try TemporaryDirectory()
        let settings = try write(others, to: folder)
        #expect(settings.votingScenario == folder.file("scenario/voting.yaml"))
        let scenario = try ScenarioFile.read(contentsOf: settings.votingScenario)
        #expect(scenario.services.map(\.name) == ["vote", "redis", "worker", "postgres", "result"])
        let vote = scenario.service
        #expect(vote.profile == Self.replica.service && vote.boot == Self.replica.boot?.distribution)
        #expect(vote.cpuRequestMilli == 150 && scenario.policyName == "hpa vote")
        for (number, expected) in [(1, others.redis), (4, others.result)] {
            let model = scenario.services[number].model
            #expect(abs(model.profile.occupancy.mean / expected.work - 1) < 1e-9)
            #expect(abs(model.boot.mean / expected.boot - 1) < 1e-9)
        }
        #expect(scenario.population?.users == others.viewers && scenario.population?.service == 4)
        guard case .model(.flashCrowd(let crowd), _) = scenario.traffic else {
            Issue.record("no flash crowd")
            return
        }
        #expect(abs(crowd.peak - 2.4 * 75) < 0.01 && abs(crowd.base - 0.3 * 75) < 0.01)
        #expect(scenario.seed == 7 && scenario.replications == 3)
    }

    @Test("is checked and simulated: the crowd makes vote scale out, and each service works")
    func runs() throws {
        let folder = try TemporaryDirectory()
        var scenario = try ScenarioFile.read(contentsOf: write(Self.others[0], to: folder).votingScenario)
        #expect(ScenarioOutline(scenario).services.count == 5)
        scenario.replications = 1
        let result = Simulation(scenario).run(threads: 1)
        let services = try #require(result.services)
        for service in services {
            #expect(service.figures.requests.mean > 1000, "\(service.name)")
            #expect(service.figures.failedShare.mean < 0.05, "\(service.name)")
        }
        #expect(result.figures.peakReplicas.mean > 2)
    }

    @Test("says at its head, and at the demonstration's end, how to go on with it")
    func usage() throws {
        let folder = try TemporaryDirectory()
        let settings = try write(Self.others[0], to: folder)
        let text = String(decoding: try FileSystem.read(settings.votingScenario), as: UTF8.self)
        let head = text.split(separator: "\n").prefix { $0.hasPrefix("#") }
        for verb in ["check", "run", "compare"] {
            let commands = settings.furtherCommands(program: "scalesim").filter { $0.hasPrefix("scalesim \(verb) ") }
            #expect(commands.count == 1 && commands[0].contains(settings.votingScenario))
            // In the file without the folder, which may move.
            #expect(head.contains { $0.hasPrefix("#   scalesim \(verb) voting.yaml") })
        }
        #expect(settings.furtherCommands(program: "x/scalesim").allSatisfy { $0.hasPrefix("x/scalesim ") })
    }
}
