import BootProbe
import Foundation
import ScaleSim
import TestSupport
import Testing
import VotingStack

/// What `scalesim validate` takes, and what it refuses before it launches anything.
@Suite("A scenario that is to run live")
struct LiveScenarioTests {
    /// A scenario with one part more than it should have.
    struct Refused: Sendable, CustomTestStringConvertible {
        var part: String
        var text: String
        /// With line and field.
        var message: String

        var testDescription: String { part }
    }

    /// - Parameters:
    ///   - service: further lines of the service, from line 4 on.
    ///   - root: further lines at the end, from line 8 on where `service` is one line.
    private static func scenario(
        service: String = "  cpu: 250m", root: String = "",
        traffic: String = "traffic: {poisson: {rate: 5/s}, duration: 1min}",
        policy: String = "{static: 2}"
    ) -> String {
        """
        \(traffic)
        service:
          work: {family: exponential, mean: 20ms}
        \(service)
          boot: {family: deterministic, value: 1s}
        policy: \(policy)
        objective: {latency: 250ms}
        \(root)

        """
    }

    private static func ofService(_ key: String, _ value: String, _ reason: String) -> Refused {
        Refused(
            part: key, text: scenario(service: "  \(key): \(value)"), message: "live.yaml:4: service.\(key): \(reason)")
    }

    private static func ofRoot(_ key: String, _ text: String, _ reason: String) -> Refused {
        Refused(part: key, text: scenario(root: text), message: "live.yaml:8: \(key): \(reason)")
    }

    private static let several = """
        objective: {latency: 250ms}
        services:
          front:
            traffic: {poisson: {rate: 5/s}, duration: 1min}
            work: {family: exponential, mean: 20ms}
            boot: {family: deterministic, value: 1s}
            policy: {static: 2}
            calls: [{service: back}]
          back:
            work: {family: exponential, mean: 20ms}
            boot: {family: deterministic, value: 1s}
            policy: {static: 2}

        """

    private static func withWorker(limit: Int) -> String {
        """
        objective: {latency: 250ms}
        services:
          front:
            traffic: {poisson: {rate: 5/s}, duration: 1min}
            work: {family: exponential, mean: 20ms}
            boot: {family: deterministic, value: 1s}
            policy: {static: 2}
            calls: [{service: back, wait: none}]
          back:
            work: {family: exponential, mean: 20ms}
            boot: {family: deterministic, value: 1s}
            concurrency_limit: \(limit)
            policy: {static: 2}

        """
    }

    /// One service, but under `services`.
    private static func named(_ line: String) -> String {
        """
        objective: {latency: 250ms}
        services:
          front:
            work: {family: exponential, mean: 20ms}
            boot: {family: deterministic, value: 1s}
            policy: {static: 2}
            \(line)
        run: {duration: 1min}

        """
    }

    static let refused: [Refused] = [
        Refused(
            part: "several services", text: several,
            message:
                "live.yaml:3: services: a live run has the vote page, and maybe its worker, which it calls with"),
        Refused(
            part: "a worker that takes two", text: withWorker(limit: 2),
            message: "live.yaml:3: services: a live run has the vote page, and maybe its worker"),
        Refused(
            part: "users alone", text: scenario(root: "run: {duration: 1min}", traffic: "users: {count: 5}"),
            message:
                "live.yaml:1: users: a live run sends requests at given times, answered or not; describe them under"),
        ofRoot("users", "users: {count: 5}", "a live run sends requests at given times"),
        Refused(
            part: "users of a named service", text: named("users: {count: 5}"),
            message: "live.yaml:7: services.front.users: a live run sends requests at given times"),
        ofService("retry", "{attempts: 3, backoff: 1s}", "a live run sends no request a second time; leave it out"),
        Refused(
            part: "retry of a named service",
            text: named("retry: {attempts: 3, backoff: 1s}\n    traffic: {poisson: {rate: 5/s}}"),
            message: "live.yaml:7: services.front.retry: a live run sends no request a second time; leave it out"),
        ofService("request_timeout", "none", "a live run waits 5min for an answer at most; give a time up to that"),
        ofService("request_timeout", "301s", "a live run waits 5min for an answer at most"),
        ofService("queue_limit", "10", "live replicas get every request, however many they have; leave it out"),
        ofService("concurrency_limit", "10", "live replicas get every request"),
        Refused(
            part: "balancing first", text: scenario(service: "  balancing: first\n  concurrency_limit: 10"),
            message: "live.yaml:4: service.balancing: live replicas have no limit up to which `first` fills them; use"),
        ofService("balancer_queue_limit", "10", "live replicas get every request"),
        Refused(
            part: "on demand",
            text: scenario(
                service: "  concurrency_limit: 1", policy: "{on_demand: {max_replicas: 5, keep_alive: 1min}}"),
            message: "live.yaml:6: policy: a live run launches no replicas by the request; use `static` or `hpa`"),
        Refused(
            part: "oracle", text: scenario(policy: "{oracle: {share: 0.9, max_replicas: 5}}"),
            message: "live.yaml:6: policy: nobody foresees a live run; take another policy than the oracle"),
        Refused(
            part: "no replica", text: scenario(policy: "{static: 0}"),
            message: "live.yaml:6: policy: without a replica nothing answers; ask for at least 1"),
        ofService(
            "warm_pool", "{size: 2, start: {family: deterministic, value: 1s}}",
            "a live run keeps no replicas in reserve; leave it out"),
        ofService("failures", "{mean_time_to_crash: 1h}", "a live run makes nothing fail by chance; leave it out"),
        ofService("failures", "{boot_failure_probability: 0.1}", "a live run makes nothing fail by chance"),
        ofRoot("nodes", "nodes: {cpu: 4, count: 2}", "live replicas all run on this machine; leave `nodes` out"),
        ofRoot(
            "faults", "faults: [{at: 10s, slow: {factor: 2, duration: 1s}}]",
            "a live run makes replicas crash, and nothing else fail; leave the others out"),
        Refused(
            part: "warm_up", text: scenario(root: "run: {seed: 1,\n  warm_up: 10s}"),
            message: "live.yaml:9: run.warm_up: a live run counts its requests from the first on; leave it out"),
        Refused(
            part: "warm_up auto", text: scenario(root: "run: {warm_up: auto}"),
            message: "live.yaml:8: run.warm_up: a live run counts its requests from the first on"),
    ]

    @Test("is refused with line, field and remedy where only the simulator could do it", arguments: refused)
    func refuses(_ refused: Refused) throws {
        // Nothing else is wrong with it.
        _ = try ScenarioFile.parse(refused.text, file: "live.yaml")
        let error = #expect(throws: ScaleSimError.self) {
            try LiveScenario.parse(refused.text, file: "live.yaml")
        }
        #expect(error?.code == .badInput)
        #expect(error?.description.hasPrefix(refused.message) == true, "\(error?.description ?? "")")
    }

    @Test(
        "is taken with everything that live runs honour",
        arguments: [
            "", "run: {seed: 3, replications: 4, precision: {figure: requests, relative: 0.1}}",
            "metrics: {scrape_interval: 3s, window: 6s}", "prices: {replica_second: 0.1}", "run: {warm_up: 0s}",
        ],
        [
            "", "  balancing: random(3)", "  request_timeout: 5min", "  cpu_request: 150m",
            "  warm_up: {factor: 2, requests: 5}",
        ])
    func takes(root: String, service: String) throws {
        let text = Self.scenario(service: service.isEmpty ? "  cpu: 1" : service, root: root)
        #expect(try LiveScenario.parse(text, file: "live.yaml").services.count == 1)
        #expect(
            try LiveScenario.parse(
                Self.named("traffic: {poisson: {rate: 5/s}}"), file: "live.yaml"
            ).services[0].name == "front")
    }

    @Test(
        "of the examples few are, and the others are told why", arguments: ["voting", "function", "load-tool"])
    func examples(name: String) {
        let path = Repository.file("examples/scenarios/\(name).yaml")
        let error = #expect(throws: ScaleSimError.self) { try LiveScenario.read(contentsOf: path) }
        #expect(error?.code == .badInput && error?.location?.line != nil, "\(error?.description ?? "")")
    }

    @Test("may scale the worker by the length of its queue")
    func worker() throws {
        let example = try LiveScenario.read(contentsOf: Repository.file("examples/scenarios/queue-worker.yaml"))
        #expect(example.worker?.name == "worker")
        #expect(try LiveScenario.parse(Self.withWorker(limit: 1), file: "live.yaml").worker?.name == "back")
        #expect(try LiveScenario.parse(Self.scenario(), file: "live.yaml").worker == nil)
    }

    @Test("decides how the stack balances and how long it waits")
    func plan() throws {
        let image = try StackResources.image("vote-replica")
        let plan = StackPlan(
            tree: try TreeRecipe.read(contentsOf: StackResources.path("images/voting.tree.yaml")), vote: image,
            result: image, workerPath: "worker", folder: "folder")
        let text = Self.scenario(service: "  balancing: random(3)\n  request_timeout: 90.5s")
        let scenario = try LiveScenario.parse(text, file: "live.yaml")
        let validation = LiveValidation(scenario: scenario, plan: plan)
        #expect(validation.plan.balancing == .random(draws: 3))
        // After its clients, so that what is late looks the same in both runs.
        #expect(validation.plan.answerTimeoutSeconds == 92)
    }
}
