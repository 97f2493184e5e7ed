import Profiles

/// One replication of any scenario, event by event.
///
/// Where a single service is recursive it gives the same bytes as `RecursionEngine`, at about twice the cost; it also
/// knows queues with limits, shared CPUs, calls between services, retries, crashes and closed populations. Requests
/// that arrive before the horizon are followed to their end.
package struct EventEngine<Arrivals: ArrivalSource, Sink: RequestSink>: ~Copyable {
    /// Where requests come in from outside.
    package struct Entry {
        package let service: Int
        package var source: Arrivals

        package init(service: Int, source: Arrivals) {
            self.service = service
            self.source = source
        }
    }

    var services = UniqueArray<RunningService<Sink>>()
    var sites = UniqueArray<RunningSite>()
    private var entries = UniqueArray<RunningEntry<Arrivals>>()
    /// The entry of the next arrival.
    private var nextEntry = 0
    /// Its instant; `Int64.max` after the last one.
    private var nextArrival = Int64.max
    var population: RunningPopulation?
    var cluster: RunningCluster?
    /// Which requests from outside pass before they reach a balancer.
    var host: HostQueue?
    /// Of the requests sent to each service's replicas, where requests hold each other up as was measured; otherwise empty.
    ///
    /// Here, because as an optional of `RunningService` it makes the optimiser of Swift 6.3 destroy a `population` that is not there.
    var recentRates: ContiguousArray<RecentRate>
    /// Whether all replicas are on the host that their profiles come from.
    var isHostMeasured: Bool { !recentRates.isEmpty }
    var faults: [Fault] = []
    var jobs = JobTable()
    var events = EventQueue()
    /// By number among all replicas of the scenario.
    var loads = UniqueArray<ReplicaLoad>()
    let horizon: Int64
    private let seed: UInt64
    var now: Int64 = 0
    /// Work that each service's replicas did within the run, in server-nanoseconds.
    package internal(set) var busyNanoseconds: ContiguousArray<Int64>
    /// No job times out before this instant.
    var nextDeadline = Int64.max

    /// - Parameters:
    ///   - services: in the order in which calls number them.
    ///   - population: a closed population that sends to the first service; its site follows those of the entries.
    package init(
        services: [Service], metrics: MetricsPipeline, entries: [Entry], population: ClosedPopulation? = nil,
        cluster: ClusterModel? = nil, host: SharedHost? = nil, faults: [Fault] = [], horizon: SimTime, seed: UInt64,
        isObserved: Bool = false,
        sink: (Int) -> Sink
    ) {
        let roots = entries.map(\.service) + (population.map { [$0.service] } ?? [])
        guard let tree = CallTree(services.map(\.model), entries: roots) else {
            preconditionFailure("services do not call each other in a circle")
        }
        recentRates = ContiguousArray(repeating: RecentRate(), count: host == .measured ? services.count : 0)
        self.horizon = horizon.nanoseconds
        self.seed = seed
        busyNanoseconds = ContiguousArray(repeating: 0, count: services.count)
        for (number, service) in services.enumerated() {
            self.services.append(
                RunningService(
                    service, number: number, metrics: metrics, horizon: horizon.nanoseconds, seed: seed,
                    isObserved: isObserved, sink: sink(number)))
        }
        for (number, site) in tree.sites.enumerated() {
            sites.append(
                RunningSite(site, number: number, profile: services[site.service].model.profile, seed: seed))
        }
        for entry in entries { self.entries.append(RunningEntry(entry.source)) }
        self.population = population.map { RunningPopulation($0, site: entries.count, seed: seed) }
        self.cluster = cluster.map { RunningCluster($0, seed: seed) }
        if case .queue(let cpus, let seconds) = host {
            self.host = HostQueue(cpus: cpus, secondsPerRequest: seconds)
        }
        addFaults(faults)
    }

    package func control(of service: Int) -> ControlPlane { services[service].control }
    package func warmStarts(of service: Int) -> Int { services[service].warmStarts }
    /// Launch and end of each node, in nanoseconds since the start of the run; the end is nil while it is there.
    package var nodeTimes: [(launchedAt: Int64, goneAt: Int64?)] {
        cluster?.nodes.map { ($0.launchedAt, $0.goneAt) } ?? []
    }
    package func sink(of service: Int) -> Sink { services[service].sink }

    package mutating func run() {
        start()
        repeat {
            follow()
        } while giveUpWaiting()
        for service in services.indices {
            for number in services[service].replicas.indices { report(number, of: service) }
            services[service].finish()
        }
    }

    private mutating func start() {
        for service in services.indices {
            for _ in 0..<services[service].model.initialReplicas {
                let replica = addReplica(of: service, launchedAt: -ControlPlane.initialAge)
                placeInitial(replica)
                becomeReady(replica, at: -ControlPlane.initialAge)
                settle(replica, of: service)
            }
            addControlEvent(.scrape, of: service, at: services[service].control.metrics.scrapeInterval.nanoseconds)
            guard services[service].onDemand == nil else { continue }
            addControlEvent(.evaluation, of: service, at: services[service].control.evaluationInterval)
        }
        events.add(.closing, rank: .scrape, at: horizon, subject: 0)
        if let cluster, cluster.model.scanInterval.nanoseconds < horizon {
            events.add(
                .nodeScan, rank: .evaluation, at: cluster.model.scanInterval.nanoseconds, subject: 0, replica: 1 << 20)
        }
        for entry in entries.indices { _ = entries[entry].advance(horizon: horizon) }
        findNextEntry()
        startPopulation()
    }

    // MARK: The loop

    private mutating func follow() {
        while true {
            let (event, arrival) = (events.nextTime, nextArrival)
            let time = min(event, arrival)
            if nextDeadline <= time, exposeDeadlines(until: time) { continue }
            guard time < .max else { return }
            now = time
            if event < arrival || event == arrival && events.nextPrecedesArrivals {
                handle(events.take())
            } else {
                arrive(nextEntry)
            }
        }
    }

    @inline(__always)
    private mutating func arrive(_ entry: Int) {
        let index = entries[entry].index
        nextArrival = entries[entry].advance(horizon: horizon)
        if entries.count > 1 { findNextEntry() }
        enter(index, site: entry)
    }

    private mutating func findNextEntry() {
        guard let entry = entries.indices.min(by: { entries[$0].next < entries[$1].next }) else { return }
        nextEntry = entry
        nextArrival = entries[entry].next
    }

    @inline(__always)
    private mutating func handle(_ event: Event) {
        let subject = event.subject
        switch event.kind {
        case .serverDone: if jobs[subject].serial == event.serial { serverDone(subject) }
        case .sharedDone: sharedDone(replica: subject, version: event.serial)
        case .answered: if jobs[subject].serial == event.serial { answered(subject) }
        case .deadline: if jobs[subject].serial == event.serial { timeOut(subject) }
        case .crash: crash(subject)
        case .bootDone: bootDone(subject)
        case .scrape: scrape(subject)
        case .evaluation: evaluate(subject)
        case .closing: sumUpWork()
        case .expiry: expire(subject, serial: event.serial)
        case .preWarm: preWarm(subject, serial: event.serial)
        case .nodeReady: nodeReady(subject)
        case .nodeScan: scanNodes()
        case .poolBooted: poolBooted(subject)
        case .fault: strike(subject)
        case .sendAgain: sendAgain(subject)
        case .hostTurn: hostTurn(subject)
        case .userSends: userSends(subject)
        }
    }
}

/// An entry with the arrival that comes next.
struct RunningEntry<Arrivals: ArrivalSource> {
    private var source: Arrivals
    /// Instant of the next arrival, `Int64.max` after the last one.
    private(set) var next: Int64 = .max
    /// Of the next arrival.
    private(set) var index = UInt64.max

    init(_ source: Arrivals) { self.source = source }

    @inline(__always)
    mutating func advance(horizon: Int64) -> Int64 {
        let arrival = source.next() ?? .max
        next = arrival < horizon ? arrival : .max
        index &+= 1
        return next
    }
}
