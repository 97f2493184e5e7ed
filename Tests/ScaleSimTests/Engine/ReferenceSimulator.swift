import Profiles
import ScaleSim

/// The simulator's semantics a second time, event by event: queues, servers and departures are all explicit, nothing is
/// computed ahead. Slow and plain, it shares only draws, arrivals and policies with the engine that it checks.
struct ReferenceSimulator {
    private enum Happening {
        case serverDone(replica: Int, request: Int)
        case released(replica: Int, request: Int)
        case bootDone(replica: Int)
        case scrape
        case evaluation
        case arrival(request: Int)
        case gaveUp(request: Int)

        /// Order within an instant; departures by replica.
        var rank: (Int, Int) {
            switch self {
            case .serverDone(let replica, _): (0, replica)
            case .released(let replica, _): (1, replica)
            case .bootDone(let replica): (2, replica)
            case .scrape: (3, 0)
            case .evaluation: (4, 0)
            case .arrival(let request): (5, request)
            case .gaveUp(let request): (6, request)
            }
        }
    }

    private struct Event {
        var time: Int64
        var happening: Happening
    }

    private struct Server {
        var replica: Replica
        var queue: [Int] = []
        var busy = 0
        var inFlight = 0
        /// When `inFlight` last changed, in changes of the whole run.
        var stamp = 0
        var busyArea: Int64 = 0
        var lastChange: Int64 = 0
        /// Busy area and requests at each scrape that saw it ready, by number of the scrape.
        var scraped: [Int: (busy: Int64, requests: Int64)] = [:]
        /// The latest scrape, and what happened in the window before it.
        var sample: (time: Int64, busy: Int64, requests: Int64)?
    }

    let service: ServiceModel
    let metrics: MetricsPipeline
    var policy: any ScalingPolicy
    let horizon: Int64
    let arrivals: [Int64]
    private let occupancy: DurationSampler
    private let delay: DurationSampler
    private let boot: DurationSampler
    private let balancing: RandomStream

    private(set) var outcomes: [RequestOutcome] = []
    private(set) var decisions: [DecisionRecord] = []
    /// Area under the number of requests in the system, in request-nanoseconds.
    private(set) var areaInSystem: Int64 = 0
    private var inSystem: Int64 = 0
    private var now: Int64 = 0
    private var events: [Event] = []
    private var servers: [Server] = []
    private var ready: [Int] = []
    private var turn = 0
    private var changes = 0
    private var scrapes = 0
    private var waiting: [Int] = []
    private var serving: [Int] = []

    init(
        service: ServiceModel, metrics: MetricsPipeline, policy: any ScalingPolicy, arrivals: [Int64],
        horizon: SimTime, seed: UInt64
    ) {
        func sampler(_ distribution: Distribution, _ purpose: RandomStream.Purpose) -> DurationSampler {
            DurationSampler(distribution, stream: RandomStream(seed: seed, purpose: purpose))
        }
        self.service = service
        self.metrics = metrics
        self.policy = policy
        self.arrivals = arrivals.filter { $0 < horizon.nanoseconds }
        self.horizon = horizon.nanoseconds
        occupancy = sampler(service.profile.occupancy, .occupancy)
        delay = sampler(service.profile.delay, .delay)
        boot = sampler(service.boot, .boot)
        balancing = RandomStream(seed: seed, purpose: .balancing)
    }

    var replicas: [Replica] { servers.map(\.replica) }

    mutating func run() {
        let hour: Int64 = 3_600_000_000_000
        outcomes = arrivals.enumerated().map { index, arrival in
            RequestOutcome(
                index: UInt64(index), arrival: arrival, start: .max, end: arrival + timeout, replica: -1,
                ending: .timedOut)
        }
        for _ in 0..<service.initialReplicas {
            let number = addServer(launchedAt: -hour)
            servers[number].replica.state = .ready
            servers[number].replica.readyAt = -hour
            join(number)
        }
        for request in arrivals.indices { schedule(.arrival(request: request), at: arrivals[request]) }
        schedule(.scrape, at: metrics.scrapeInterval.nanoseconds)
        schedule(.evaluation, at: SimTime(seconds: policy.evaluationIntervalSeconds).nanoseconds)
        while let event = next() {
            areaInSystem += inSystem * (event.time - now)
            now = event.time
            handle(event.happening)
        }
    }

    private var timeout: Int64 { service.requestTimeout?.nanoseconds ?? 1 << 60 }

    private mutating func schedule(_ happening: Happening, at time: Int64) {
        events.append(Event(time: time, happening: happening))
    }

    private mutating func next() -> Event? {
        let index = events.indices.min {
            let (left, right) = (events[$0], events[$1])
            return left.time != right.time ? left.time < right.time : left.happening.rank < right.happening.rank
        }
        return index.map { events.remove(at: $0) }
    }

    private mutating func handle(_ happening: Happening) {
        switch happening {
        case .arrival(let request):
            inSystem += 1
            if ready.isEmpty { wait(request) } else { dispatch(request) }
        case .gaveUp(let request): gaveUp(request)
        case .serverDone(let number, let request): serverDone(number, request)
        case .released(let number, let request): released(number, request)
        case .bootDone(let number): bootDone(number)
        case .scrape: if now < horizon { scrape() }
        case .evaluation: if now < horizon { evaluate() }
        }
    }

    // MARK: Requests

    private mutating func dispatch(_ request: Int) {
        let number = choose(request)
        outcomes[request].replica = Int32(number)
        servers[number].replica.requests += 1
        servers[number].replica.assignedNanoseconds += occupancy.nanoseconds(UInt64(request))
        count(number, by: 1)
        schedule(.released(replica: number, request: request), at: arrivals[request] + timeout)
        servers[number].queue.append(request)
        startNext(number)
    }

    private mutating func startNext(_ number: Int) {
        guard servers[number].busy < service.profile.servers, !servers[number].queue.isEmpty else { return }
        let request = servers[number].queue.removeFirst()
        accumulate(number)
        servers[number].busy += 1
        // A request given up in the queue keeps the instant of that.
        outcomes[request].start = min(outcomes[request].start, now)
        schedule(
            .serverDone(replica: number, request: request), at: now + occupancy.nanoseconds(UInt64(request)))
    }

    private mutating func serverDone(_ number: Int, _ request: Int) {
        accumulate(number)
        servers[number].busy -= 1
        let answered = now + delay.nanoseconds(UInt64(request))
        if answered - arrivals[request] <= timeout {
            outcomes[request].ending = .answered
            // Replaces the release at the time-out.
            events.removeAll {
                if case .released(_, request) = $0.happening { true } else { false }
            }
            schedule(.released(replica: number, request: request), at: answered)
        }
        startNext(number)
    }

    private mutating func released(_ number: Int, _ request: Int) {
        outcomes[request].end = now
        outcomes[request].start = min(outcomes[request].start, now)
        inSystem -= 1
        servers[number].replica.lastReleaseAt = now
        count(number, by: -1)
        if servers[number].replica.state == .draining, servers[number].inFlight == 0 {
            servers[number].replica.goneAt = now
        }
    }

    private mutating func wait(_ request: Int) {
        waiting.append(request)
        schedule(.gaveUp(request: request), at: arrivals[request] + timeout)
    }

    private mutating func gaveUp(_ request: Int) {
        guard let position = waiting.firstIndex(of: request) else { return }
        waiting.remove(at: position)
        outcomes[request].start = now
        inSystem -= 1
    }

    // MARK: Balancing

    private mutating func choose(_ request: Int) -> Int {
        switch service.balancing {
        case .roundRobin:
            turn %= ready.count
            defer { turn += 1 }
            return ready[turn]
        case .leastConnections:
            return ready.min {
                (servers[$0].inFlight, servers[$0].stamp) < (servers[$1].inFlight, servers[$1].stamp)
            } ?? -1
        case .random(let draws):
            let drawn = (0..<draws).map { draw in
                let bits = balancing.bits(UInt64(request), attempt: UInt32(draw)).0
                return ready[Int(bits.multipliedFullWidth(by: UInt64(ready.count)).high)]
            }
            let least = drawn.map { servers[$0].inFlight }.min()
            return drawn.last { servers[$0].inFlight == least } ?? -1
        case .first: return ready.min() ?? -1
        }
    }

    private mutating func count(_ number: Int, by change: Int) {
        changes += 1
        servers[number].inFlight += change
        servers[number].stamp = changes
    }

    private mutating func join(_ number: Int) {
        changes += 1
        servers[number].stamp = changes
        ready.append(number)
    }

    // MARK: Replicas

    private mutating func addServer(launchedAt time: Int64) -> Int {
        servers.append(Server(replica: Replica(launchedAt: time)))
        serving.append(servers.count - 1)
        return servers.count - 1
    }

    private mutating func bootDone(_ number: Int) {
        guard servers[number].replica.state == .booting else { return }
        if now >= horizon, waiting.isEmpty { return }
        servers[number].replica.state = .ready
        servers[number].replica.readyAt = now
        join(number)
        while !waiting.isEmpty { dispatch(waiting.removeFirst()) }
    }

    private mutating func accumulate(_ number: Int) {
        servers[number].busyArea += Int64(servers[number].busy) * (now - servers[number].lastChange)
        servers[number].lastChange = now
    }

    private mutating func scrape() {
        scrapes += 1
        let depth = Int(metrics.window.nanoseconds / metrics.scrapeInterval.nanoseconds)
        for number in serving where servers[number].replica.state == .ready {
            accumulate(number)
            let (area, requests) = (servers[number].busyArea, servers[number].replica.requests)
            let before = servers[number].scraped[scrapes - depth] ?? (0, 0)
            servers[number].scraped[scrapes] = (area, requests)
            servers[number].sample = (now, area - before.busy, requests - before.requests)
        }
        schedule(.scrape, at: now + metrics.scrapeInterval.nanoseconds)
    }

    private mutating func evaluate() {
        let current = serving.count
        let decision = policy.decide(observation())
        decisions.append(
            DecisionRecord(
                timeSeconds: Double(now) / 1e9, currentReplicas: current, desiredReplicas: decision.desired,
                reason: decision.reason))
        while serving.count < decision.desired {
            let number = addServer(launchedAt: now)
            schedule(.bootDone(replica: number), at: now + boot.nanoseconds(UInt64(number)))
        }
        while serving.count > decision.desired { drain(serving.removeLast()) }
        schedule(.evaluation, at: now + SimTime(seconds: policy.evaluationIntervalSeconds).nanoseconds)
    }

    private mutating func drain(_ number: Int) {
        if let position = ready.firstIndex(of: number) {
            ready.remove(at: position)
            if position < turn { turn -= 1 }
        }
        servers[number].replica.state = .draining
        servers[number].replica.drainedAt = now
        if servers[number].inFlight == 0 { servers[number].replica.goneAt = now }
    }

    private func observation() -> Observation {
        let pods = servers.indices.filter { servers[$0].replica.goneAt.map { $0 > now } ?? true }.map { number in
            let server = servers[number]
            let sample = server.replica.state == .ready ? server.sample : nil
            let capacity = Double(service.profile.servers) * Double(metrics.window.nanoseconds)
            return PodObservation(
                name: "replica-\(number)", ready: server.replica.state == .ready,
                startTime: Double(server.replica.launchedAt) / 1e9,
                readyTransition: Double(server.replica.readyAt ?? server.replica.launchedAt) / 1e9,
                deleted: server.replica.state == .draining, cpuRequestMilli: service.cpuRequestMilli,
                cpuUsageMilli: sample.map {
                    Int((Double($0.busy) / capacity * Double(service.cpuMilli)).rounded(.up))
                },
                metricTime: sample.map { Double($0.time) / 1e9 },
                metricWindow: sample.map { _ in metrics.window.seconds })
        }
        var rates: [String: Double] = [:]
        for number in servers.indices where servers[number].replica.state == .ready {
            guard let sample = servers[number].sample else { continue }
            rates["replica-\(number)"] = Double(sample.requests) / metrics.window.seconds
        }
        return Observation(
            time: Double(now) / 1e9, currentReplicas: serving.count, pods: pods,
            podMetrics: Dictionary(uniqueKeysWithValues: metrics.podMetrics.map { ($0.name, rates) }))
    }
}
