import Profiles

/// One replication of a scenario.
///
/// Control events come from a heap; between two of them the replica set is fixed, so each request's whole history
/// follows from the Kiefer–Wolfowitz recursion when it arrives, and arrivals are merged from their sorted source
/// instead of entering the heap. Events of an instant happen before its arrivals.
///
/// The run lasts from 0 to `horizon`: later arrivals, evaluations and scrapes are left out, but requests that arrived
/// before are followed to their end.
package struct Engine<Arrivals: ArrivalSource, Sink: RequestSink> {
    private let service: ServiceModel
    private let metrics: MetricsPipeline
    private let horizon: Int64
    private let timeout: Int64
    private let evaluationInterval: Int64
    private var occupancy: BlockedDurations
    private var delay: BlockedDurations
    private let boot: DurationSampler

    private var arrivals: Arrivals
    /// Instant of the next request, `Int64.max` after the last one.
    private var nextArrival: Int64 = 0
    private var nextIndex: UInt64 = 0
    private var events = MinHeap<ControlEvent>()
    private var bank: ServerBank
    private var balancer: Balancer
    private var waiting = WaitingRoom()
    private var scraper: MetricsScraper
    private var policy: any ScalingPolicy
    /// Numbers of the replicas that boot or are ready, in the order of their launches.
    private var serving: [Int] = []
    /// Numbers of the replicas that were not gone when last looked at.
    private var present: [Int] = []

    package private(set) var replicas: ContiguousArray<Replica> = []
    package private(set) var decisions: [DecisionRecord] = []
    package private(set) var sink: Sink

    package init(
        service: ServiceModel, metrics: MetricsPipeline, policy: any ScalingPolicy, arrivals: Arrivals,
        horizon: SimTime, seed: UInt64, sink: Sink
    ) {
        func sampler(_ distribution: Distribution, _ purpose: RandomStream.Purpose) -> DurationSampler {
            DurationSampler(distribution, stream: RandomStream(seed: seed, purpose: purpose))
        }
        self.service = service
        self.metrics = metrics
        self.policy = policy
        self.arrivals = arrivals
        self.horizon = horizon.nanoseconds
        self.sink = sink
        timeout = service.requestTimeout?.nanoseconds ?? .max
        evaluationInterval = SimTime(seconds: policy.evaluationIntervalSeconds).nanoseconds
        precondition(evaluationInterval > 0, "a policy is evaluated at positive intervals")
        occupancy = BlockedDurations(sampler(service.profile.occupancy, .occupancy))
        delay = BlockedDurations(sampler(service.profile.delay, .delay))
        boot = sampler(service.boot, .boot)
        bank = ServerBank(
            servers: service.profile.servers,
            bandwidth: service.profile.cpuLimit.map {
                CPUBandwidth(
                    $0, wakeUp: SimTime(seconds: service.profile.wakeUpSeconds ?? 0),
                    phases: RandomStream(seed: seed, purpose: .cpuPeriod))
            })
        balancer = Balancer(service.balancing, stream: RandomStream(seed: seed, purpose: .balancing))
        scraper = MetricsScraper(metrics)
    }

    package mutating func run() {
        start()
        while let event = events.min, event.time < horizon {
            serveArrivals(before: event.time)
            events.removeMin()
            handle(event)
        }
        serveArrivals(before: horizon)
        finishWaiting()
        sink.finish()
    }

    /// Replicas launched during the run.
    package var coldStarts: Int { replicas.count - service.initialReplicas }

    private mutating func start() {
        for _ in 0..<service.initialReplicas {
            let replica = addReplica(launchedAt: -Self.initialAge)
            becomeReady(replica, at: 0)
            replicas[replica].readyAt = -Self.initialAge
        }
        events.insert(ControlEvent(time: metrics.scrapeInterval.nanoseconds, kind: .scrape))
        events.insert(ControlEvent(time: evaluationInterval, kind: .evaluation))
        nextArrival = arrivals.next() ?? .max
    }

    /// An hour: beyond any metric window and initialisation period.
    private static var initialAge: Int64 { 3_600_000_000_000 }

    private mutating func serveArrivals(before end: Int64) {
        while nextArrival < end {
            sink.arrive(at: nextArrival)
            if balancer.hasReadyReplica {
                dispatch(nextIndex, arrival: nextArrival, at: nextArrival)
            } else {
                waiting.enter(nextIndex, at: nextArrival)
            }
            nextIndex += 1
            nextArrival = arrivals.next() ?? .max
        }
    }

    /// Sends a request to a replica at `time`, which decides all that becomes of it.
    @inline(__always)
    private mutating func dispatch(_ index: UInt64, arrival: Int64, at time: Int64) {
        let replica = balancer.choose(request: index, at: time)
        let served = bank.serve(replica: replica, at: time, occupancy: occupancy.nanoseconds(index))
        let answered = served.finish + delay.nanoseconds(index)
        let failed = answered - arrival > timeout
        let end = failed ? arrival + timeout : answered
        balancer.send(to: replica, departure: end)
        replicas[replica].count(occupancy: served.work, release: end)
        sink.record(
            RequestOutcome(
                index: index, arrival: arrival, start: min(served.start, end), end: end, replica: Int32(replica),
                failed: failed))
    }

    /// After the horizon: requests that still wait for a replica get one if one is booting, or time out.
    private mutating func finishWaiting() {
        while !waiting.isEmpty, let event = events.min {
            events.removeMin()
            if event.kind == .bootDone { bootDone(Int(event.replica), at: event.time) }
        }
        while let request = waiting.leave() { giveUp(request, at: horizon) }
    }

    private mutating func giveUp(_ request: WaitingRoom.Request, at time: Int64) {
        let end = timeout == .max ? max(time, request.arrival) : request.arrival + timeout
        sink.record(
            RequestOutcome(
                index: request.index, arrival: request.arrival, start: end, end: end, replica: -1, failed: true))
    }
}

// MARK: Control events

extension Engine {
    private mutating func handle(_ event: ControlEvent) {
        switch event.kind {
        case .bootDone: bootDone(Int(event.replica), at: event.time)
        case .scrape:
            scrape(at: event.time)
            events.insert(ControlEvent(time: event.time + metrics.scrapeInterval.nanoseconds, kind: .scrape))
        case .evaluation:
            evaluate(at: event.time)
            events.insert(ControlEvent(time: event.time + evaluationInterval, kind: .evaluation))
        }
    }

    private mutating func addReplica(launchedAt time: Int64) -> Int {
        let replica = replicas.count
        replicas.append(Replica(launchedAt: time))
        bank.addReplica()
        balancer.addReplica()
        scraper.addReplica()
        serving.append(replica)
        present.append(replica)
        return replica
    }

    private mutating func becomeReady(_ replica: Int, at time: Int64) {
        replicas[replica].state = .ready
        replicas[replica].readyAt = time
        balancer.becomeReady(replica, at: time)
    }

    private mutating func bootDone(_ replica: Int, at time: Int64) {
        // It may have been ended while it booted.
        guard replicas[replica].state == .booting else { return }
        becomeReady(replica, at: time)
        while let request = waiting.leave() {
            if time - request.arrival > timeout {
                giveUp(request, at: time)
            } else {
                dispatch(request.index, arrival: request.arrival, at: time)
            }
        }
    }

    private mutating func scrape(at time: Int64) {
        scraper.beginScrape()
        for replica in serving where replicas[replica].state == .ready {
            let busy = replicas[replica].assignedNanoseconds - bank.backlog(replica: replica, at: time)
            scraper.record(
                replica, totals: .init(busy: busy, requests: replicas[replica].requests), at: time)
        }
    }

    private mutating func evaluate(at time: Int64) {
        present.removeAll { replicas[$0].goneAt.map { $0 <= time } ?? false }
        let current = serving.count
        let decision = policy.decide(observation(at: time))
        decisions.append(
            DecisionRecord(
                timeSeconds: SimTime(nanoseconds: time).seconds, currentReplicas: current,
                desiredReplicas: decision.desired, reason: decision.reason))
        for _ in current..<max(current, decision.desired) { launch(at: time) }
        while serving.count > max(0, decision.desired) { removeLastLaunched(at: time) }
    }

    private mutating func launch(at time: Int64) {
        let replica = addReplica(launchedAt: time)
        let ready = time + boot.nanoseconds(UInt64(replica))
        events.insert(ControlEvent(time: ready, kind: .bootDone, replica: Int32(replica)))
    }

    /// Last started is first removed, whether it is ready or still boots: the one rule that a live stack follows just
    /// as easily. (Kubernetes prefers replicas that are not ready, then those that became ready last; the two differ
    /// only where boots overtake each other.)
    private mutating func removeLastLaunched(at time: Int64) {
        let replica = serving.removeLast()
        let booting = replicas[replica].state == .booting
        if !booting { balancer.drain(replica, at: time) }
        replicas[replica].state = .draining
        replicas[replica].drainedAt = time
        replicas[replica].goneAt = max(time, replicas[replica].lastReleaseAt)
    }
}

// MARK: What the policy sees

extension Engine {
    private func observation(at time: Int64) -> Observation {
        Observation(
            time: SimTime(nanoseconds: time).seconds, currentReplicas: serving.count,
            // Not `map(pod)`, which would copy the whole engine to bind the method.
            pods: present.map { pod($0) },
            podMetrics: Dictionary(
                uniqueKeysWithValues: metrics.podMetrics.map { ($0.name, values(of: $0.quantity)) }))
    }

    /// A booting replica is a running pod without a sample, a draining one a deleted pod.
    private func pod(_ number: Int) -> PodObservation {
        let replica = replicas[number]
        let sample = replica.state == .ready ? scraper.sample(of: number) : nil
        return PodObservation(
            name: name(number), ready: replica.state == .ready,
            startTime: SimTime(nanoseconds: replica.launchedAt).seconds,
            readyTransition: SimTime(nanoseconds: replica.readyAt ?? replica.launchedAt).seconds,
            deleted: replica.state == .draining, cpuRequestMilli: service.cpuRequestMilli,
            cpuUsageMilli: sample.map { cpuMilli($0) },
            metricTime: sample.map { SimTime(nanoseconds: $0.time).seconds },
            metricWindow: sample.map { _ in metrics.window.seconds })
    }

    /// Rounded up to a thousandth of a CPU, as a Kubernetes quantity is.
    private func cpuMilli(_ sample: MetricsScraper.Sample) -> Int {
        let capacity = Double(service.profile.servers) * Double(metrics.window.nanoseconds)
        return Int((Double(sample.change.busy) / capacity * Double(service.cpuMilli)).rounded(.up))
    }

    private func values(of quantity: MetricsPipeline.Quantity) -> [String: Double] {
        var values: [String: Double] = [:]
        for number in present where replicas[number].state == .ready {
            guard let sample = scraper.sample(of: number) else { continue }
            switch quantity {
            case .requestRate: values[name(number)] = Double(sample.change.requests) / metrics.window.seconds
            }
        }
        return values
    }

    private func name(_ replica: Int) -> String { "replica-\(replica)" }
}
