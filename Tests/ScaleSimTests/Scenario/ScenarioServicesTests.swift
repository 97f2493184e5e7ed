import Foundation
import Profiles
import ScaleSim
import Testing

/// Services of scenario files: all that they can say, and what is refused.
@Suite struct ScenarioServicesTests {
    static let text = """
        name: shop
        services:
          web:
            traffic: {poisson: {rate: 40/s}, duration: 60s}
            servers: 4
            work: {family: exponential, mean: 20ms}
            delay: {family: deterministic, value: 5ms}
            boot: {family: gamma, shape: 4, scale: 250ms}
            replicas: 2
            queue_limit: 10
            balancing: first
            concurrency_limit: 16
            balancer_queue_limit: 100
            request_timeout: none
            retry: {attempts: 3, backoff: 100ms, multiplier: 3, jitter: 0.5}
            warm_up: {factor: 2.5, requests: 20}
            failures: {mean_time_to_crash: 1h, boot_failure_probability: 0.1}
            cpu: 500m
            cpu_request: 250m
            memory: 256MiB
            warm_pool: {size: 2, start: {family: deterministic, value: 100ms}}
            policy: {static: 2}
            calls:
              - {service: cache, times: 2}
              - {service: mail, wait: none}
          cache:
            work: {family: deterministic, value: 1ms}
            boot: {family: deterministic, value: 1s}
            sharing: {cpus: 1.5}
            policy: {on_demand: {max_replicas: 5, keep_alive: 1min, cancel_boots: true}}
            concurrency_limit: 3
          mail:
            work: {family: deterministic, value: 1ms}
            boot: {family: deterministic, value: 1s}
            users: {count: 7, think: {family: exponential, mean: 2s}}
            policy: {static: 1}
            calls: [{service: cache, wait: awaiting}]
        nodes: {cpu: 4, memory: 8GiB, count: 2, max: 6, boot: {family: deterministic, value: 45s}, placement: pack}
        faults:
          - {at: 10s, crash: {service: web, replicas: 1}}
          - {at: 20s, slow: {service: cache, factor: 2, duration: 5s}}
          - {at: 30s, node: fails}
        prices: {replica_second: 0.01, gb_second: 0.002, node_hour: 0.1, minimum_billing: 1min, billing_unit: 1s}
        objective: {latency: 200ms}
        run:
          duration: 90s
          precision: {figure: latency_p95_seconds, relative: 0.05, max_replications: 500}
          warm_up: auto
          algorithm: events
        """

    @Test("every key of a service means what it says")
    func services() throws {
        let scenario = try ScenarioFile.parse(Self.text, file: "s.yaml")
        #expect(scenario.services.map(\.name) == ["web", "cache", "mail"])
        var web = ServiceModel(
            profile: ServiceProfile(
                servers: 4, occupancy: .exponential(mean: 0.02), delay: .deterministic(value: 0.005), throughput: []),
            boot: .gamma(shape: 4, scale: 0.25), initialReplicas: 2, balancing: .first, cpuMilli: 500,
            cpuRequestMilli: 250)
        web.queueLimit = 10
        web.concurrencyLimit = 16
        web.balancerQueueLimit = 100
        web.retry = Retry(attempts: 3, backoff: SimTime(seconds: 0.1), multiplier: 3, jitter: 0.5)
        web.warmUp = WarmUp(factor: 2.5, requests: 20)
        web.failures = FailureRates(meanTimeToCrash: SimTime(seconds: 3600), bootFailureProbability: 0.1)
        web.memoryMebibytes = 256
        web.warmPool = WarmPool(size: 2, start: .deterministic(value: 0.1))
        web.calls = [
            Call(service: 1, style: .blocking), Call(service: 1, style: .blocking), Call(service: 2, style: .queued),
        ]
        #expect(scenario.services[0].model == web)
        #expect(scenario.services[1].model.discipline == .processorSharing(cpus: 1.5))
        #expect(scenario.services[1].model.initialReplicas == 0)
        #expect(scenario.services[1].model.requestTimeout == SimTime(seconds: 30))
        let policy = try #require(scenario.services[1].policy as? OnDemandPolicy)
        #expect(policy.maxReplicas == 5 && policy.keepAlive == .fixed(.deterministic(value: 60)) && policy.cancelsBoots)
        #expect(scenario.services[2].model.calls == [Call(service: 1, style: .awaiting)])
        #expect(
            scenario.cluster
                == ClusterModel(
                    cpuMilli: 4000, memoryMebibytes: 8192, initialNodes: 2, maxNodes: 6,
                    boot: .deterministic(value: 45), placement: .pack))
        #expect(
            scenario.faults == [
                Fault(at: SimTime(seconds: 10), .crash(service: 0, replicas: 1)),
                Fault(at: SimTime(seconds: 20), .slow(service: 1, factor: 2, duration: SimTime(seconds: 5))),
                Fault(at: SimTime(seconds: 30), .node),
            ])
        var prices = Prices()
        prices.replicaSecond = 0.01
        prices.gibibyteSecond = 0.002
        prices.nodeHour = 0.1
        prices.minimumBilling = SimTime(seconds: 60)
        prices.billingUnit = SimTime(seconds: 1)
        #expect(scenario.prices == prices)
        #expect(scenario.inflows.map(\.service) == [0])
        #expect(
            scenario.population == ClosedPopulation(service: 2, users: 7, thinking: .exponential(mean: 2)))
        #expect(scenario.duration == SimTime(seconds: 90))
        #expect(scenario.warmUp == .detected)
        #expect(scenario.precision?.figure == "latency_p95_seconds")
        #expect(scenario.precision?.maximumReplications == 500)
        #expect(scenario.algorithm == .events)
    }

    @Test("a replica on demand is kept for a constant or a random time")
    func keepAlive() throws {
        func policy(_ keepAlive: String) throws -> (OnDemandPolicy?, name: String) {
            let text = Self.text.replacing("keep_alive: 1min", with: "keep_alive: \(keepAlive)")
            let service = try ScenarioFile.parse(text, file: "s.yaml").services[1]
            return (service.policy as? OnDemandPolicy, service.policyName)
        }
        let (constant, constantName) = try policy("90s")
        #expect(constant?.keepAlive == .fixed(.deterministic(value: 90)) && constantName == "on demand, kept 90 s")
        let (random, randomName) = try policy("{family: exponential, mean: 2h}")
        #expect(random?.keepAlive == .fixed(.exponential(mean: 7200)))
        #expect(randomName == "on demand, kept 7200 s in the mean")
        let (learned, learnedName) = try policy("{hybrid_histogram: {}}")
        #expect(learned?.keepAlive == .hybrid(.init()) && learnedName == "on demand, hybrid histogram")
    }

    @Test("the example scenarios are sound, and run", arguments: ["voting", "function", "load-tool", "timer"])
    func examples(name: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
        var scenario = try ScenarioFile.read(contentsOf: root.appending(path: "examples/scenarios/\(name).yaml").path)
        scenario.replications = 1
        scenario.duration = SimTime(seconds: name == "timer" ? 9000 : 20)
        scenario.warmUp = .fixed(.zero)
        scenario.seriesStep = SimTime(seconds: name == "timer" ? 60 : 1)
        let result = Simulation(scenario).run(threads: 1)
        #expect(result.figures.requests.mean > 10)
        #expect(result.services?.count == (name == "voting" ? 5 : nil))
    }

    @Test("users alone need to be told how long")
    func usersAlone() throws {
        let text = """
            users: {count: 5}
            service: {work: {family: exponential, mean: 20ms}, boot: {family: deterministic, value: 1s}}
            policy: {static: 1}
            objective: {latency: 200ms}
            """
        let error = #expect(throws: ScaleSimError.self) { try ScenarioFile.parse(text, file: "s.yaml") }
        #expect(error?.description.contains("s.yaml:1: users: users go on for ever; say under `run.duration`") == true)
        let sound = try ScenarioFile.parse(text + "\nrun: {duration: 10s}", file: "s.yaml")
        #expect(sound.duration == SimTime(seconds: 10))
        #expect(sound.inflows.isEmpty)
    }

    @Test("what is wrong is named with line and field, and what was expected", arguments: MalformedServices.all)
    func faults(fault: MalformedServices) {
        let text = Self.text.replacing(fault.original, with: fault.replacement, maxReplacements: 1)
        #expect(text != Self.text, "\(fault.original) is in the text")
        let error = #expect(throws: ScaleSimError.self) { try ScenarioFile.parse(text, file: "s.yaml") }
        #expect(error?.code == .badInput)
        #expect(error?.location?.line != nil)
        #expect(error?.description.contains(fault.message) == true, "\(error?.description ?? "")")
    }
}

/// A change of a sound scenario that makes it wrong, and a part of the message that it must get.
struct MalformedServices: Sendable, CustomTestStringConvertible {
    let original: String
    let replacement: String
    let message: String

    var testDescription: String { "\(original) → \(replacement)" }

    init(_ original: String, _ replacement: String, _ message: String) {
        self.original = original
        self.replacement = replacement
        self.message = message
    }

    static let all: [MalformedServices] = counts + times + words + structure + run + surroundings

    private static let counts = [
        MalformedServices("servers: 4", "servers: 0", "s.yaml:5: services.web.servers: expected a whole number from 1"),
        .init("servers: 4", "servers: 1.5", "services.web.servers: expected a whole number"),
        .init("servers: 4", "servers: many", "services.web.servers: expected a whole number"),
        .init("servers: 4", "servers: 1e5", "services.web.servers: expected a whole number"),
        .init("servers: 4", "servers:", "services.web.servers: expected a text"),
        .init("servers: 4", "servers: [4]", "services.web.servers: expected a text"),
        .init("replicas: 2", "replicas: -2", "s.yaml:9: services.web.replicas: expected a whole number from 0"),
        .init("replicas: 2", "replicas: 100001", "services.web.replicas: expected a whole number from 0 to 100000"),
        .init(
            "queue_limit: 10", "queue_limit: -1", "s.yaml:10: services.web.queue_limit: expected a whole number"),
        .init("queue_limit: 10", "queue_limit: 99999999999", "services.web.queue_limit: expected a whole number"),
        .init(
            "concurrency_limit: 16", "concurrency_limit: 0",
            "services.web.concurrency_limit: expected a whole number from 1"),
        .init(
            "balancer_queue_limit: 100", "balancer_queue_limit: x",
            "services.web.balancer_queue_limit: expected a whole number"),
        .init("attempts: 3", "attempts: 1", "services.web.retry.attempts: expected a whole number from 2 to 100"),
        .init("attempts: 3", "attempts: 101", "services.web.retry.attempts: expected a whole number from 2 to 100"),
        .init("multiplier: 3", "multiplier: 0.5", "services.web.retry.multiplier: expected a number from 1"),
        .init("multiplier: 3", "multiplier: nan", "services.web.retry.multiplier: expected a number from 1"),
        .init("multiplier: 3", "multiplier: inf", "services.web.retry.multiplier: expected a number from 1"),
        .init("jitter: 0.5", "jitter: 1.5", "services.web.retry.jitter: expected a number from 0"),
        .init("jitter: 0.5", "jitter: -0.5", "services.web.retry.jitter: expected a number from 0"),
        .init("factor: 2.5", "factor: 0.9", "services.web.warm_up.factor: expected a number from 1"),
        .init("requests: 20", "requests: 0", "services.web.warm_up.requests: expected a whole number from 1"),
        .init(
            "boot_failure_probability: 0.1", "boot_failure_probability: 1",
            "failures.boot_failure_probability: expected a number from 0.0 to 0.99"),
        .init("cpus: 1.5", "cpus: 0", "services.cache.sharing.cpus: expected a number from 0.001"),
        .init("cpus: 1.5", "cpus: nan", "services.cache.sharing.cpus: expected a number from 0.001"),
        .init("max_replicas: 5", "max_replicas: 0", "policy.on_demand.max_replicas: expected a whole number from 1"),
        .init("count: 7", "count: 0", "services.mail.users.count: expected a whole number from 1"),
        .init("count: 7", "count: 10000001", "services.mail.users.count: expected a whole number from 1"),
        .init("times: 2", "times: 0", "services.web.calls[0].times: expected a whole number from 1 to 100"),
        .init("cpu: 500m", "cpu: 0", "services.web.cpu: expected a positive Kubernetes quantity"),
        .init(
            "cpu_request: 250m", "cpu_request: -1", "services.web.cpu_request: expected a positive Kubernetes"),
        .init("shape: 4", "shape: -4", "services.web.boot: shape must be a positive number"),
        .init("static: 2", "static: -1", "services.web.policy.static: expected a whole number from 0"),
    ]

    private static let times = [
        MalformedServices(
            "mean: 20ms", "mean: 20", "s.yaml:6: services.web.work.mean: expected a duration with its unit"),
        .init("mean: 20ms", "mean: -20ms", "services.web.work.mean: expected a duration with its unit"),
        .init("mean: 20ms", "mean: 0s", "services.web.work: mean_s must be a positive number"),
        .init("mean: 20ms", "mean: 20 ms", "services.web.work.mean: expected a duration with its unit"),
        .init("mean: 20ms", "mean: 20m", "services.web.work.mean: expected a duration with its unit"),
        .init("mean: 20ms", "mean: nan", "services.web.work.mean: expected a duration with its unit"),
        .init("mean: 20ms", "mean: 1e300s", "services.web.work.mean: expected a duration with its unit"),
        .init("value: 5ms", "value: 5", "services.web.delay.value: expected a duration with its unit"),
        .init("scale: 250ms", "scale: 0.25", "services.web.boot.scale: expected a duration with its unit"),
        .init(
            "request_timeout: none", "request_timeout: never",
            "services.web.request_timeout: expected a duration with its unit"),
        .init(
            "request_timeout: none", "request_timeout: 0s",
            "services.web.request_timeout: expected a duration with its unit"),
        .init(
            "request_timeout: none", "request_timeout: 2d",
            "services.web.request_timeout: expected a duration with its unit"),
        .init("backoff: 100ms", "backoff: 100", "services.web.retry.backoff: expected a duration with its unit"),
        .init("backoff: 100ms", "backoff: -1s", "services.web.retry.backoff: expected a duration with its unit"),
        .init(
            "mean_time_to_crash: 1h", "mean_time_to_crash: 0s",
            "failures.mean_time_to_crash: expected a duration with its unit"),
        .init(
            "mean_time_to_crash: 1h", "mean_time_to_crash: often",
            "failures.mean_time_to_crash: expected a duration with its unit"),
        .init("keep_alive: 1min", "keep_alive: 60", "policy.on_demand.keep_alive: expected a duration with its unit"),
        .init("keep_alive: 1min", "keep_alive: 31d", "policy.on_demand.keep_alive: expected a duration with its unit"),
        .init(
            "keep_alive: 1min", "keep_alive: {family: exponential, mean: 60}",
            "policy.on_demand.keep_alive.mean: expected a duration with its unit"),
        .init("mean: 2s", "mean: 2", "services.mail.users.think.mean: expected a duration with its unit"),
        .init("latency: 200ms", "latency: 0s", "objective.latency: expected a duration with its unit"),
        .init("rate: 40/s", "rate: 40", "services.web.traffic.poisson.rate: expected a rate with its unit"),
        .init("duration: 60s", "duration: 60", "services.web.traffic.duration: expected a duration with its unit"),
    ]

    private static let words = [
        MalformedServices(
            "balancing: first", "balancing: fist",
            "s.yaml:11: services.web.balancing: expected roundrobin, leastconn, first or random(2)"),
        .init("balancing: first", "balancing: random(0)", "services.web.balancing: expected roundrobin"),
        .init("balancing: first", "balancing: random(100)", "services.web.balancing: expected roundrobin"),
        .init("family: gamma", "family: gama", "services.web.boot.family: no such family; did you mean `gamma`?"),
        .init("family: gamma", "family: zipf", "services.web.boot.family: no such family; known here:"),
        .init("family: exponential, mean: 20ms", "mean: 20ms", "services.web.work: the key `family` is missing"),
        .init(
            "service: cache, times: 2", "service: cash, times: 2",
            "services.web.calls[0].service: no such service; did you mean `cache`?"),
        .init(
            "service: mail, wait: none", "service: post, wait: none",
            "services.web.calls[1].service: no such service; known here: web, cache, mail"),
        .init(
            "wait: none", "wait: never", "services.web.calls[1].wait: expected one of `blocking`, `awaiting`, `none`"),
        .init("cancel_boots: true", "cancel_boots: yes", "policy.on_demand.cancel_boots: expected true or false"),
        .init(
            "figure: latency_p95_seconds", "figure: latency_p95_second",
            "run.precision.figure: no such figure; did you mean `latency_p95_seconds`?"),
        .init(
            "algorithm: events", "algorithm: event", "run.algorithm: expected one of `automatic`, `recursion`, `events`"
        ),
        .init(
            "algorithm: events", "algorithm: recursion",
            "run.algorithm: the recursion cannot follow this scenario: it has several services"),
    ]

    private static let structure = [
        MalformedServices(
            "servers: 4", "server: 4", "s.yaml:5: services.web.server: unknown key; did you mean `servers`?"),
        .init("delay: {", "latency: {", "services.web.latency: unknown key"),
        .init("retry: {attempts: 3, ", "retry: {", "services.web.retry: the key `attempts` is missing"),
        .init("backoff: 100ms, ", "", "services.web.retry: the key `backoff` is missing"),
        .init("factor: 2.5, ", "", "services.web.warm_up: the key `factor` is missing"),
        .init("multiplier: 3", "multiplicator: 3", "services.web.retry.multiplicator: unknown key"),
        .init("cpus: 1.5", "cpu: 1.5", "services.cache.sharing.cpu: unknown key; did you mean `cpus`?"),
        .init("    policy: {static: 2}\n", "", "services.web: the key `policy` is missing"),
        .init(
            "policy: {static: 2}", "policy: {}",
            "services.web.policy: expected exactly one of `static`"),
        .init("policy: {static: 2}", "policy: static", "services.web.policy: expected a mapping"),
        .init("on_demand: {", "static: 3, on_demand: {", "services.cache.policy: expected exactly one of `static`"),
        .init("keep_alive: 1min, ", "", "policy.on_demand: the key `keep_alive` is missing"),
        .init("    concurrency_limit: 3\n", "", "services.cache.policy: `on_demand` launches replicas for requests"),
        .init("    concurrency_limit: 16\n", "", "services.web.balancing: `first` fills one replica after the other"),
        .init(
            "sharing: {cpus: 1.5}", "sharing: {cpus: 1.5}\n    queue_limit: 3",
            "services.cache.queue_limit: under `sharing` no request queues"),
        .init(
            "    work: {family: exponential, mean: 20ms}\n", "",
            "services.web: the key `profile` is missing; name a profile, or give"),
        .init("    boot: {family: gamma, shape: 4, scale: 250ms}\n", "", "services.web: the key `boot` is missing"),
        .init(
            "servers: 4", "profile: p.json\n    servers: 4",
            "s.yaml:7: services.web.work: belongs to a service without `profile`"),
        .init(
            "calls: [{service: cache, wait: awaiting}]", "calls: [{service: web}]",
            "services: services call each other in a circle"),
        .init(
            "calls: [{service: cache, wait: awaiting}]", "calls: {service: cache}",
            "services.mail.calls: expected a list"),
        .init(
            "calls: [{service: cache, wait: awaiting}]", "calls: [cache]", "mail.calls[0]: expected a mapping"),
        .init("{service: cache, times: 2}", "{times: 2}", "services.web.calls[0]: the key `service` is missing"),
        .init("name: shop", "service: {work: 1}", "s.yaml:1: service: belongs to a scenario of one service"),
        .init(
            "name: shop", "traffic: {poisson: {rate: 1/s}}", "s.yaml:1: traffic: belongs to a scenario of one service"),
        .init("name: shop", "users: {count: 1}", "s.yaml:1: users: belongs to a scenario of one service"),
        .init("name: shop", "policy: {static: 1}", "s.yaml:1: policy: belongs to a scenario of one service"),
        .init(
            "concurrency_limit: 3", "concurrency_limit: 3\n    users: {count: 2}",
            "services.mail.users: another service has `users` already"),
        .init("name: shop", "name: {a: b}", "s.yaml:1: name: expected a text"),
        .init("servers: 4", "servers: 4\n    servers: 5", "the key `servers` occurs twice"),
        .init("objective: {latency: 200ms}", "objective: {p95: 200ms}", "objective.p95: unknown key"),
        .init(
            "think: {family: exponential, mean: 2s}", "thinks: 1s",
            "services.mail.users.thinks: unknown key; did you mean `think`?"),
    ]

    private static let surroundings = [
        MalformedServices("cpu: 4,", "cpu: none,", "nodes.cpu: expected a positive Kubernetes quantity"),
        .init("memory: 8GiB", "memory: 8", "nodes.memory: expected a size in whole MiB or GiB"),
        .init("memory: 8GiB", "memory: 100MiB", "nodes: a replica of `web` requests more than a node has"),
        .init("count: 2,", "", "nodes: the key `count` is missing"),
        .init("count: 2,", "count: 0,", "nodes: the replicas of the start request more than `count` nodes have"),
        .init("max: 6", "max: 1", "nodes.max: expected a whole number from 2"),
        .init("placement: pack", "placement: packed", "nodes.placement: expected one of `spread`, `pack`"),
        .init("placement: pack", "scan_interval: 0s", "nodes.scan_interval: expected a duration with its unit"),
        .init("placement: pack", "idle_timeout: soon", "nodes.idle_timeout: expected a duration with its unit"),
        .init("value: 45s", "value: 45", "nodes.boot.value: expected a duration with its unit"),
        .init("memory: 256MiB", "memory: 0MiB", "services.web.memory: expected a size in whole MiB or GiB"),
        .init("size: 2,", "size: 0,", "services.web.warm_pool.size: expected a whole number from 1"),
        .init("size: 2, ", "", "services.web.warm_pool: the key `size` is missing"),
        .init("at: 10s, ", "", "faults[0]: the key `at` is missing"),
        .init("at: 10s", "at: noon", "faults[0].at: expected a duration with its unit"),
        .init("replicas: 1}}", "replicas: 0}}", "faults[0].crash.replicas: expected a whole number from 1"),
        .init("service: web, replicas", "replicas", "faults[0].crash: the key `service` is missing"),
        .init("slow: {service: cache", "slow: {service: cash", "faults[1].slow.service: no such service; did you mean"),
        .init("factor: 2,", "factor: 0,", "faults[1].slow.factor: expected a number from 0.01"),
        .init("node: fails", "node: 3", "faults[2].node: expected `fails`"),
        .init("node: fails", "note: fails", "faults[2].note: unknown key; did you mean `node`?"),
        .init("node: fails", "node: fails, crash: {replicas: 1}", "faults[2]: expected exactly one of `crash`"),
        .init("faults:\n", "faults: {at: 1s}\nignored:\n", "ignored: unknown key"),
        .init("gb_second: 0.002", "gb_second: -1", "prices.gb_second: expected a number from 0"),
        .init("gb_second: 0.002", "gb_second: nan", "prices.gb_second: expected a number from 0"),
        .init("gb_second: 0.002", "gbs: 1", "prices.gbs: unknown key"),
        .init("billing_unit: 1s", "billing_unit: 0s", "prices.billing_unit: expected a duration with its unit"),
        .init(
            "minimum_billing: 1min", "minimum_billing: 1", "prices.minimum_billing: expected a duration with its unit"),
    ]

    private static let run = [
        MalformedServices("duration: 90s", "duration: 0s", "run.duration: expected a duration with its unit"),
        .init("duration: 90s", "duration: long", "run.duration: expected a duration with its unit"),
        .init("duration: 90s", "durations: 90s", "run.durations: unknown key; did you mean `duration`?"),
        .init("relative: 0.05", "relative: 0", "run.precision.relative: expected a number from"),
        .init("relative: 0.05", "relative: 5%", "run.precision.relative: expected a number from"),
        .init(
            "relative: 0.05", "relative: 0.05, absolute: 1",
            "run.precision: expected exactly one of `relative` and `absolute`"),
        .init("relative: 0.05, ", "", "run.precision: expected exactly one of `relative` and `absolute`"),
        .init("figure: latency_p95_seconds, ", "", "run.precision: the key `figure` is missing"),
        .init(
            "max_replications: 500", "max_replications: 5",
            "run.precision.max_replications: expected a whole number from 10"),
        .init("warm_up: auto", "warm_up: 2min", "run.warm_up: expected a duration with its unit"),
        .init("warm_up: auto", "warm_up: automatic", "run.warm_up: expected a duration with its unit"),
        .init("warm_up: auto", "series_step: 91s", "run.series_step: expected a duration with its unit"),
        .init("warm_up: auto", "seed: -1", "run.seed: expected a whole number from 0"),
        .init("warm_up: auto", "replications: 0", "run.replications: expected a whole number from 1"),
    ]
}
