import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

@testable import VotingStack

@Suite("Images that the user supplies for the paper's systems")
struct SuppliedManifestsTests {
    private static func manifest(_ name: String, kernel: String = "k.elf", more: String = "") -> String {
        """
        name: \(name)
        port: 80
        readiness: {http: {path: /}}
        technologies:
          unikernel: {guest: {kernel: "\(kernel)"}}
        \(more)
        """
    }

    private func images(_ folder: String, _ technologies: Set<Technology> = [.process]) throws -> PaperImages {
        PaperImages(own: try DemoImages(), supplied: try SuppliedManifests(folder: folder), technologies: technologies)
    }

    @Test(
        "are placed by their name",
        arguments: [
            ("redis-rumprun", .redis, "rumprun"), ("vote-osv", .vote, "osv"), ("result-my-own", .result, "my-own"),
            ("beacon", .beacon, "beacon"), ("netbsd", nil, ""), ("redis", nil, ""), ("rumprun-http", nil, ""),
            ("beacon-x", nil, ""),
        ] as [(String, PaperService?, String)])
    func place(name: String, service: PaperService?, system: String) {
        let place = SuppliedManifests.place(of: name)
        #expect(place?.0 == service && (place?.system ?? "") == system)
    }

    @Test("fill the column of their system, or make one, and others are ignored by name")
    func columns() throws {
        let folder = try TemporaryDirectory()
        try folder.write("a.yaml", Self.manifest("redis-osv"))
        try folder.write("b.yaml", Self.manifest("vote-unikraft"))
        try folder.write("c.yaml", Self.manifest("web"))
        try folder.write("x.tree.yaml", "no manifest")
        let images = try images(folder.path)
        #expect(images.supplied.ignored == ["c.yaml"])
        #expect(images.systems.map(\.key) == ["ubuntu", "ubuntu-kvm", "rumprun", "osv", "netbsd", "unikraft"])
        let measured = images.planned.filter { $0.image != nil }.map { "\($0.entry.service) \($0.entry.system.key)" }
        #expect(measured == ["redis ubuntu", "redis osv", "result ubuntu", "vote ubuntu", "vote unikraft"])
        let absent = images.planned.first { $0.entry.service == .vote && $0.entry.system.key == "osv" }
        #expect(absent?.entry.absence?.contains("put a manifest named vote-osv into \(folder.path)") == true)
    }

    @Test("that take their files from a variable that is not set are absent, with its name")
    func unset() throws {
        let folder = try TemporaryDirectory()
        try folder.write("a.yaml", Self.manifest("redis-osv", kernel: "${NO_SUCH_IMAGE_IS_SET}"))
        let images = try images(folder.path)
        let entry = try #require(
            images.planned.first { $0.entry.service == .redis && $0.entry.system.key == "osv" })
        #expect(entry.image == nil)
        #expect(entry.entry.absence?.hasPrefix("set NO_SUCH_IMAGE_IS_SET") == true)
    }

    @Test(
        "that are wrong are an error with file and field",
        arguments: [
            (manifest("vote-osv", more: "prot: 80"), "a.yaml:6: prot"),
            (manifest("vote-osv", kernel: "${NO_SUCH_IMAGE_IS_SET}", more: "prot: 80"), "a.yaml:6: prot"),
            (manifest("vote-container"), "column of our own images"),
            (
                manifest("vote-osv").replacing("unikernel:", with: "vm: {guest: {kernel: k}}\n  unikernel:"),
                "technologies: a column shows one technology"
            ),
        ])
    func wrong(text: String, complaint: String) throws {
        let folder = try TemporaryDirectory()
        try folder.write("a.yaml", text)
        let error = #expect(throws: BootProbeError.self) { try SuppliedManifests(folder: folder.path) }
        #expect(error?.code == .badInput)
        #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
    }

    @Test("a folder that is not there is an error; two manifests of one name are too")
    func folders() throws {
        let missing = #expect(throws: BootProbeError.self) { try SuppliedManifests(folder: "/no/such/folder") }
        #expect(missing?.code == .noInput)
        let folder = try TemporaryDirectory()
        try folder.write("a.yaml", Self.manifest("redis-osv"))
        try folder.write("b.yaml", Self.manifest("redis-osv"))
        let twice = #expect(throws: BootProbeError.self) { try SuppliedManifests(folder: folder.path) }
        #expect(twice?.message.contains("a.yaml") == true)
    }

    @Test("the shipped examples are absent or measured, and what is absent says what to supply")
    func shipped() throws {
        let images = try images(Repository.file("examples/guests"))
        for planned in images.planned where planned.image == nil {
            #expect(planned.entry.absence?.isEmpty == false)
        }
        let rumprun = images.planned.first { $0.entry.service == .redis && $0.entry.system.key == "rumprun" }
        let isSet = ProcessInfo.processInfo.environment["RUMPRUN_REDIS"] != nil
        #expect(isSet || rumprun?.entry.absence?.contains("set RUMPRUN_REDIS") == true)
    }

    @Test("a technology of ours that was not asked for is absent in the paper's columns, and no column of its own")
    func leftOut() throws {
        let folder = try TemporaryDirectory()
        let images = try images(folder.path, [.container])
        #expect(images.systems.map(\.key) == ["ubuntu", "ubuntu-kvm", "rumprun", "osv", "netbsd", "container"])
        let process = images.planned.first { $0.entry.system.key == "ubuntu" }
        #expect(process?.image == nil && process?.entry.absence?.contains("--technologies") == true)
    }
}

@Suite("The paper's load")
struct PaperLoadTests {
    private func plans(_ service: PaperService, isEmulated: Bool, _ load: PaperLoad = PaperLoad()) throws
        -> [ThroughputPlan]
    {
        load.plans(for: service, of: try PaperTables.published(), target: "/", isEmulated: isEmulated)
    }

    @Test("is a run a command on Redis, 10 connections of 10 commands, in the order of Table 1")
    func redis() throws {
        let plans = try plans(.redis, isEmulated: false)
        #expect(plans.count == 14)
        #expect(plans.prefix(3).map(\.target) == ["ping_inline", "ping_mbulk", "set"])
        #expect(plans.allSatisfy { $0.connections == 10 && $0.pipeline == 10 && $0.requests == 200_000 })
    }

    @Test("is ab with 100 connections on the pages, and the pings besides on our own unikernel")
    func pages() throws {
        for service in [PaperService.vote, .result] {
            let plans = try plans(service, isEmulated: false)
            #expect(plans == [ThroughputPlan(tool: .apacheBench, connections: 100, requests: 10_000, target: "/")])
        }
        #expect(try plans(.beacon, isEmulated: true).map(\.target) == ["ping_inline", "ping_mbulk", "/"])
    }

    @Test("is shorter on emulated guests, but long enough that its ends do not matter, unless asked for less")
    func emulated() throws {
        #expect(try plans(.redis, isEmulated: true).allSatisfy { $0.requests == 40_000 })
        #expect(try plans(.vote, isEmulated: true).first?.requests == 2000)
        #expect(try plans(.vote, isEmulated: true, PaperLoad(httpRequests: 50_000)).first?.requests == 10_000)
        #expect(try plans(.vote, isEmulated: true, PaperLoad(httpRequests: 300)).first?.requests == 300)
    }

    @Test("begins with a warm-up of each tool, whose figures do not count")
    func warmUps() throws {
        let load = PaperLoad(httpRequests: 10_000, redisRequests: 100_000)
        let plans = try plans(.beacon, isEmulated: true, load)
        let all = load.warmedUp(plans)
        #expect(all.map(\.target) == ["ping_inline", "/"] + plans.map(\.target))
        #expect(all.map(\.requests) == [100_000, 500, 20_000, 20_000, 2000])
        let warmUp = SampleResults.page(1, milliseconds: 1)
        #expect(!warmUp.isOutcome(of: plans[2]) && Array(all.suffix(3)) == plans)
    }

    @Test("is not made again where its outcome is known")
    func known() throws {
        let plan = try #require(plans(.redis, isEmulated: true, PaperLoad(redisRequests: 5000)).last)
        #expect(plan.target == "mset" && plan.requests == 1000)
        #expect(SampleResults.redis("MSET (10 keys)", 1).isOutcome(of: plan))
        #expect(!SampleResults.redis("SET", 1).isOutcome(of: plan))
        #expect(!SampleResults.page(1, milliseconds: 1).isOutcome(of: plan))
        var other = plan
        other.requests = 2000
        #expect(!SampleResults.redis("MSET (10 keys)", 1).isOutcome(of: other))
    }
}
