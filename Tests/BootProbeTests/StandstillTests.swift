import Foundation
import Profiles
import TestSupport
import Testing

@testable import BootProbe

@Suite("Standstills at the end of a CPU quota")
struct StandstillTests {
    @Test("the kernel's count is found in what it writes, of either version, and nowhere else")
    func statistics() throws {
        func count(_ text: String) -> Int? { CPUStatistics(Array(text.utf8)).throttledPeriods }
        #expect(count("nr_periods 470\nnr_throttled 18\nthrottled_time 571355957\n") == 18)
        #expect(count("usage_usec 12\nuser_usec 10\nnr_periods 4\nnr_throttled 0\nthrottled_usec 0\n") == 0)
        #expect(count("usage_usec 12\nuser_usec 10\n") == nil)
        #expect(count("nr_throttled many\n") == nil && count("") == nil)
        #expect(CPUStatistics(of: "/nowhere")?.throttledPeriods == nil)
        // CPU time stands in the same file, in groups of version 2.
        #expect(CPUStatistics(Array("usage_usec 1500000\nuser_usec 10\n".utf8)).cpuSeconds == 1.5)
        #expect(CPUStatistics(Array("nr_periods 470\nnr_throttled 18\n".utf8)).cpuSeconds == nil)
    }

    @Test(
        "of paced requests those are told apart during which the quota ended",
        .enabled(if: ControlGroups.quotaLack == nil, "\(ControlGroups.quotaLack ?? "")"))
    func paced() throws {
        let directory = try TemporaryDirectory()
        try directory.write(
            "server.py",
            """
            import http.server, sys, time
            class Handler(http.server.SimpleHTTPRequestHandler):
                def do_GET(self):
                    end = time.thread_time() + 0.012
                    while time.thread_time() < end: pass
                    self.send_response(200)
                    self.send_header("Content-Length", "4")
                    self.end_headers()
                    self.wfile.write(b"Cats")
                def log_message(self, *_): pass
            http.server.HTTPServer((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
            """)
        let launcher = ThroughputTests.launcher(in: directory)
        defer { launcher.shutDown() }
        let plan = ThroughputPlan(tool: .paced, connections: 1, requests: 40, target: "/", rate: 10)
        // 20 ms in each period: a request that finds less than its 12 ms left stands still.
        let image = ImageManifest(
            name: "busy", command: ["python3", directory.file("server.py"), "{address}", "{port}"], port: 18772,
            readiness: .http(path: "/", status: 200, contains: ["Cats"]), timeoutSeconds: 20, throughput: [],
            variants: [Variant(technology: .process, cpus: 0.2)])
        let launch = try launcher.timedLaunch(image, as: InstanceID(number: 1))
        defer { try? launch.instance.destroy() }
        try #require(launch.timeToFirstResponse != nil)
        let result = try PacedRequests(plan).run(
            against: launch.instance.endpoint, throttledPeriods: launch.instance.throttledPeriods,
            cancellation: Cancellation())
        #expect(result.requests == 40 && result.failed == 0)
        let free = try #require(result.unthrottled)
        #expect((1..<40).contains(free.requests))
        #expect(free.meanSeconds < (try #require(result.meanLatencySeconds)))
        #expect(free.minimumSeconds == result.minimumLatencySeconds)
        // Who does not ask is told nothing.
        var few = plan
        few.requests = 2
        let unasked = try PacedRequests(few).run(against: launch.instance.endpoint, cancellation: Cancellation())
        #expect(unasked.unthrottled == nil)
    }

    private static let limit = CPULimit(cpus: 0.1, periodSeconds: 0.1)

    private static func quantiles(_ seconds: (Int) -> Double) -> [LatencyQuantile] {
        (1...100).map { LatencyQuantile(quantile: Double($0) / 100, seconds: seconds($0)) }
    }

    /// A tenth of the requests stood still for 20 ms, which is far less than the nominal 90.
    private static func paced() -> ThroughputResult {
        var run = ServiceFitTests.result(1, rate: 10)
        run.tool = .paced
        run.plannedRate = 10
        run.latencyQuantiles = quantiles { $0 <= 90 ? 0.003 : 0.023 }
        run.meanLatencySeconds = 0.005
        run.cpuSecondsPerRequest = 0.0025
        run.unthrottled = ThroughputResult.Latencies(
            requests: 900, minimumSeconds: 0.002, meanSeconds: 0.00299, quantiles: quantiles { _ in 0.003 })
        return run
    }

    @Test("a short one is no work, where the kernel tells it")
    func short() throws {
        let saturated = ServiceFitTests.result(100, rate: 50)
        let told = try #require(ServiceFit.profile(from: [saturated, Self.paced()], cpuLimit: Self.limit))
        #expect(abs(told.occupancy.mean - 0.002) < 1e-12)
        #expect(told.occupancy.quantile(1) < 0.0021)
        #expect(told.occupancy.quantile(1) + told.delay.quantile(1) < 0.0031)
        var untold = Self.paced()
        untold.unthrottled = nil
        let guessed = try #require(ServiceFit.profile(from: [saturated, untold], cpuLimit: Self.limit))
        #expect(guessed.occupancy.quantile(1) > 0.009, "it counts as work of 9 ms")
        var all = Self.paced()
        all.unthrottled?.requests = 0
        let held = try #require(ServiceFit.profile(from: [saturated, all], cpuLimit: Self.limit))
        #expect(held == guessed, "where all stood still nothing better is known")
    }

    @Test("what is told apart follows the pace of the host, and runs of one load are pooled in it too")
    func pooled() throws {
        var slow = Self.paced()
        slow.hostPaceSeconds = 2e-4
        let brought = try #require(slow.atPace(1e-4).unthrottled)
        #expect(abs(brought.meanSeconds - 0.001495) < 1e-12 && brought.minimumSeconds == 0.001)
        #expect(brought.quantiles.allSatisfy { abs($0.seconds - 0.0015) < 1e-12 } && brought.requests == 900)
        var other = Self.paced()
        other.unthrottled = ThroughputResult.Latencies(
            requests: 300, minimumSeconds: 0.001, meanSeconds: 0.007, quantiles: Self.quantiles { _ in 0.007 })
        let runs = [Self.paced(), other].pooledByLoad()
        let both = try #require(runs[0].unthrottled)
        #expect(runs.count == 1 && both.requests == 1200 && both.minimumSeconds == 0.001)
        #expect(abs(both.meanSeconds - (0.00299 * 900 + 0.007 * 300) / 1200) < 1e-12)
        #expect(both.quantiles[69].seconds < 0.0031 && both.quantiles[79].seconds > 0.006)
        other.unthrottled = nil
        #expect([Self.paced(), other].pooledByLoad()[0].unthrottled == nil)
    }

    @Test("a result is stored and read back with it, and one without it too")
    func coding() throws {
        for result in [Self.paced(), ServiceFitTests.result(1, rate: 3)] {
            #expect(try JSONFormat.decode(ThroughputResult.self, from: JSONFormat.encode(result)) == result)
        }
    }
}
