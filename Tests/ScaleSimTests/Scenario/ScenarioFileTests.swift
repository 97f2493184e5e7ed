import Foundation
import Profiles
import ScaleSim
import Testing

@Suite struct ScenarioFileTests {
    static let text = """
        name: flash crowd
        traffic: {trace: trace.csv, scale: 0.5}
        service:
          profile: profile.json
          replicas: 3
          balancing: random(3)
          request_timeout: 10s
          cpu: 250m
          cpu_request: 100m
        policy:
          hpa: hpa.yaml
          controller: {sync_period: 5s, tolerance: 0.2}
        objective: {latency: 250ms}
        metrics:
          scrape_interval: 5s
          window: 30s
          pod_metrics: {qps: request_rate}
        run: {seed: 7, replications: 4, series_step: 2s}
        """

    @Test("a whole scenario is read, paths relative to its file")
    func readsScenario() throws {
        let folder = try Folder()
        let scenario = try ScenarioFile.read(contentsOf: folder.write(Self.text, to: "scenario.yaml"))
        #expect(scenario.name == "flash crowd")
        #expect(scenario.duration == SimTime(seconds: 60))
        guard case .rates(let trace) = scenario.traffic else {
            Issue.record("expected rates")
            return
        }
        #expect(trace.points.map(\.requestsPerSecond) == [10, 50, 0])
        #expect(
            scenario.service
                == ServiceModel(
                    profile: Folder.profile.service
                        ?? ServiceProfile(
                            servers: 0, occupancy: .deterministic(value: 0), delay: .deterministic(value: 0),
                            throughput: []), boot: .exponential(mean: 3), initialReplicas: 3,
                    balancing: .random(draws: 3), requestTimeout: SimTime(seconds: 10), cpuMilli: 250,
                    cpuRequestMilli: 100))
        #expect(scenario.policyName == "hpa vote")
        #expect(scenario.policy.evaluationIntervalSeconds == 5)
        #expect(scenario.objective == SimTime(seconds: 0.25))
        #expect(
            scenario.metrics
                == MetricsPipeline(
                    scrapeInterval: SimTime(seconds: 5), window: SimTime(seconds: 30),
                    podMetrics: [.init(name: "qps", quantity: .requestRate)]))
        #expect(scenario.seed == 7)
        #expect(scenario.replications == 4)
        #expect(scenario.seriesStep == SimTime(seconds: 2))
    }

    @Test("the least that a scenario must say, and the defaults for the rest")
    func defaults() throws {
        let folder = try Folder()
        let minimal = """
            traffic: {trace: trace.csv}
            service: {profile: profile.json}
            policy: {static: 4}
            objective: {latency: 1s}
            """
        let scenario = try ScenarioFile.read(contentsOf: folder.write(minimal, to: "small.yaml"))
        #expect(scenario.name == "small")
        #expect(scenario.policyName == "static 4")
        #expect(scenario.service.initialReplicas == 4)
        #expect(scenario.service.balancing == .roundRobin)
        #expect(scenario.service.requestTimeout == SimTime(seconds: 30))
        #expect(scenario.service.cpuRequestMilli == 1000)
        #expect(scenario.metrics == MetricsPipeline())
        #expect(scenario.seriesStep == SimTime(seconds: 1))
    }

    @Test("boot times may come from another profile")
    func otherBoot() throws {
        let folder = try Folder()
        let text = Self.text.replacing("  replicas: 3", with: "  boot: boot.json\n  replicas: 3")
        let scenario = try ScenarioFile.read(contentsOf: folder.write(text, to: "s.yaml"))
        #expect(scenario.service.boot == .deterministic(value: 9))
    }

    @Test(
        "what is wrong is named with file, line and field",
        arguments: [
            ("scale: 0.5", "scalee: 0.5", "s.yaml:2: traffic.scalee: unknown key; did you mean `scale`?"),
            ("objective:", "objectives:", "s.yaml:13: objectives: unknown key; did you mean `objective`?"),
            ("latency: 250ms", "latency: 250", "s.yaml:13: objective.latency: expected a duration with its unit"),
            ("10s", "10 s", "s.yaml:7: service.request_timeout: expected a duration with its unit"),
            ("replicas: 3", "replicas: -1", "s.yaml:5: service.replicas: expected a whole number from 0 to 100000"),
            (
                "replicas: 3", "replicas: 3\n  calls: [{service: service}]",
                "s.yaml:6: service.calls: there is no other service to call; describe all of them under `services`"
            ),
            ("random(3)", "fastest", "s.yaml:6: service.balancing: expected roundrobin, leastconn, first or random(2)"),
            ("window: 30s", "window: 7s", "s.yaml:16: metrics.window: the window must be a whole multiple"),
            ("qps: request_rate", "qps: latency", "s.yaml:17: metrics.pod_metrics.qps: expected one of `request_rate`"),
            ("qps:", "rps:", "s.yaml:11: policy: the policy asks for the Pods metric `qps`, which is not measured"),
            ("hpa: hpa.yaml", "static: 2", "s.yaml:12: policy.controller: belongs to `hpa`"),
            (
                "hpa: hpa.yaml", "static: 2\n  hpa: hpa.yaml",
                "s.yaml:11: policy: expected exactly one of `static`"
            ),
            ("  profile: profile.json\n", "", "s.yaml:4: service: the key `profile` is missing"),
            ("profile: profile.json", "profile: boot.json", "s.yaml:4: service.profile: the profile has no service"),
            ("replications: 4", "replications: 0", "s.yaml:18: run.replications: expected a whole number from 1"),
            ("name: flash crowd", "name: [a", "s.yaml:2: not YAML"),
            ("name: flash crowd", "name: a\nname: b", "s.yaml:1: the key `name` occurs twice"),
        ])
    func faults(original: String, replacement: String, message: String) throws {
        let folder = try Folder()
        let text = Self.text.replacing(original, with: replacement, maxReplacements: 1)
        let path = try folder.write(text, to: "s.yaml")
        let error = #expect(throws: ScaleSimError.self) { try ScenarioFile.read(contentsOf: path) }
        #expect(error?.code == .badInput)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("a missing file is named, whichever it is", arguments: ["trace.csv", "profile.json", "hpa.yaml"])
    func missingFile(name: String) throws {
        let folder = try Folder()
        let path = try folder.write(Self.text, to: "s.yaml")
        try folder.remove(name)
        let error = #expect(throws: ScaleSimError.self) { try ScenarioFile.read(contentsOf: path) }
        #expect(error?.code == .noInput)
        #expect(error?.location?.file.hasSuffix(name) == true)
    }

    @Test(
        "a wrong profile is refused with its field",
        arguments: [
            ("\"mean_s\" : 3", "\"mean_s\" : -3", "boot.distribution: mean_s must be a positive number"),
            ("\"servers\" : 2", "\"servers\" : 0", "service.servers: must be at least 1"),
            ("\"schema\" : 1", "\"schema\" : 99", "schema: version 99 is newer"),
            ("\"image\" : \"vote\",", "", "image: is missing"),
            ("{", "", "the file: "),
        ])
    func wrongProfile(original: String, replacement: String, message: String) throws {
        let folder = try Folder()
        let text = String(decoding: try JSONFormat.encode(Folder.profile), as: UTF8.self)
        let path = try folder.write(text.replacing(original, with: replacement, maxReplacements: 1), to: "profile.json")
        let error = #expect(throws: ScaleSimError.self) { try Profile.read(contentsOf: path) }
        #expect(error?.code == .badInput)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test("a profile whose durations are beyond any service is refused")
    func absurdProfile() throws {
        let folder = try Folder()
        let text = String(decoding: try JSONFormat.encode(Folder.profile), as: UTF8.self)
        try folder.write(text.replacing("\"mean_s\" : 3", with: "\"mean_s\" : 1e300"), to: "profile.json")
        let path = try folder.write(Self.text, to: "s.yaml")
        let error = #expect(throws: ScaleSimError.self) { try ScenarioFile.read(contentsOf: path) }
        #expect(error?.description.contains("the profile's boot has a mean of 1e+300 s") == true)
    }

    @Test("interference on the host is that of a profile which measured it, or is refused")
    func measuredHost() throws {
        let folder = try Folder()
        let path = try folder.write(Self.text + "\nhost: measured\n", to: "s.yaml")
        let unknown = #expect(throws: ScaleSimError.self) { try ScenarioFile.read(contentsOf: path) }
        #expect(unknown?.description.contains("no profile of the scenario has measured it") == true)
        var profile = Folder.profile
        profile.service?.interference = [10, 40].map {
            Interference(requestsPerSecond: $0, latency: .deterministic(value: 0.001 * $0))
        }
        try folder.write(String(decoding: JSONFormat.encode(profile), as: UTF8.self), to: "profile.json")
        let scenario = try ScenarioFile.read(contentsOf: path)
        #expect(scenario.host == .measured && !scenario.isRecursive)
        #expect(scenario.service.profile.interference == profile.service?.interference)
        try folder.write(Self.text + "\nhost: guessed\n", to: "s.yaml")
        let wrong = #expect(throws: ScaleSimError.self) { try ScenarioFile.read(contentsOf: path) }
        #expect(wrong?.description.contains("expected `measured`, or a mapping with `cpus`") == true, "\(wrong!)")
    }

    @Test("the JSON Schema knows the keys that the reader knows")
    func schemaKeys() throws {
        let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: ScenarioFile.schema))
        let object = try #require(schema as? [String: Any])
        let sections = [
            "faults", "host", "metrics", "name", "nodes", "objective", "policy", "prices", "run", "service", "services",
            "traffic",
            "users",
        ]
        #expect(Self.keys(object) == sections)
        let properties = try #require(object["properties"] as? [String: [String: Any]])
        let shared = try #require(object["$defs"] as? [String: [String: Any]])
        // Every key of every section that the schema describes is known to the reader.
        for (section, own) in properties where !["name", "services", "faults"].contains(section) {
            let description = shared[section] ?? own
            #expect(!Self.keys(description).isEmpty)
            for key in Self.keys(description) {
                let text = "\(section): {\(key): []}"
                let error = #expect(throws: ScaleSimError.self) {
                    try ScenarioFile.parse(Self.only(section, text), file: "s")
                }
                #expect(error?.message.contains("unknown key") == false, "\(section).\(key)")
            }
        }
    }

    private static func keys(_ object: [String: Any]) -> [String] {
        let alternatives = object["oneOf"] as? [[String: Any]] ?? []
        return ([object] + alternatives).flatMap { ($0["properties"] as? [String: Any])?.keys.sorted() ?? [] }
    }

    /// The scenario with one section replaced.
    private static func only(_ section: String, _ replacement: String) -> String {
        let sections = ["traffic", "service", "policy", "objective", "metrics", "run"].filter { $0 != section }
        return (sections.map { "\($0): {}" } + [replacement]).joined(separator: "\n")
    }
}

/// A folder with the files that a scenario names; removed with the value that holds it.
final class Folder {
    let url: URL

    static let profile = Profile(
        image: "vote", technology: .container, accelerator: .none, origin: .measured(campaign: "c"),
        boot: BootProfile(distribution: .exponential(mean: 3), fits: [], trials: 20, censored: 0),
        service: ServiceProfile(
            servers: 2, occupancy: .gamma(shape: 2, scale: 0.01), delay: .deterministic(value: 0.001), throughput: []))

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "scalesim-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try write("seconds,requests_per_second\n0,20\n30,100\n60,0\n", to: "trace.csv")
        try JSONFormat.encode(Self.profile).write(to: url.appending(path: "profile.json"))
        let boot = Profile(
            image: "vote", technology: .unikernel, accelerator: .kvm, origin: .published(citation: "a table"),
            boot: BootProfile(distribution: .deterministic(value: 9), fits: [], trials: 1, censored: 0))
        try JSONFormat.encode(boot).write(to: url.appending(path: "boot.json"))
        try write(HPAManifestTests.complete.replacing("http_requests_per_second", with: "qps"), to: "hpa.yaml")
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = url.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(at: url.appending(path: name)) }
}
