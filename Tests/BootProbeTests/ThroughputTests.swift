import BootProbe
import Foundation
import Profiles
import Synchronization
import Testing
import TestSupport

@Suite("Load tools")
struct ThroughputTests {
    static func fixture(_ name: String) throws -> String {
        try String(contentsOfFile: Repository.file("Tests/BootProbeTests/Fixtures/\(name)"), encoding: .utf8)
    }

    static func apacheBench(_ name: String) throws -> ThroughputResult {
        try ApacheBench.parse(report: fixture("\(name).txt"), percentiles: fixture("\(name).csv"))
    }

    @Test("a report of ab is read with the microseconds of its percentiles")
    func apacheBenchReport() throws {
        let result = try Self.apacheBench("ab-1-connection")
        #expect(result.tool == .apacheBench && result.connections == 1 && result.requests == 200 && result.failed == 0)
        #expect(result.requestsPerSecond == 2863.77)
        #expect(result.minimumLatencySeconds == 0.000258)
        #expect(result.latencyQuantiles.count == 100)
        #expect(result.latencyQuantiles.first == LatencyQuantile(quantile: 0.01, seconds: 0.000263))
        #expect(result.latencyQuantiles.last?.quantile == 1)
        #expect(result.figure.latencyQuantiles.map(\.quantile) == [0.5, 0.75, 0.9, 0.95, 0.99, 1])
        #expect(result.isSound && result.obeysLittlesLaw == true)
        #expect(result.kilobytesPerSecond == 564.92)
    }

    @Test("answers that are errors count as failed, and make the run unsound")
    func errorsAreNoThroughput() throws {
        let result = try Self.apacheBench("ab-post-refused")
        #expect(result.failed == 50)
        #expect(!result.isSound)
    }

    /// That server accepts five waiting connections; the other fifteen hung until after the end of the run.
    @Test("a run in which connections hung breaks Little's law")
    func hungConnections() throws {
        let result = try Self.apacheBench("ab-20-connections")
        #expect(result.obeysLittlesLaw == false)
        #expect(result.requestsInFlight.upperBound < 8)
    }

    /// Table 3 prints 139.121 requests per second beside a median of 134 ms at 100 connections.
    @Test("the paper's Table 2 obeys Little's law, the NetBSD column of its Table 3 does not")
    func paper() {
        func result(_ rate: Double, _ milliseconds: [Double]) -> ThroughputResult {
            ThroughputResult(
                tool: .apacheBench, operation: "GET /", connections: 100, requests: 10_000, requestsPerSecond: rate,
                minimumLatencySeconds: 0,
                latencyQuantiles: zip([0.5, 0.9, 1], milliseconds).map {
                    LatencyQuantile(quantile: $0, seconds: $1 / 1000)
                })
        }
        #expect(result(4083.43, [23, 28, 74]).obeysLittlesLaw == true)
        #expect(result(2238.73, [44, 48, 152]).obeysLittlesLaw == true)
        #expect(result(139.121, [134, 152, 242]).obeysLittlesLaw == false)
    }

    @Test("each command of redis-benchmark is a result")
    func redisBenchmark() throws {
        let plan = ThroughputPlan(
            tool: .redisBenchmark, connections: 10, requests: 100_000, target: "set,get", pipeline: 10)
        let results = try RedisBenchmark.parse(csv: Self.fixture("redis-benchmark-pipeline-10.csv"), of: plan)
        #expect(results.map(\.operation) == ["SET", "GET"])
        #expect(results.map(\.requestsPerSecond) == [675675.69, 877193.00])
        #expect(results[0].latencyQuantiles.map(\.quantile) == [0.5, 0.95, 0.99, 1])
        #expect(results[0].latencyQuantiles.map { ($0.seconds * 1e6).rounded() } == [111, 183, 279, 2423])
        #expect(results[0].pipeline == 10 && results[0].minimumLatencySeconds == 0.000032)
    }

    @Test("output that is not understood is an error that shows it")
    func notUnderstood() throws {
        let report = try Self.fixture("ab-1-connection.txt")
        let table = try Self.fixture("ab-1-connection.csv")
        let plan = ThroughputPlan(tool: .redisBenchmark, connections: 1, requests: 1, target: "set")
        let attempts: [(String, () throws -> Any)] = [
            ("Concurrency Level", { try ApacheBench.parse(report: "nonsense", percentiles: table) }),
            (
                "Complete requests",
                { try ApacheBench.parse(report: report.replacing("Complete", with: "Done"), percentiles: table) }
            ),
            ("no table of percentiles", { try ApacheBench.parse(report: report, percentiles: "") }),
            ("6.2 or later", { try RedisBenchmark.parse(csv: Self.fixture("redis-benchmark-6.0.csv"), of: plan) }),
            ("no number `rps`", { try RedisBenchmark.parse(csv: "\"test\",\"x\"\n\"SET\",\"1\"", of: plan) }),
            ("no number `rps`", { try RedisBenchmark.parse(csv: "\"test\",\"rps\"\n\"SET\"", of: plan) }),
            (
                "finished SET before its clock",
                { try RedisBenchmark.parse(csv: "\"test\",\"rps\"\n\"SET\",\"inf\"", of: plan) }
            ),
        ]
        for (fragment, attempt) in attempts {
            let error = #expect(throws: BootProbeError.self) { _ = try attempt() }
            #expect(error?.code == .failed)
            #expect(error?.message.contains(fragment) == true, "\(error?.message ?? "")")
        }
    }

    /// Launches programs of the host itself.
    static func launcher(in directory: TemporaryDirectory) -> ProcessLauncher {
        ProcessLauncher(run: RunDirectory(path: directory.path), gateway: "127.0.0.1") {
            recipe throws(BootProbeError) in throw BootProbeError(.internalFault, "no tree wanted")
        }
    }

    @Test("a real server is loaded by the real ab, and the result stored with its target")
    func real() throws {
        let directory = try TemporaryDirectory()
        try directory.write("www/index.html", "<p>Cats and Dogs</p>")
        let launcher = Self.launcher(in: directory)
        defer { launcher.shutDown() }
        var image = ImageManifest(
            name: "static",
            command: [
                "python3", "-m", "http.server", "--bind", "{address}", "--directory", directory.file("www"), "{port}",
            ],
            port: 18766, readiness: .http(path: "/", status: 200, contains: ["Cats", "Dogs"]), timeoutSeconds: 20,
            throughput: [ThroughputPlan(tool: .apacheBench, connections: 1, requests: 50, target: "/")],
            variants: [Variant(technology: .process)])
        image.throughput.append(
            ThroughputPlan(tool: .apacheBench, connections: 2, requests: 50, target: "/", body: "vote=a"))
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let runner = ThroughputRunner(tools: SubprocessToolRunner(directory: directory.path), timeoutSeconds: 30)
        var steps: [String] = []
        let measured = try runner.run([image], on: [launcher], into: store, provenance: .fake) { steps.append($0.step) }
        #expect(steps == ["booting", "ab with 1 connections", "ab with 2 connections"].map { "static.process, " + $0 })
        let results = try #require(measured.first?.results)
        #expect(results.map(\.operation) == ["GET /", "POST /"])
        #expect(results[0].failed == 0 && results[0].requests == 50 && results[0].requestsPerSecond > 1)
        #expect(results[0].obeysLittlesLaw == true && (results[0].kilobytesPerSecond ?? 0) > 0)
        #expect(results[1].failed == 50, "this server knows no POST")
        #expect(try store.throughput(of: measured[0].target) == results)
        #expect(try store.loadedTargets() == measured.map(\.target))
    }

    @Test("paced requests come at their rate, each timed by itself, with the CPU that the service used")
    func paced() throws {
        let directory = try TemporaryDirectory()
        try directory.write("www/index.html", "<p>Cats and Dogs</p>")
        let launcher = Self.launcher(in: directory)
        defer { launcher.shutDown() }
        let paced = ThroughputPlan(tool: .paced, connections: 1, requests: 40, target: "/", rate: 40)
        var absent = paced
        absent.target = "/absent"
        var slower = paced
        slower.rate = 30
        slower.requests = 20
        var shared = paced
        shared.connections = 4
        let image = ImageManifest(
            name: "static",
            command: [
                "python3", "-m", "http.server", "--bind", "{address}", "--directory", directory.file("www"), "{port}",
            ],
            port: 18768, readiness: .http(path: "/", status: 200, contains: ["Cats"]), timeoutSeconds: 20,
            throughput: [paced, absent, slower, shared], variants: [Variant(technology: .process)])
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let runner = ThroughputRunner(tools: SubprocessToolRunner(directory: directory.path), timeoutSeconds: 30)
        let results = try #require(
            try runner.run([image], on: [launcher], into: store, provenance: .fake).first?.results)
        let result = results[0]
        #expect(result.operation == "GET /" && result.requests == 40 && result.failed == 0)
        // 40 gaps of 25 ms in the mean, always the same ones.
        #expect((20...60).contains(result.requestsPerSecond))
        let mean = try #require(result.meanLatencySeconds)
        #expect(mean > 0 && mean < 0.5 && result.minimumLatencySeconds <= mean)
        #expect(result.latencyQuantiles.count == 109 && result.obeysLittlesLaw == nil)
        #expect(results[1].failed == 40 && !results[1].isSound)
        // Several connections make as many at the same rate.
        #expect(results[3].connections == 4 && results[3].requests == 40 && results[3].failed == 0)
        #expect((20...60).contains(results[3].requestsPerSecond))
        // Runs at two rates are two runs.
        let target = try #require(try store.loadedTargets().first)
        #expect(try store.throughput(of: target).map(\.plannedRate) == [40, 40, 30, 40])
    }

    @Test("what an instance does by itself after its first answer is told with the first run, before which it is over")
    func settling() throws {
        let directory = try TemporaryDirectory()
        try directory.write(
            "server.py",
            """
            import http.server, sys, threading, time
            answered = threading.Event()
            class Handler(http.server.SimpleHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.send_header("Content-Length", "4")
                    self.end_headers()
                    self.wfile.write(b"Cats")
                    answered.set()
                def log_message(self, *_): pass
            server = http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Handler)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            answered.wait()
            end = time.thread_time() + 0.4
            while time.thread_time() < end: pass
            threading.Event().wait()
            """)
        let launcher = Self.launcher(in: directory)
        defer { launcher.shutDown() }
        let paced = ThroughputPlan(tool: .paced, connections: 1, requests: 20, target: "/", rate: 40)
        let image = ImageManifest(
            name: "settling", command: ["python3", directory.file("server.py"), "{address}", "{port}"],
            port: 18771, readiness: .http(path: "/", status: 200, contains: ["Cats"]), timeoutSeconds: 20,
            throughput: [paced, paced], variants: [Variant(technology: .process)])
        let runner = ThroughputRunner(tools: SubprocessToolRunner(directory: directory.path), timeoutSeconds: 30)
        let results = try #require(
            try runner.run(
                [image], on: [launcher], into: ProbeStore(path: directory.file("probe.sqlite")), provenance: .fake
            ).first?.results)
        try #require(results.count == 2)
        #expect((0.3...1).contains(try #require(results[0].settlingSeconds)))
        #expect(results.map { ($0.cpuSecondsPerRequest ?? 1) < 0.015 } == [true, true])
        #expect(results[1].settlingSeconds == nil)
    }

    @Test("under a quota several instances tell what new ones do, and all of them are ended")
    func freshInstances() throws {
        let directory = try TemporaryDirectory()
        var image = ImageManifest.fake("settling", on: .process)
        image.throughput = [ThroughputPlan(tool: .paced, connections: 1, requests: 1, target: "/", rate: 1000)]
        let runner = ThroughputRunner(
            tools: SubprocessToolRunner(directory: directory.path),
            pacedEndpoint: { _ in Endpoint(address: "127.0.0.1", port: 1) }, trial: CampaignRunner.answering(after: 0.5)
        )
        for (cpus, instances) in [(nil, 1), (0.5, 5)] {
            image.variants = [Variant(technology: .process, cpus: cpus)]
            let launcher = FakeLauncher(.process)
            let loaded = try runner.run(
                [image], on: [launcher], into: ProbeStore(path: directory.file("probe.sqlite")), provenance: .fake)
            #expect(launcher.counts.prepared.count == 1)
            #expect(launcher.counts.launched.count == instances && launcher.counts.destroyed.count == instances)
            #expect(try #require(loaded.first).results.map(\.isFresh) == Array(repeating: true, count: instances))
        }
    }

    @Test("each tool sends the headers of its plan, which are read from a manifest")
    func headers() throws {
        let directory = try TemporaryDirectory()
        try directory.write(
            "server.py",
            """
            import http.server, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    known = self.headers["Cookie"] == "voter=1; x=%s" and self.headers["X-Kind"] == "a: b"
                    self.rfile.read(int(self.headers.get("Content-Length", 0)))
                    self.send_response(200 if known or self.path == "/ready" else 400)
                    self.send_header("Content-Length", "4")
                    self.end_headers()
                    self.wfile.write(b"Cats")
                do_POST = do_GET
            http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
            """)
        let headers = "headers: {Cookie: voter=1; x=%s, X-Kind: 'a: b'}"
        try directory.write(
            "stub.yaml",
            """
            name: stub
            command: [python3, \(directory.file("server.py")), "{address}", "{port}"]
            port: 18769
            readiness: {http: {path: /ready, status: 200, contains: [Cats]}}
            throughput:
              - ab: {connections: 1, requests: 100, \(headers)}
              - ab: {connections: 1, requests: 100, body: vote=a, \(headers)}
              - paced: {rate: 500/s, requests: 20, \(headers)}
              - paced: {rate: 500/s, requests: 20, body: vote=a, \(headers)}
              - wrk: {connections: 1, duration: 1s, \(headers)}
              - paced: {rate: 500/s, requests: 20}
            technologies: {process: {}}
            """)
        let launcher = Self.launcher(in: directory)
        defer { launcher.shutDown() }
        let image = try ImageManifest.read(contentsOf: directory.file("stub.yaml"))
        let runner = ThroughputRunner(tools: SubprocessToolRunner(directory: directory.path), timeoutSeconds: 30)
        let results = try #require(
            try runner.run(
                [image], on: [launcher], into: ProbeStore(path: directory.file("probe.sqlite")), provenance: .fake
            ).first?.results)
        #expect(results.map { $0.failed == 0 } == [true, true, true, true, true, false])
        #expect(results.map(\.operation) == ["GET /", "POST /", "GET /", "POST /", "GET /", "GET /"])
    }

    @Test("a load run tells how many workers share its requests, supervisors left out")
    func workers() throws {
        let directory = try TemporaryDirectory()
        try directory.write(
            "server.py",
            """
            import os, socket, sys, time
            listener = socket.create_server((sys.argv[1], int(sys.argv[2])), backlog=128)
            if any(os.fork() == 0 for _ in range(3)):
                while True:
                    client, _ = listener.accept()
                    try:
                        client.recv(4096)
                        sum(i * i for i in range(50000))
                        client.sendall(b"HTTP/1.0 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\nCats")
                    except OSError: pass
                    client.close()
            while True: time.sleep(1)
            """)
        let launcher = Self.launcher(in: directory)
        defer { launcher.shutDown() }
        let image = ImageManifest(
            name: "forks", command: ["python3", directory.file("server.py"), "{address}", "{port}"], port: 18770,
            readiness: .http(path: "/", status: 200, contains: ["Cats"]), timeoutSeconds: 20,
            throughput: [ThroughputPlan(tool: .apacheBench, connections: 12, requests: 600, target: "/")],
            variants: [Variant(technology: .process)])
        let runner = ThroughputRunner(tools: SubprocessToolRunner(directory: directory.path), timeoutSeconds: 30)
        let loaded = try #require(
            try runner.run(
                [image], on: [launcher], into: ProbeStore(path: directory.file("probe.sqlite")), provenance: .fake
            ).first)
        #expect(loaded.failure == nil)
        let result = try #require(loaded.results.first)
        #expect(result.failed == 0)
        #expect(result.busyThreads == 3)
    }

    @Test("a backing service answers at the address that others expect it at, until it is stopped")
    func backing() throws {
        let directory = try TemporaryDirectory()
        let launcher = Self.launcher(in: directory)
        var image = ImageManifest(
            name: "service", command: ["python3", "-m", "http.server", "--bind", "{address}", "{port}"], port: 18767,
            readiness: .http(path: "/", status: 200, contains: []), timeoutSeconds: 20)
        let services = try BackingServices.start([image], with: launcher, at: "127.0.9.9")
        let probe = try ReadinessProbe(
            endpoint: Endpoint(address: "127.0.9.9", port: 18767), readiness: image.readiness)
        func answers() -> Bool {
            let deadline = HostInstant.now.advanced(bySeconds: 0.5)
            return probe.run(launchedAt: .now, deadline: deadline, failure: { nil }).firstAnswer != nil
        }
        #expect(answers())
        try services.stop()
        #expect(!answers())

        image.command = ["python3", "-c", "print('no disk'); raise SystemExit(3)"]
        let error = #expect(throws: BootProbeError.self) {
            try BackingServices.start([image], with: launcher, at: "127.0.9.9")
        }
        #expect(error?.message.contains("backing service service") == true && error?.underlying == "no disk")
    }

    @Test("a tool that is missing, fails or hangs is an error with its own words")
    func toolFaults() throws {
        let directory = try TemporaryDirectory()
        let tools = SubprocessToolRunner(directory: directory.path)
        let missing = #expect(throws: BootProbeError.self) {
            try tools.run(["no-such-load-tool"], timeoutSeconds: 5, cancellation: Cancellation())
        }
        #expect(missing?.code == .unavailable)
        let start = HostInstant.now
        let hung = #expect(throws: BootProbeError.self) {
            try tools.run(["sleep", "60"], timeoutSeconds: 0.1, cancellation: Cancellation())
        }
        #expect(hung?.message.contains("was killed") == true)
        let cancellation = Cancellation()
        cancellation.cancel()
        let cancelled = #expect(throws: BootProbeError.self) {
            try tools.run(["sleep", "60"], timeoutSeconds: 60, cancellation: cancellation)
        }
        #expect(cancelled?.message.contains("was cancelled") == true)
        #expect(HostInstant.now.seconds(since: start) < 20)
        #expect(
            try tools.run(["ls", "--no-such-option"], timeoutSeconds: 5, cancellation: Cancellation()).status
                == .exited(2))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test("an image that does not become ready is not loaded, and ended, and the others are still tried")
    func notReady() throws {
        let directory = try TemporaryDirectory()
        let launcher = FakeLauncher(.process)
        let runner = ThroughputRunner(
            tools: SubprocessToolRunner(directory: directory.path),
            trial: CampaignRunner.trial { instance, _ in
                ReadinessResult(outcome: .failed(at: instance.launchedAt, reason: "exited with 1"))
            })
        let images = ["vote", "result"].map { name in
            var image = ImageManifest.fake(name, on: .process)
            image.throughput = [ThroughputPlan(tool: .apacheBench, connections: 1, requests: 1, target: "/")]
            return image
        }
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let loaded = try runner.run(images, on: [launcher], into: store, provenance: .fake)
        #expect(loaded.map(\.target.image) == ["vote", "result"] && loaded.allSatisfy(\.results.isEmpty))
        #expect(loaded[0].failure?.description.contains("exited with 1") == true)
        #expect(loaded.map(\.failure?.underlying) == ["last words of i0", "last words of i1"])
        #expect(launcher.counts.destroyed == [0, 1])
        #expect(try store.loadedTargets().isEmpty)
        let report = ThroughputReport(loaded)
        #expect(report.text.contains("vote as process could not be loaded: vote as process did not become ready"))
    }

    @Test("what was measured before a tool failed is stored")
    func partialFailure() throws {
        let directory = try TemporaryDirectory()
        let launcher = FakeLauncher(.process)
        let runner = ThroughputRunner(
            tools: FailingTools(directory: directory.path), trial: CampaignRunner.answering(after: 0.5))
        var image = ImageManifest.fake("redis", on: .process)
        image.throughput = ["set", "get"].map {
            ThroughputPlan(tool: .redisBenchmark, connections: 1, requests: 1, target: $0)
        }
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let loaded = try #require(try runner.run([image], on: [launcher], into: store, provenance: .fake).first)
        #expect(loaded.results.map(\.operation) == ["SET"])
        #expect(loaded.failure?.underlying == "connection refused")
        #expect(try store.throughput(of: loaded.target) == loaded.results)
        #expect(launcher.counts.destroyed == [0])
    }

    @Test("a later run of the same load takes the place of an earlier one")
    func newest() throws {
        let directory = try TemporaryDirectory()
        let store = try ProbeStore(path: directory.file("probe.sqlite"))
        let target = MeasuredTarget(
            image: .fake("vote", on: .process), launcher: FakeLauncher(.process), host: Provenance.fake.host)
        func result(_ connections: Int, _ rate: Double) -> ThroughputResult {
            ThroughputResult(
                tool: .apacheBench, operation: "GET /", connections: connections, requests: 10,
                requestsPerSecond: rate, minimumLatencySeconds: 0, latencyQuantiles: [])
        }
        try store.record([result(100, 1), result(1, 2)], of: target, provenance: .fake)
        try store.record([result(100, 3)], of: target, provenance: .fake)
        #expect(try store.throughput(of: target) == [result(1, 2), result(100, 3)])
        // But not of one on the same instance, which repeats it; first requests are no repetition.
        var first = result(1, 4)
        first.isFresh = true
        let repeated = [first, result(100, 5), result(1, 6), result(100, 7)]
        try store.record(repeated, of: target, provenance: .fake)
        #expect(try store.throughput(of: target) == repeated)
    }
}

/// Tools of which the first run ends well and all others fail.
private final class FailingTools: ToolRunner {
    let exchange: ToolExchange
    private let runs = Atomic(0)

    init(directory: String) { exchange = ToolExchange(path: directory, pathSeenByTool: directory) }

    func run(
        _ command: [String], timeoutSeconds: Double, cancellation: Cancellation
    ) throws(BootProbeError) -> ToolOutput {
        guard runs.add(1, ordering: .relaxed).oldValue == 0 else {
            return ToolOutput(status: .exited(1), standardOutput: "", standardError: "connection refused\n")
        }
        let table = """
            "test","rps","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
            "SET","100","1","1","1","1","1"
            """
        return ToolOutput(status: .exited(0), standardOutput: table, standardError: "")
    }
}

@Suite("Service fits")
struct ServiceFitTests {
    static func result(
        _ connections: Int, rate: Double, quantiles: [LatencyQuantile] = [], failed: Int = 0,
        operation: String = "GET /"
    ) -> ThroughputResult {
        ThroughputResult(
            tool: .apacheBench, operation: operation, connections: connections, requests: 1000, failed: failed,
            requestsPerSecond: rate, minimumLatencySeconds: 0.002, latencyQuantiles: quantiles)
    }

    static let quantiles = [
        LatencyQuantile(quantile: 0.5, seconds: 0.004), LatencyQuantile(quantile: 1, seconds: 0.008),
    ]

    @Test("occupancy has the mean of the saturated rate, and with the delay that of the unloaded latency")
    func means() throws {
        let service = try #require(
            ServiceFit.profile(from: [
                Self.result(100, rate: 1000), Self.result(1, rate: 200, quantiles: Self.quantiles),
            ]))
        #expect(service.servers == 1)
        #expect(abs(service.occupancy.mean - 0.001) < 1e-12)
        #expect(abs(service.occupancy.mean + service.delay.mean - 0.005) < 1e-12)
        // The shape is R's: half of the values lie below 4/4.5 of the mean.
        #expect(abs(service.occupancy.quantile(0.5) / service.occupancy.mean - 0.004 / 0.0045) < 1e-3)
        #expect(service.delayFollowsOccupancy == true)
        #expect(service.throughput.map(\.connections) == [100, 1])
    }

    @Test("a tool whose clock is too coarse for any latency tells a delay all the same, by its rate")
    func coarseClock() throws {
        var unloaded = Self.result(1, rate: 200, quantiles: [LatencyQuantile(quantile: 1, seconds: 0)])
        unloaded.minimumLatencySeconds = 0
        let service = try #require(ServiceFit.profile(from: [Self.result(100, rate: 1000), unloaded]))
        #expect(service.occupancy == .deterministic(value: 0.001) && abs(service.delay.mean - 0.004) < 1e-12)
    }

    @Test("a paced run tells what an unloaded replica takes, in place of a loop with one connection")
    func paced() throws {
        var paced = Self.result(1, rate: 15, quantiles: [LatencyQuantile(quantile: 1, seconds: 0.006)])
        paced.tool = .paced
        paced.meanLatencySeconds = 0.003
        paced.cpuSecondsPerRequest = 0.0025
        let loops = [Self.result(100, rate: 200), Self.result(1, rate: 150, quantiles: Self.quantiles)]
        let limit = CPULimit(cpus: 0.2, periodSeconds: 0.1)
        let service = try #require(ServiceFit.profile(from: [paced] + loops, cpuLimit: limit))
        #expect(abs(service.occupancy.mean - 0.001) < 1e-12)
        #expect(abs(service.occupancy.mean + service.delay.mean - 0.003) < 1e-12)
        #expect(abs(try #require(service.wakeUpSeconds) - 0.0015) < 1e-12)
        #expect(service.coolingSeconds == nil)
        // At 60 requests a second 0.6 ms less: W / (1 + 15 τ) = 1.5 ms and W / (1 + 60 τ) = 0.9 ms.
        var faster = paced
        faster.requestsPerSecond = 60
        faster.plannedRate = 60
        faster.cpuSecondsPerRequest = 0.0019
        faster.meanLatencySeconds = 0.0028
        let cooled = try #require(ServiceFit.profile(from: [faster, paced] + loops, cpuLimit: limit))
        let cooling = try #require(cooled.coolingSeconds)
        #expect(abs(cooling - 0.0006 / (0.0009 * 60 - 0.0015 * 15)) < 1e-12)
        #expect(abs(try #require(cooled.wakeUpSeconds) - 0.0015 * (1 + 15 * cooling)) < 1e-12)
        // The request itself waits for what the latencies differ by the same law; the rest is that of the slower run.
        let shares = [15, 60].map { 1 / (1 + $0 * cooling) }
        let latency = try #require(cooled.wakeUpLatencySeconds)
        #expect(abs(latency - 0.0002 / (shares[0] - shares[1])) < 1e-12)
        #expect(abs(cooled.occupancy.mean + cooled.delay.mean + latency * shares[0] - 0.003) < 1e-12)
        // Whatever the request: what it waits for is no part of the others' spread.
        for quantile in [0, 0.1, 0.5, 0.9, 1] {
            let latencies = [service, cooled].map { $0.occupancy.quantile(quantile) + $0.delay.quantile(quantile) }
            #expect(abs(latencies[0] - latencies[1] - latency * shares[0]) < 1e-9)
        }
        // No more than the wake-up is waited for, and no less than nothing.
        faster.meanLatencySeconds = 0.0005
        let quick = try #require(ServiceFit.profile(from: [faster, paced] + loops, cpuLimit: limit))
        #expect(quick.wakeUpLatencySeconds == quick.wakeUpSeconds)
        faster.meanLatencySeconds = 0.004
        let slow = try #require(ServiceFit.profile(from: [faster, paced] + loops, cpuLimit: limit))
        #expect(slow.wakeUpLatencySeconds == 0)
        // Where the faster one costs no less, nothing is known of the cooling.
        faster.cpuSecondsPerRequest = 0.0026
        let atOnce = try #require(ServiceFit.profile(from: [faster, paced] + loops, cpuLimit: limit))
        #expect(atOnce.coolingSeconds == nil)
        // All of them tell what it is, then.
        #expect(abs(try #require(atOnce.wakeUpSeconds) - 0.00155) < 1e-12)
        // A busy replica tells better how it cools, being further away; its latencies, which hold its own queue, tell nothing.
        faster.cpuSecondsPerRequest = 0.0019
        faster.meanLatencySeconds = 0.0028
        var busy = faster
        busy.connections = 8
        busy.requestsPerSecond = 120
        busy.plannedRate = 120
        busy.cpuSecondsPerRequest = 0.0016
        busy.meanLatencySeconds = 0.03
        let far = try #require(ServiceFit.profile(from: [busy, faster, paced] + loops, cpuLimit: limit))
        let slowness = try #require(far.coolingSeconds)
        #expect(abs(slowness - 0.0009 / (0.0006 * 120 - 0.0015 * 15)) < 1e-12)
        let part = 1 / (1 + 15 * slowness) - 1 / (1 + 60 * slowness)
        #expect(abs(try #require(far.wakeUpLatencySeconds) - 0.0002 / part) < 1e-12)
        #expect(far.interference == nil)
        // Of another operation it says nothing.
        paced.operation = "POST /"
        let other = try #require(ServiceFit.profile(from: [paced] + loops, cpuLimit: limit))
        #expect(other.wakeUpSeconds == nil)
    }

    @Test("what the first requests of a new instance cost beyond later ones, and what the host spends on each in all")
    func fresh() throws {
        var saturated = Self.result(100, rate: 200)
        var slow = Self.result(1, rate: 10, quantiles: [LatencyQuantile(quantile: 1, seconds: 0.006)])
        slow.tool = .paced
        slow.meanLatencySeconds = 0.003
        slow.cpuSecondsPerRequest = 0.002
        slow.hostSecondsPerRequest = 0.014
        var fast = slow
        fast.requestsPerSecond = 40
        fast.plannedRate = 40
        fast.hostSecondsPerRequest = 0.0065
        var fresh = slow
        fresh.isFresh = true
        fresh.settlingSeconds = 0.1
        fresh.requests = 50
        // Four of fifty take longer than twice the median: 1 ms of CPU more on average is 12.5 ms for each of them.
        fresh.cpuSecondsPerRequest = 0.003
        fresh.latencyQuantiles = (1...100).map {
            LatencyQuantile(quantile: Double($0) / 100, seconds: $0 <= 92 ? 0.003 : 0.02)
        }
        let limit = CPULimit(cpus: 0.2)
        let service = try #require(ServiceFit.profile(from: [fresh, saturated, slow, fast], cpuLimit: limit))
        #expect(service.settlingSeconds == 0.1)
        #expect(service.firstRequests == 4)
        #expect(abs(try #require(service.firstRequestSeconds) - 0.0125) < 1e-9)
        // 0.14 CPU at 10/s and 0.26 at 40/s: 4 ms each, besides 0.1 CPU that has nothing to do with requests.
        #expect(abs(try #require(service.hostSecondsPerRequest) - 0.004) < 1e-12)
        // Neither is part of the fit of later requests.
        let without = try #require(ServiceFit.profile(from: [saturated, slow, fast], cpuLimit: limit))
        #expect(without.firstRequests == nil && without.settlingSeconds == nil && without.delay == service.delay)
        // Two instances tell it by their mean, and workers that are known are as many as have a first request.
        var second = fresh
        second.settlingSeconds = 0.3
        second.cpuSecondsPerRequest = 0.0046
        saturated.busyThreads = 3
        let pooled = try #require(ServiceFit.profile(from: [fresh, second, saturated, slow, fast], cpuLimit: limit))
        #expect(abs(try #require(pooled.settlingSeconds) - 0.2) < 1e-12)
        #expect(pooled.firstRequests == 3)
        #expect(abs(try #require(pooled.firstRequestSeconds) - 0.03) < 1e-9)
        fresh.latencyQuantiles = [LatencyQuantile(quantile: 1, seconds: 0.003)]
        let warm = try #require(ServiceFit.profile(from: [fresh, saturated, slow], cpuLimit: limit))
        #expect(warm.firstRequests == nil && warm.hostSecondsPerRequest == nil)
    }

    @Test("how requests hold each other up is told by runs of several replicas, as idle as the lone one")
    func interference() throws {
        let saturated = Self.result(100, rate: 200)
        func paced(_ rate: Double, replicas: Int, _ milliseconds: Double, cpu: Double) -> ThroughputResult {
            var run = Self.result(1, rate: rate)
            run.tool = .paced
            run.connections = replicas
            run.replicas = replicas > 1 ? replicas : nil
            run.plannedRate = rate
            run.minimumLatencySeconds = milliseconds * 1e-3
            run.latencyQuantiles = (1...100).map {
                LatencyQuantile(quantile: Double($0) / 100, seconds: milliseconds * (1 + Double($0) / 100) * 1e-3)
            }
            run.meanLatencySeconds = milliseconds * 1.5e-3
            run.cpuSecondsPerRequest = cpu
            return run
        }
        let alone = paced(10, replicas: 1, 2, cpu: 0.002)
        let crowds = [paced(80, replicas: 4, 3, cpu: 0.002), paced(40, replicas: 2, 2.5, cpu: 0.002)]
        let limit = CPULimit(cpus: 0.2)
        let service = try #require(ServiceFit.profile(from: crowds + [saturated, alone], cpuLimit: limit))
        let levels = try #require(service.interference)
        // A request waits for the one before it on its connection, and may meet those of the others.
        #expect(levels.map(\.requestsPerSecond) == [0, 20, 60])
        #expect(zip(levels, [0.003, 0.00375, 0.0045]).allSatisfy { abs($0.latency.mean - $1) < 1e-9 })
        #expect(abs(levels[2].latency.quantile(1) - 0.006) < 1e-9)
        // Nothing else is fitted to them.
        var rest = service
        rest.interference = nil
        rest.throughput = []
        var without = try #require(ServiceFit.profile(from: [saturated, alone], cpuLimit: limit))
        #expect(without.interference == nil)
        without.throughput = []
        #expect(rest == without)
        // A second rate shows that a replica is warmer at 20/s than at 10, which makes a crowd's latencies shorter.
        let warm = paced(50, replicas: 1, 1.8, cpu: 0.0015)
        let cooled = try #require(ServiceFit.profile(from: crowds + [saturated, alone, warm], cpuLimit: limit))
        let cooling = try #require(cooled.coolingSeconds)
        let latency = try #require(cooled.wakeUpLatencySeconds)
        let warmth = latency / (1 + 10 * cooling) - latency / (1 + 20 * cooling)
        #expect(warmth > 1e-5)
        #expect(abs(try #require(cooled.interference?.last).latency.mean - 0.0045 - warmth) < 1e-9)
        // A lone run at their own rate is what they are compared with.
        let same = paced(20, replicas: 1, 2.2, cpu: 0.0018)
        let compared = try #require(ServiceFit.profile(from: crowds + [saturated, alone, same, warm], cpuLimit: limit))
        func means(_ profile: ServiceProfile) -> [Double] { profile.interference?.map(\.latency.mean) ?? [] }
        #expect(zip(means(compared), [0.0033, 0.00375, 0.0045]).allSatisfy { abs($0 - $1) < 1e-9 })
        #expect(compared.occupancy == cooled.occupancy)
        // One that was made together with them, whatever its rate, rather than one of another moment.
        var together = paced(24, replicas: 1, 2.4, cpu: 0.0018)
        together.replicas = 1
        let near = try #require(ServiceFit.profile(from: crowds + [saturated, alone, same, together], cpuLimit: limit))
        #expect(abs(means(near)[0] - 0.0036) < 1e-9)
    }

    @Test("the longest latency of a paced run does not move the others, and threads that shared the work are workers")
    func longest() throws {
        var saturated = Self.result(100, rate: 100)
        saturated.busyThreads = 4
        var paced = Self.result(1, rate: 10)
        paced.tool = .paced
        paced.minimumLatencySeconds = 0.002
        // One in a thousand stood still for 80 ms.
        paced.latencyQuantiles = (1...100).map {
            LatencyQuantile(quantile: Double($0) / 100, seconds: $0 < 100 ? 0.002 + Double($0) * 1e-5 : 0.08)
        }
        paced.meanLatencySeconds = 0.0026
        let limit = CPULimit(cpus: 0.15)
        let service = try #require(ServiceFit.profile(from: [saturated, paced], cpuLimit: limit))
        #expect(abs(service.occupancy.quantile(0.5) + service.delay.quantile(0.5) - 0.0025) < 1e-6)
        #expect(service.workers == 4)
        // What held one in a hundred up for 18 ms was no work: it is all delay.
        paced.latencyQuantiles[99].seconds = 0.02
        let held = try #require(ServiceFit.profile(from: [saturated, paced], cpuLimit: limit))
        #expect(held.occupancy.quantile(1) == held.occupancy.quantile(0.99))
        #expect(abs(held.occupancy.mean - 0.0015) < 1e-12)
        let longest = held.occupancy.quantile(1) + held.delay.quantile(1)
        #expect(longest > 0.018 && held.delay.quantile(1) > 0.016)
        let most = held.occupancy.quantile(0.98) + held.delay.quantile(0.98)
        #expect(abs(most - 0.00298) < 1e-5)
        #expect(abs(held.occupancy.mean + held.delay.mean - 0.0026) < 1e-4)
        // Where the last percent is told by thousandths, the one is one in a thousand, and none of the rest is longer for it.
        paced.latencyQuantiles.insert(
            contentsOf: (991...999).map { LatencyQuantile(quantile: Double($0) / 1000, seconds: 0.003) }, at: 99)
        let told = try #require(ServiceFit.profile(from: [saturated, paced], cpuLimit: limit))
        #expect(told.occupancy.quantile(0.999) + told.delay.quantile(0.999) < 0.00301)
        #expect(told.occupancy.quantile(1) + told.delay.quantile(1) > 0.0199)
        saturated.connections = 6
        let few = try #require(ServiceFit.profile(from: [saturated, paced], cpuLimit: limit))
        #expect(few.workers == nil, "some may have had nothing to do")
        #expect(ServiceFit.profile(from: [saturated, paced])?.workers == nil)
    }

    @Test("load runs that were made at different paces of the host are brought to one")
    func pace() throws {
        var saturated = Self.result(100, rate: 200)
        saturated.hostPaceSeconds = 1e-4
        var paced = Self.result(1, rate: 15, quantiles: [LatencyQuantile(quantile: 1, seconds: 0.006)])
        paced.tool = .paced
        paced.meanLatencySeconds = 0.003
        paced.cpuSecondsPerRequest = 0.0025
        paced.hostPaceSeconds = 1e-4
        var slower = paced
        slower.hostPaceSeconds = 2e-4
        slower.meanLatencySeconds = 0.006
        slower.cpuSecondsPerRequest = 0.005
        slower.minimumLatencySeconds *= 2
        slower.latencyQuantiles = [LatencyQuantile(quantile: 1, seconds: 0.012)]
        let limit = CPULimit(cpus: 0.2)
        let same = try #require(ServiceFit.profile(from: [saturated, paced], cpuLimit: limit))
        let brought = try #require(ServiceFit.profile(from: [saturated, slower], cpuLimit: limit))
        #expect(brought.hostPaceSeconds == 1e-4)
        #expect(abs(brought.delay.mean - same.delay.mean) < 1e-12)
        #expect(abs(try #require(brought.wakeUpSeconds) - 0.0015) < 1e-12)
        // Where it is not known, runs are taken as they are.
        slower.hostPaceSeconds = nil
        let unknown = try #require(ServiceFit.profile(from: [saturated, slower], cpuLimit: limit))
        #expect(abs(unknown.occupancy.mean + unknown.delay.mean - 0.006) < 1e-12)
    }

    @Test("runs of the same load count as one with all their requests")
    func repeated() throws {
        var loops = [Self.result(100, rate: 200), Self.result(100, rate: 100)]
        loops[0].requests = 3000
        var paced = Self.result(1, rate: 15)
        paced.tool = .paced
        paced.plannedRate = 15
        paced.minimumLatencySeconds = 0.002
        paced.latencyQuantiles = (1...100).map {
            LatencyQuantile(quantile: Double($0) / 100, seconds: 0.002 + Double($0) * 1e-5)
        }
        paced.meanLatencySeconds = 0.0025
        paced.cpuSecondsPerRequest = 0.003
        var later = paced
        later.minimumLatencySeconds = 0.004
        later.latencyQuantiles = later.latencyQuantiles.map {
            LatencyQuantile(quantile: $0.quantile, seconds: $0.seconds + 0.002)
        }
        later.meanLatencySeconds = 0.0045
        later.cpuSecondsPerRequest = 0.004
        let limit = CPULimit(cpus: 0.2)
        let service = try #require(
            ServiceFit.profile(from: [loops[0], paced, loops[1], later], cpuLimit: limit))
        // 4000 requests in 15 s and 10 s.
        let saturatedSeconds = 0.2 * 25.0 / 4000
        let wakeUp = try #require(service.wakeUpSeconds)
        #expect(abs(service.occupancy.mean - saturatedSeconds) < 1e-12)
        #expect(abs(wakeUp + saturatedSeconds - 0.0035) < 1e-12)
        // Half of all took up to 3 ms, the others from 4 ms on.
        let expected = [(0.25, 0.0025), (0.49, 0.00298), (0.51, 0.00402), (0.75, 0.0045)]
        for (quantile, latency) in expected {
            let fitted = service.occupancy.quantile(quantile) + service.delay.quantile(quantile)
            #expect(abs(fitted - latency) < 3e-5)
        }
        #expect(service.throughput.map(\.requestsPerSecond) == [200, 15, 100, 15], "all figures are shown")
        #expect(service.servers == 1)
    }

    @Test(
        "how far runs of one load differ in a request's work is told, at one pace, and nothing by loads that were run once"
    )
    func workSpread() throws {
        func run(_ connections: Int, work: Double, pace: Double = 1e-4, isFresh: Bool? = nil) -> ThroughputResult {
            var run = Self.result(connections, rate: 200)
            run.cpuSecondsPerRequest = work
            run.hostPaceSeconds = pace
            run.isFresh = isFresh
            return run
        }
        func spread(_ runs: [ThroughputResult]) -> Double? { ServiceFit.profile(from: runs)?.workSpread }
        // About means of 2 and 1 ms: ±10 %; and −5, 0 and +5 %.
        let pair = [run(100, work: 0.0022), run(100, work: 0.0018)]
        let three = [run(8, work: 0.00095), run(8, work: 0.001), run(8, work: 0.00105)]
        let expected = ((2 * 0.01 + 2 * 0.0025) / 3).squareRoot()
        #expect(abs(try #require(spread(pair + three)) - expected) < 1e-9)
        // At half of the pace as much work is no difference, and first requests are a load of their own.
        let slow = [run(100, work: 0.001), run(100, work: 0.002, pace: 2e-4), run(100, work: 0.009, isFresh: true)]
        #expect(abs(try #require(spread(slow))) < 1e-9)
        #expect(spread([run(100, work: 0.001), run(8, work: 0.002)]) == nil)
        // Where the CPU time is not known, the saturated rate tells the work.
        let rates = [Self.result(100, rate: 90), Self.result(100, rate: 110)]
        let works = rates.map { 1 / $0.requestsPerSecond }
        let mean = works.reduce(0, +) / 2
        let told = works.reduce(0) { $0 + ($1 / mean - 1) * ($1 / mean - 1) }.squareRoot()
        #expect(abs(try #require(spread(rates)) - told) < 1e-9)
    }

    @Test("what boots cost a busy replica is told by runs with and without them, which say nothing else")
    func bootSlowdown() throws {
        func run(_ boots: Double?, work: Double, connections: Int = 8) -> ThroughputResult {
            var run = Self.result(connections, rate: 100)
            run.tool = .paced
            run.cpuSecondsPerRequest = work
            run.boots = boots
            return run
        }
        let saturated = Self.result(100, rate: 200)
        let limit = CPULimit(cpus: 0.2)
        func fit(_ runs: [ThroughputResult]) throws -> ServiceProfile {
            try #require(ServiceFit.profile(from: [saturated] + runs, cpuLimit: limit))
        }
        // 1 ms alone, 1.12 beside four, 1.06 beside two.
        let told = try fit([run(0, work: 0.001), run(4, work: 0.00112), run(2, work: 0.00106)])
        #expect(abs(try #require(told.bootSlowdown) - 0.03) < 1e-9)
        #expect(told.wakeUpSeconds == nil && told.workSpread == nil && told.delay == .deterministic(value: 0))
        #expect(try fit([run(0, work: 0.001), run(4, work: 0.0009)]).bootSlowdown == 0, "noise")
        #expect(try fit([run(0, work: 0.001)]).bootSlowdown == nil)
        #expect(try fit([run(4, work: 0.001)]).bootSlowdown == nil)
    }

    @Test("a service that is slower when saturated has no delay")
    func contention() throws {
        let service = try #require(
            ServiceFit.profile(from: [
                Self.result(100, rate: 100), Self.result(1, rate: 200, quantiles: Self.quantiles),
            ]))
        #expect(abs(service.occupancy.mean - 0.01) < 1e-12)
        #expect(service.delay == .deterministic(value: 0))
    }

    @Test("without an unloaded run the shape is unknown, and said to be none")
    func saturatedOnly() throws {
        let service = try #require(ServiceFit.profile(from: [Self.result(100, rate: 1000)]))
        #expect(service.occupancy == .deterministic(value: 0.001))
        #expect(service.delay == .deterministic(value: 0))
        #expect(service.delayFollowsOccupancy == nil)
    }

    @Test("runs of errors make no profile, runs of another operation or tool no part of it")
    func selection() throws {
        #expect(ServiceFit.profile(from: []) == nil)
        #expect(ServiceFit.profile(from: [Self.result(100, rate: 1000, failed: 11)]) == nil)
        var keptConnections = Self.result(200, rate: 5000, operation: "SET")
        keptConnections.tool = .wrk
        let service = try #require(
            ServiceFit.profile(from: [
                Self.result(100, rate: 1000, operation: "SET"),
                Self.result(1, rate: 5, quantiles: Self.quantiles, operation: "GET"), keptConnections,
            ]))
        #expect(service.occupancy == .deterministic(value: 0.001))
        #expect(service.throughput.count == 3, "all figures are shown")
    }
}
