import BootProbe
import Foundation
import ScaleSim
import Testing
import TestSupport
import VotingStack

/// An autoscaler over fakes, its clock moved by the test.
private struct Rig {
    let listener = LocalListener(.answer(status: 200, afterSeconds: 0))
    let launcher: FakeLauncher
    let routing = FakeRouting()
    let clock: FakeClock
    let origin: HostInstant
    let autoscaler: LiveAutoscaler

    init(initialReplicas: Int, script: [Int], drainLimitSeconds: Double = 5) {
        let launcher = FakeLauncher(port: listener.port)
        let clock = FakeClock(.now)
        self.launcher = launcher
        self.clock = clock
        origin = clock.now
        let image = ImageManifest(
            name: "fake", command: ["fake"], port: listener.port,
            readiness: .http(path: "/", status: 200, contains: ["ok"]), timeoutSeconds: 5)
        var pipeline = MetricsPipeline(
            scrapeInterval: SimTime(seconds: 1), window: SimTime(seconds: 2),
            podMetrics: [.init(name: "qps", quantity: .requestRate), .init(name: "inside", quantity: .concurrency)])
        pipeline.objectMetrics = [.init(name: "all", quantity: .concurrency)]
        autoscaler = LiveAutoscaler(
            .init(
                image: image, initialReplicas: initialReplicas, metrics: pipeline, cpuRequestMilli: 250,
                drainLimitSeconds: drainLimitSeconds),
            policy: ScriptedPolicy(desired: script), launcher: launcher, routing: routing, now: { clock.now })
    }

    func begin() throws {
        try autoscaler.startInitialReplicas()
        autoscaler.begin(at: origin)
    }

    /// Moves the clock and scrapes.
    func scrape(at seconds: Double) {
        clock.set(origin.advanced(bySeconds: seconds))
        autoscaler.scrape(at: SimTime(seconds: seconds))
    }

    func evaluate(at seconds: Double) {
        clock.set(origin.advanced(bySeconds: seconds))
        autoscaler.evaluate(at: SimTime(seconds: seconds))
    }

    func stop() -> AutoscalerLog {
        defer { listener.stop() }
        return autoscaler.end()
    }
}

@Suite("The live autoscaler")
struct LiveAutoscalerTests {
    @Test("gives a replica requests only after its right answer, and records each cold start like a trial")
    func scalesOut() throws {
        let rig = Rig(initialReplicas: 1, script: [3])
        try rig.begin()
        #expect(rig.routing.events == ["add replica-0"])
        rig.evaluate(at: 1)
        #expect(eventually { rig.autoscaler.counts.ready == 3 })
        #expect(eventually { rig.routing.events.count == 3 })
        #expect(Set(rig.routing.events) == ["add replica-0", "add replica-1", "add replica-2"])
        let log = rig.stop()
        #expect(log.boots.map(\.replica) == ["replica-0", "replica-1", "replica-2"])
        #expect(log.boots.allSatisfy { ($0.bootSeconds ?? -1) > 0 && $0.failure == nil })
        #expect(log.replicas.count == 3)
    }

    @Test("removes the last launched first, and ends it only when its requests are answered")
    func scalesIn() throws {
        let rig = Rig(initialReplicas: 3, script: [1])
        try rig.begin()
        for number in 0..<3 { rig.routing.set("replica-\(number)", requests: 9, inFlight: 1) }
        rig.evaluate(at: 1)
        #expect(eventually { rig.routing.events.contains("drain replica-1") })
        #expect(rig.routing.events.contains("drain replica-2"))
        #expect(!rig.routing.events.contains("drain replica-0"))
        #expect(rig.autoscaler.counts.draining == 2)
        #expect(rig.launcher.instances.allSatisfy { !$0.isDestroyed })
        rig.routing.set("replica-1", requests: 9, inFlight: 0)
        rig.routing.set("replica-2", requests: 9, inFlight: 0)
        #expect(eventually { rig.autoscaler.counts.draining == 0 })
        #expect(rig.launcher.instances.count { $0.isDestroyed } == 2)
        let removals = rig.routing.events.filter { $0.hasPrefix("remove") }
        #expect(removals.sorted() == ["remove replica-1", "remove replica-2"])
        rig.routing.set("replica-0", requests: 9, inFlight: 0)
        #expect(rig.stop().problems.isEmpty)
        #expect(rig.launcher.instances.allSatisfy { $0.isDestroyed })
    }

    @Test("replaces replicas that are made to crash, those launched first, without waiting for their requests")
    func crashes() throws {
        let rig = Rig(initialReplicas: 3, script: [3])
        try rig.begin()
        for number in 0..<3 { rig.routing.set("replica-\(number)", requests: 9, inFlight: 1) }
        rig.autoscaler.crash(2)
        #expect(eventually { rig.autoscaler.counts.ready == 3 && rig.autoscaler.counts.draining == 0 })
        let instances = rig.launcher.instances.sorted { $0.id.number < $1.id.number }
        #expect(instances.map(\.isDestroyed) == [true, true, false, false, false])
        for number in 2..<5 { rig.routing.set("replica-\(number)", requests: 9, inFlight: 0) }
        let log = rig.stop()
        #expect(log.problems.isEmpty && log.boots[0].failure == "it was made to crash")
    }

    @Test(
        "is woken by a request that finds no replica, once, and tells the policy of one, however many have come since")
    func wakes() throws {
        let listener = LocalListener(.answer(status: 200, afterSeconds: 0))
        defer { listener.stop() }
        let routing = FakeRouting()
        let image = ImageManifest(
            name: "fake", command: ["fake"], port: listener.port,
            readiness: .http(path: "/", status: 200, contains: ["ok"]), timeoutSeconds: 5)
        let metrics = MetricsPipeline(
            scrapeInterval: SimTime(seconds: 60), window: SimTime(seconds: 60),
            podMetrics: [.init(name: "concurrency", quantity: .concurrency)])
        let autoscaler = LiveAutoscaler(
            .init(image: image, initialReplicas: 0, metrics: metrics, cpuRequestMilli: 100),
            policy: WokenPolicy(), launcher: FakeLauncher(port: listener.port), routing: routing)
        try autoscaler.startInitialReplicas()
        autoscaler.begin(at: .now)
        routing.setWaiting(2)
        autoscaler.run(until: SimTime(seconds: 1))
        let log = autoscaler.end()
        #expect(log.decisions.map(\.desiredReplicas) == [1])
        #expect(log.observations[0].podMetrics["concurrency"] == [KPACollector.activator: 1])
        #expect(log.observations[0].time < 0.5)
    }

    @Test("ends a replica that keeps requests beyond the limit, and says so")
    func drainLimit() throws {
        let rig = Rig(initialReplicas: 1, script: [0], drainLimitSeconds: 0.1)
        try rig.begin()
        rig.routing.set("replica-0", requests: 1, inFlight: 1)
        rig.evaluate(at: 1)
        #expect(eventually { rig.launcher.instances[0].isDestroyed })
        #expect(rig.stop().problems.count == 1)
    }

    @Test("shows the policy the CPU and the requests of the window, once a replica has been scraped")
    func observes() throws {
        let rig = Rig(initialReplicas: 1, script: [1, 1, 1])
        try rig.autoscaler.startInitialReplicas()
        // What came before the run does not count.
        rig.launcher.instances[0].burn(cpuSeconds: 7)
        rig.routing.set("replica-0", requests: 100, inFlight: 0)
        rig.autoscaler.begin(at: rig.origin)
        rig.evaluate(at: 0.5)
        rig.launcher.instances[0].burn(cpuSeconds: 0.2)
        rig.scrape(at: 1)
        rig.launcher.instances[0].burn(cpuSeconds: 0.1)
        rig.routing.set("replica-0", requests: 130, inFlight: 0)
        rig.scrape(at: 2)
        rig.evaluate(at: 2)
        let log = rig.stop()
        let first = try #require(log.observations.first?.pods.first)
        #expect(first.cpuUsageMilli == nil && first.metricTime == nil)
        #expect(first.cpuRequestMilli == 250 && first.ready && first.startTime > -60)
        let second = try #require(log.observations.last?.pods.first)
        #expect(second.cpuUsageMilli == 150)
        #expect((second.metricTime, second.metricWindow) == (2, 2))
        #expect(log.observations.last?.podMetrics["qps"] == ["replica-0": 15])
        #expect(log.observations.last?.currentReplicas == 1)
    }

    @Test("replaces a replica that ends by itself at the next scrape")
    func replacesDead() throws {
        let rig = Rig(initialReplicas: 1, script: [1])
        try rig.begin()
        rig.launcher.instances[0].die(of: "killed by signal 9")
        rig.scrape(at: 1)
        #expect(eventually { rig.launcher.instances.count == 2 && rig.autoscaler.counts.ready == 1 })
        #expect(eventually { rig.launcher.instances[0].isDestroyed })
        let log = rig.stop()
        #expect(log.boots.map(\.failure) == ["killed by signal 9", nil])
    }

    @Test("tries a refused launch again at the next scrape")
    func retriesLaunch() throws {
        let rig = Rig(initialReplicas: 1, script: [2])
        try rig.begin()
        rig.launcher.refuse(1)
        rig.evaluate(at: 1)
        #expect(eventually { rig.autoscaler.counts.booting == 0 })
        rig.scrape(at: 2)
        #expect(eventually { rig.autoscaler.counts.ready == 2 })
        let log = rig.stop()
        #expect(log.boots.map { $0.failure == nil } == [true, false, true])
    }

    @Test("names its replicas to a balancer that was restarted")
    func readmits() throws {
        let rig = Rig(initialReplicas: 2, script: [2])
        try rig.begin()
        rig.routing.forgetAll()
        rig.scrape(at: 1)
        #expect(Set(rig.routing.counts().replicas.keys) == ["replica-0", "replica-1"])
        _ = rig.stop()
    }

    @Test("fails to start when an initial replica does not come up, and leaves nothing behind")
    func initialFailure() throws {
        let rig = Rig(initialReplicas: 2, script: [2])
        rig.launcher.refuse(1)
        #expect(throws: BootProbeError.self) { try rig.autoscaler.startInitialReplicas() }
        _ = rig.stop()
        #expect(rig.launcher.instances.allSatisfy { $0.isDestroyed })
    }

    @Test("shows the means of requests in flight at each replica and in the service, from counts read now and then")
    func presence() throws {
        let rig = Rig(initialReplicas: 1, script: [1])
        try rig.begin()
        rig.routing.set("replica-0", requests: 4, inFlight: 4)
        rig.routing.setWaiting(3)
        rig.scrape(at: 1)
        // From 1 to 2 four are there and three wait.
        rig.routing.set("replica-0", requests: 4, inFlight: 1)
        rig.routing.setWaiting(0)
        rig.scrape(at: 2)
        rig.evaluate(at: 2)
        let seen = try #require(rig.stop().observations.last)
        #expect(abs((seen.podMetrics["inside"]?["replica-0"] ?? 0) - 2) < 1e-6)
        #expect(abs((seen.objectMetrics["all"] ?? 0) - 3.5) < 1e-6)
    }

    @Test("writes its observations as lines that the simulator reads back")
    func replayFormat() throws {
        let rig = Rig(initialReplicas: 1, script: [1])
        try rig.begin()
        rig.scrape(at: 1)
        rig.evaluate(at: 1)
        rig.evaluate(at: 2)
        let log = rig.stop()
        let lines = try log.observationLines().split(separator: UInt8(ascii: "\n"))
        #expect(try lines.map { try JSONDecoder().decode(Observation.self, from: $0) } == log.observations)
        #expect(String(decoding: lines[0], as: UTF8.self).contains(#""currentReplicas":1"#))
    }
}

@Suite("The schedule of control events")
struct ControlScheduleTests {
    @Test("begins after one interval, scrapes before it evaluates, and ends before the end")
    func order() {
        var schedule = ControlSchedule(scrapeInterval: SimTime(seconds: 2), evaluationInterval: SimTime(seconds: 3))
        var events: [String] = []
        while let (time, kind) = schedule.next(before: SimTime(seconds: 7)) { events.append("\(time.seconds) \(kind)") }
        #expect(events == ["2.0 scrape", "3.0 evaluation", "4.0 scrape", "6.0 scrape", "6.0 evaluation"])
    }
}

@Suite("A usage window")
struct UsageWindowTests {
    private let start = HostInstant(nanoseconds: 0)
    private let pipeline = MetricsPipeline(scrapeInterval: SimTime(seconds: 1), window: SimTime(seconds: 1))

    @Test("divides by the time that really passed")
    func actualTime() {
        var window = UsageWindow(pipeline)
        window.begin(at: start, .init(cpuSeconds: 5, requests: 10))
        window.record(
            .init(cpuSeconds: 5.6, requests: 34), planned: SimTime(seconds: 1), at: start.advanced(bySeconds: 1.2))
        #expect(abs((window.sample(at: SimTime(seconds: 9))?.cpus ?? 0) - 0.5) < 1e-9)
        #expect(window.sample(at: SimTime(seconds: 9))?.requestsPerSecond == 20)
    }

    @Test("counts a replica that came up within it as idle before")
    func young() {
        var window = UsageWindow(pipeline)
        window.record(.init(cpuSeconds: 0.3, requests: 4), planned: SimTime(seconds: 9), at: start)
        #expect(abs((window.sample(at: SimTime(seconds: 9))?.cpus ?? 0) - 0.3) < 1e-9)
        #expect(window.sample(at: SimTime(seconds: 9))?.requestsPerSecond == 4)
    }

    @Test("leaves out what a boot has used, however long it took")
    func booted() {
        var window = UsageWindow(pipeline)
        window.leaveOut(cpuSeconds: 0.9)
        window.record(.init(cpuSeconds: 1.2, requests: 4), planned: SimTime(seconds: 9), at: start)
        #expect(abs((window.sample(at: SimTime(seconds: 9))?.cpus ?? 0) - 0.3) < 1e-9)
        window.record(
            .init(cpuSeconds: 1.3, requests: 5), planned: SimTime(seconds: 10), at: start.advanced(bySeconds: 1))
        #expect(abs((window.sample(at: SimTime(seconds: 10))?.cpus ?? 0) - 0.1) < 1e-9)
    }

    @Test("has a sample only once the lag is over")
    func lag() {
        var pipeline = pipeline
        pipeline.lag = SimTime(seconds: 1.5)
        var window = UsageWindow(pipeline)
        for second in [1, 2, 3] {
            window.record(
                .init(cpuSeconds: 0, requests: 10 * second), planned: SimTime(seconds: Double(second)),
                at: start.advanced(bySeconds: Double(second)))
        }
        let known = [2.0, 2.5, 3.4, 3.5, 4.5].map { window.sample(at: SimTime(seconds: $0))?.time.seconds }
        // What nobody asks for any more at the last scrape is not kept.
        #expect(known == [nil, 1, 1, 2, 3])
    }

    @Test("has no CPU figure where the host cannot tell")
    func unknown() {
        var window = UsageWindow(pipeline)
        window.record(.init(cpuSeconds: nil, requests: 4), planned: SimTime(seconds: 9), at: start)
        #expect(window.sample(at: SimTime(seconds: 9)) != nil && window.sample(at: SimTime(seconds: 9))?.cpus == nil)
    }
}
