import BootProbe
import Foundation
import Profiles
import Testing
import TestSupport

@Suite("wrk")
struct WrkTests {
    static func wrk(_ name: String, connections: Int) throws -> ThroughputResult {
        try WrkReport(ThroughputTests.fixture("\(name).txt")).result(connections: connections)
    }

    @Test("a report is read with its units")
    func report() throws {
        let result = try Self.wrk("wrk-kept", connections: 10)
        #expect(result.tool == .wrk && result.connections == 10 && result.requests == 457 && result.failed == 0)
        #expect(result.requestsPerSecond == 228.08)
        #expect(result.kilobytesPerSecond == 0.94 * 1024)
        #expect(result.meanLatencySeconds.map { ($0 * 1e5).rounded() } == 4326)
        #expect(result.latencyQuantiles.map(\.quantile) == [0.5, 0.75, 0.9, 0.99, 1])
        #expect(result.latencyQuantiles.map { ($0.seconds * 1e5).rounded() } == [4395, 4400, 4403, 4771, 4803])
        #expect(result.isSound && result.obeysLittlesLaw == true)
    }

    @Test(
        "microseconds, milliseconds and seconds are told apart",
        arguments: [
            ("wrk-reopened", 1, [0.000289, 0.00111, 0.0028, 0.0044, 0.00827], 347.93),
            ("wrk-slow", 4, [1.34, 1.34, 1.34, 1.34, 1.34], 11.21),
            ("wrk-hung", 50, [0.00286, 0.00687, 0.01262, 1.76, 3.33], 265.24),
        ])
    func units(name: String, connections: Int, seconds: [Double], kilobytes: Double) throws {
        let result = try Self.wrk(name, connections: connections)
        for (read, printed) in zip(result.latencyQuantiles, seconds) { #expect(abs(read.seconds - printed) < 1e-9) }
        #expect(result.latencyQuantiles.count == seconds.count)
        #expect(result.kilobytesPerSecond == kilobytes)
    }

    @Test("broken connections, time-outs and errors count as failed")
    func errors() throws {
        let result = try Self.wrk("wrk-broken", connections: 8)
        #expect(result.requests == 156 && result.failed == 81 + 16 + 35)
        #expect(!result.isSound)
    }

    @Test("a service that never answers is unsound, not an error of the reader")
    func silent() throws {
        let result = try Self.wrk("wrk-silent", connections: 2)
        #expect(result.requests == 0 && result.requestsPerSecond == 0 && result.kilobytesPerSecond == 0)
        #expect(!result.isSound)
    }

    /// Connecting is no part of its latencies, requests that the end cut off are no part of its rate, and what
    /// `stats_correct` adds can make the product of rate and latency larger than the number of connections.
    @Test(
        "a service is not accused for how wrk counts",
        arguments: [("wrk-kept", 10), ("wrk-reopened", 1), ("wrk-slow", 4), ("wrk-hung", 50)])
    func law(name: String, connections: Int) throws {
        let result = try Self.wrk(name, connections: connections)
        #expect(result.obeysLittlesLaw == true)
        #expect(result.requestsInFlight.lowerBound == 0)
    }

    @Test("a run in which most connections stood still breaks Little's law")
    func stoodStill() throws {
        var result = try Self.wrk("wrk-kept", connections: 10)
        result.connections = 100
        #expect(result.obeysLittlesLaw == false)
    }

    @Test(
        "threads share the connections evenly, a thread a CPU at most",
        arguments: [(100, 2, 2), (5, 2, 1), (1, 8, 1), (9, 4, 3), (100, 16, 10), (7, 0, 1)])
    func threads(connections: Int, cpus: Int, threads: Int) {
        #expect(Wrk.threads(for: connections, on: cpus) == threads)
    }

    @Test(
        "a report that is not understood is an error that shows it",
        arguments: [
            ("Latency  ", "Delay  ", "line `Latency`"), ("Requests/sec", "Rate", "line `Requests/sec`"),
            ("0.94MB", "0.94", "Transfer/sec"), ("457 requests", "many requests", "number of requests"),
            ("%", "", "latency distribution"), ("48.03ms", "48.03y", "greatest latency"),
            ("43.26ms", "-1ms", "mean latency"),
        ])
    func notUnderstood(part: String, replacement: String, complaint: String) throws {
        let text = try ThroughputTests.fixture("wrk-kept.txt").replacing(part, with: replacement)
        let error = #expect(throws: BootProbeError.self) { try WrkReport(text).result(connections: 10) }
        #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
        #expect(error?.underlying == text)
    }

    @Test("a manifest says connections, duration and path of a run")
    func manifest() throws {
        let text = ManifestTests.minimal + "\nthroughput: [{wrk: {connections: 64, duration: 1min, path: /health}}]"
        let image = try ImageManifest.parse(text, file: "hello.yaml")
        #expect(image.throughput == [ThroughputPlan(tool: .wrk, connections: 64, seconds: 60, target: "/health")])
    }
}
