import Profiles

/// One replication of a single service, without departure events.
///
/// Control events come from a heap; between two of them the replica set is fixed, so each request's whole history
/// follows from the Kiefer–Wolfowitz recursion when it arrives, and arrivals are merged from their sorted source
/// instead of entering the heap. Events of an instant happen before its arrivals. Where no choice depends on requests
/// under way, requests go through in blocks. What it can compute is what has no `ServiceModel.reasonForEvents`; there
/// `EventEngine` gives the same to the byte.
///
/// The run lasts from 0 to `horizon`: later arrivals, evaluations and scrapes are left out, but requests that arrived
/// before are followed to their end.
package struct RecursionEngine<Arrivals: ArrivalSource, Sink: RequestSink> {
    private let service: ServiceModel
    private let horizon: Int64
    private let timeout: Int64
    private var work: WorkDraws

    private var arrivals: Arrivals
    /// Instant of the next request, `Int64.max` after the last one.
    private var nextArrival: Int64 = 0
    private var nextIndex: UInt64 = 0
    private var events = MinHeap<ControlEvent>()
    private var bank: ServerBank
    private var balancer: Balancer
    private var departures = DepartureLog()
    private var waiting = WaitingRoom()
    private var block = RequestBlock()

    package private(set) var control: ControlPlane
    package private(set) var sink: Sink
    /// Work that all replicas did within the run, in server-nanoseconds.
    package private(set) var busyNanoseconds: Int64 = 0

    package init(
        service: ServiceModel, metrics: MetricsPipeline, policy: any ScalingPolicy, arrivals: Arrivals,
        horizon: SimTime, seed: UInt64, isObserved: Bool = false, sink: Sink
    ) {
        precondition(service.reasonForEvents == nil, "the recursion can compute this service")
        let draws = ServiceDraws(service, seed: seed)
        self.service = service
        self.arrivals = arrivals
        self.horizon = horizon.nanoseconds
        self.sink = sink
        timeout = service.requestTimeout?.nanoseconds ?? .max
        work = WorkDraws(service.profile, seed: seed)
        bank = ServerBank(servers: service.profile.servers, bandwidth: draws.bandwidth)
        balancer = Balancer(service.balancing, stream: draws.balancing)
        control = ControlPlane(
            service, metrics: metrics, policy: policy, boot: draws.boot, isObserved: isObserved)
    }

    package mutating func run() {
        start()
        while let event = events.min, event.time < horizon {
            serveArrivals(before: event.time)
            events.removeMin()
            handle(event)
        }
        serveArrivals(before: horizon)
        busyNanoseconds = control.replicas.indices.reduce(0) { $0 + busy($1, at: horizon) }
        finishWaiting()
        sink.finish()
    }

    private mutating func start() {
        for _ in 0..<service.initialReplicas {
            let replica = addReplica(launchedAt: -ControlPlane.initialAge)
            becomeReady(replica, at: -ControlPlane.initialAge)
        }
        events.insert(ControlEvent(time: control.metrics.scrapeInterval.nanoseconds, kind: .scrape))
        events.insert(ControlEvent(time: control.evaluationInterval, kind: .evaluation))
        nextArrival = arrivals.next() ?? .max
    }

    // MARK: Requests

    private mutating func serveArrivals(before end: Int64) {
        while nextArrival < end {
            if balancer.choosesInTurn, bank.isUnlimited {
                serveBlock(before: end)
                continue
            }
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

    /// Does for the next requests, up to a block of them, what `dispatch` does for one.
    private mutating func serveBlock(before end: Int64) {
        fillArrivals(before: end)
        balancer.choose(for: &block)
        work.occupancy.fill(&block)
        bank.serve(&block)
        work.delay.postponeAnswers(of: &block)
        if control.count(block, timeout: timeout) {
            sink.recordEach(block, timeout: timeout)
        } else {
            sink.record(block)
        }
    }

    private mutating func fillArrivals(before end: Int64) {
        block.firstIndex = nextIndex
        (block.count, nextArrival) = arrivals.fill(&block.arrivals, from: nextArrival, before: end)
        nextIndex += UInt64(block.count)
    }

    /// Sends a request to a replica at `time`, which decides all that becomes of it.
    @inline(__always)
    private mutating func dispatch(_ index: UInt64, arrival: Int64, at time: Int64) {
        departures.release(until: time, from: &balancer)
        guard let replica = balancer.choose(request: index) else { preconditionFailure("a replica is ready") }
        let served = bank.serve(replica: replica, at: time, occupancy: work.occupancy.nanoseconds(index))
        let outcome = RequestOutcome(
            index: index, arrival: arrival, start: served.start,
            answer: served.finish + work.delay.nanoseconds(index), timeout: timeout, replica: Int32(replica))
        if balancer.countsConnections {
            balancer.send(to: replica)
            departures.add(replica: replica, at: outcome.end)
        }
        control.replicas[replica].count(occupancy: served.work, release: outcome.end)
        sink.record(outcome)
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
                index: request.index, arrival: request.arrival, start: end, end: end, replica: -1, ending: .timedOut))
    }
}

// MARK: Control events

extension RecursionEngine {
    private mutating func handle(_ event: ControlEvent) {
        switch event.kind {
        case .bootDone: bootDone(Int(event.replica), at: event.time)
        case .scrape:
            scrape(at: event.time)
            events.insert(
                ControlEvent(time: event.time + control.metrics.scrapeInterval.nanoseconds, kind: .scrape))
        case .evaluation:
            evaluate(at: event.time)
            events.insert(ControlEvent(time: event.time + control.evaluationInterval, kind: .evaluation))
        }
    }

    private mutating func scrape(at time: Int64) {
        control.beginScrape()
        for number in control.serving where control.replicas[number].state == .ready {
            control.record(number, busy: busy(number, at: time))
        }
    }

    private func busy(_ number: Int, at time: Int64) -> Int64 {
        control.replicas[number].assignedNanoseconds - bank.backlog(replica: number, at: time)
    }

    private mutating func addReplica(launchedAt time: Int64) -> Int {
        bank.addReplica()
        balancer.addReplica()
        return control.addReplica(launchedAt: time)
    }

    private mutating func becomeReady(_ replica: Int, at time: Int64) {
        control.becomeReady(replica, at: time)
        departures.release(until: time, from: &balancer)
        balancer.becomeReady(replica)
    }

    private mutating func bootDone(_ replica: Int, at time: Int64) {
        // It may have been ended while it booted.
        guard control.replicas[replica].state == .booting else { return }
        becomeReady(replica, at: time)
        while let request = waiting.leave() {
            if time - request.arrival > timeout {
                giveUp(request, at: time)
            } else {
                dispatch(request.index, arrival: request.arrival, at: time)
            }
        }
    }

    private mutating func evaluate(at time: Int64) {
        let desired = control.evaluate(at: time)
        while control.serving.count < desired {
            let replica = addReplica(launchedAt: time)
            let ready = time + control.bootDuration(of: replica)
            events.insert(ControlEvent(time: ready, kind: .bootDone, replica: Int32(replica)))
        }
        while control.serving.count > desired, let replica = control.serving.last {
            if control.end(replica, at: time) {
                departures.release(until: time, from: &balancer)
                balancer.drain(replica)
            }
            control.replicas[replica].goneAt = max(time, control.replicas[replica].lastReleaseAt)
        }
    }
}
