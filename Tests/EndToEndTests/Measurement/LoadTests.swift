import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

extension Launching {
    /// What a user types to load an image.
    @Suite(
        "Loading from the command line", .enabled(if: HostLacks.forPrograms.areNone, HostLacks.forPrograms.comment))
    struct LoadTests {
        private let folder: TemporaryDirectory

        init() throws {
            folder = try TemporaryDirectory()
            try StubImage.write(to: folder)
        }

        @Test(
            "ab and wrk load an image whose manifest knows of no load, and its database keeps the results",
            .enabled(if: HostTool.isInstalled("wrk") && HostTool.isInstalled("ab"), "wrk or ab is not installed"))
        func tools() throws {
            let run = try ProductCommand.run(
                ["bootprobe", "throughput", "stub.yaml", "--tool", "wrk", "ab", "--format", "json"], in: folder.path)
            #expect(run.status == 0, "\(run.errors)")
            let report = try JSONFormat.decode(ThroughputReport.self, from: Data(run.output.utf8))
            #expect(report.rows.map(\.result.tool) == [.wrk, .apacheBench] && report.failures.isEmpty)
            for row in report.rows {
                #expect(row.result.isSound && row.obeysLittlesLaw == true, "\(row)")
                #expect(row.result.operation == "GET /" && row.result.connections == 100)
                #expect((row.result.kilobytesPerSecond ?? 0) > 1)
            }
            let store = try ProbeStore(path: folder.file("probe.sqlite"), access: .read)
            let target = try #require(try store.loadedTargets().first)
            #expect(try store.throughput(of: target) == report.rows.map(\.result))
        }

        @Test(
            "an image that never answers does not lose the others' results, and the exit status tells",
            .enabled(if: HostTool.isInstalled("ab"), "ab is not installed"))
        func failure() throws {
            let stub = try folder.read("stub.yaml")
            let runs = "throughput: [{ab: {connections: 4, requests: 200}}]\n"
            try folder.write("stub.yaml", stub + runs)
            try folder.write(
                "dead.yaml",
                "name: dead\ncommand: [\"false\"]\nport: 8080\nreadiness: {tcp: }\ntechnologies: {process: }\n" + runs)
            let run = try ProductCommand.run(["bootprobe", "throughput", "dead.yaml", "stub.yaml"], in: folder.path)
            #expect(run.status == BootProbeError.Code.failed.rawValue)
            #expect(run.output.contains("dead as process could not be loaded"), "\(run.output)")
            #expect(run.errors.contains("could not load all images: dead as process"), "\(run.errors)")
            let store = try ProbeStore(path: folder.file("probe.sqlite"), access: .read)
            #expect(try store.loadedTargets().map(\.image) == ["stub"])
        }
    }
}
