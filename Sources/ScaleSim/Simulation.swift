import Dispatch
import Synchronization

/// Runs the replications of a scenario, which are independent of each other, over threads.
public struct Simulation: Sendable {
    public let scenario: Scenario

    /// The scenario's values must make sense; `ScenarioFile` sees to that for values that come from outside.
    public init(_ scenario: Scenario) {
        precondition(scenario.replications > 0, "a simulation has at least one replication")
        precondition(scenario.duration > .zero, "a simulation lasts")
        precondition(scenario.algorithm != .recursion || scenario.isRecursive, "the recursion can compute the scenario")
        self.scenario = scenario
    }

    /// Runs all replications; the result is the same for every number of threads.
    ///
    /// - Parameter onReplication: called after each replication with the number of those done and of those planned, on
    ///   any thread. More may be planned later where a precision is wanted.
    public func run(
        threads: Int, onReplication: @Sendable (_ done: Int, _ planned: Int) -> Void = { _, _ in }
    ) -> SimulationResult {
        let startUp = startUp(threads: threads)
        var runs: [[Replication]] = []
        var planned = plan.map(\.pilot) ?? scenario.replications
        while runs.count < planned {
            let end = planned
            runs += replicate(runs.count..<end, startUp, threads: threads) { onReplication($0, end) }
            if let more = plan?.replications(after: values(runs)) { planned = more }
        }
        return result(runs, startUp)
    }

    /// Runs some of the replications.
    private func replicate(
        _ numbers: Range<Int>, _ startUp: StartUpPeriod, threads: Int, onReplication: @Sendable (Int) -> Void
    ) -> [[Replication]] {
        Self.concurrently(numbers, threads: threads, onDone: onReplication) { number in
            var replications = replicate(number, startUp)
            // Only the first is kept as an example; the others' series would fill the memory.
            if number > 0 { for service in replications.indices { replications[service].forgetCourse() } }
            return replications
        }
    }

    /// Calls `body` for each number, over threads.
    ///
    /// - Parameter onDone: called after each with the lower bound plus the number of those done.
    /// - Returns: what `body` returned, in the order of the numbers.
    static func concurrently<Value: Sendable>(
        _ numbers: Range<Int>, threads: Int, onDone: @Sendable (Int) -> Void = { _ in },
        _ body: @Sendable (Int) -> Value
    ) -> [Value] {
        let values = Mutex([Value?](repeating: nil, count: numbers.count))
        let progress = Mutex((next: numbers.lowerBound, done: numbers.lowerBound))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, numbers.count))) { _ in
            while let number = progress.withLock({ take(&$0.next, before: numbers.upperBound) }) {
                let value = body(number)
                values.withLock { $0[number - numbers.lowerBound] = value }
                onDone(
                    progress.withLock {
                        $0.done += 1
                        return $0.done
                    })
            }
        }
        return values.withLock { $0.compactMap(\.self) }
    }

    private static func take(_ next: inout Int, before end: Int) -> Int? {
        guard next < end else { return nil }
        defer { next += 1 }
        return next
    }

    // MARK: How many replications

    private var plan: ReplicationPlan? {
        scenario.precision.map { ReplicationPlan($0.width, maximum: $0.maximumReplications) }
    }

    /// Of the figure whose precision is wanted, in the order of replications.
    private func values(_ runs: [[Replication]]) -> [Double] {
        guard let figure = FigureColumn.all.first(where: { $0.name == scenario.precision?.figure }) else { return [] }
        return runs.map { figure.value($0[0].figures) }
    }

    // MARK: Results

    /// - Parameter runs: by replication and service.
    private func result(_ runs: [[Replication]], _ startUp: StartUpPeriod) -> SimulationResult {
        let services = scenario.services.enumerated().map { number, service in
            let figures = runs.map { $0[number].figures }
            return ServiceResult(
                name: service.name, policy: service.policyName, figures: Figures(figures), replications: figures,
                example: runs[0][number])
        }
        return SimulationResult(
            scenario: scenario.name, policy: scenario.policyName, seed: scenario.seed,
            durationSeconds: scenario.duration.seconds, startUp: startUp,
            precisionReached: plan.map { $0.isReached(by: values(runs)) },
            objectiveLatencySeconds: scenario.objective.seconds, figures: services[0].figures,
            replications: services[0].replications, example: services[0].example,
            services: services.count > 1 ? services : nil)
    }
}

// MARK: The start of a run

extension Simulation {
    /// Replications in which the start-up period is looked for.
    private static var pilot: Int { 5 }

    private func startUp(threads: Int) -> StartUpPeriod {
        guard case .fixed(let time) = scenario.warmUp else { return detectedStartUp(threads: threads) }
        return StartUpPeriod(seconds: time.seconds, isDetected: false)
    }

    /// Where the mean latency by step, averaged over a few replications, stops showing the start, by MSER-5.
    private func detectedStartUp(threads: Int) -> StartUpPeriod {
        let whole = StartUpPeriod(seconds: 0, isDetected: true)
        let runs = Self.concurrently(0..<Self.pilot, threads: threads) {
            replicate($0, whole)[0].series.latencyMeanSeconds
        }
        var means: [Double] = []
        for step in runs[0].indices {
            let values = runs.compactMap { $0[step] }
            // A step without an answer says nothing new.
            means.append(values.isEmpty ? means.last ?? 0 : values.reduce(0, +) / Double(values.count))
        }
        let cut = MSER5(means, batch: means.count < 50 ? 1 : 5)
        return StartUpPeriod(
            seconds: Double(cut.truncation) * scenario.seriesStep.seconds, isDetected: true, isTooShort: cut.isTooShort)
    }
}

// MARK: One replication

extension Simulation {
    /// Runs one replication.
    ///
    /// - Returns: what each service did.
    package func replicate(_ number: Int, _ startUp: StartUpPeriod? = nil) -> [Replication] {
        let seed = RandomStream.replicationSeed(seed: scenario.seed, number: number)
        let scenario = foreseen(seed, startUp)
        let run = ReplicationRun(
            scenario: scenario, startUp: SimTime(seconds: startUp?.seconds ?? 0), number: number, seed: seed)
        return scenario.follow(run, replicationSeed: seed)
    }

    /// The scenario with what its oracle, if it has one, foresees of a replication: of the requests that count.
    ///
    /// - Parameter startUp: nil for that of the scenario.
    private func foreseen(_ seed: UInt64, _ startUp: StartUpPeriod?) -> Scenario {
        guard let startUp else { return scenario.foreseen(replicationSeed: seed) }
        var counted = scenario
        counted.warmUp = .fixed(SimTime(seconds: startUp.seconds))
        return counted.foreseen(replicationSeed: seed)
    }

    /// Runs one replication and writes each of its requests as a row of CSV, those of the start-up period included.
    ///
    /// - Parameter path: `-` for standard output. A file is there with all of its rows or not at all.
    public func logRequests(ofReplication number: Int = 0, to path: String) throws(ScaleSimError) {
        let log = try RequestLog(path)
        logRequests(ofReplication: number, to: log)
        try log.finish()
    }

    /// Runs one replication and writes its requests to `log`, which is still to be finished.
    package func logRequests(ofReplication number: Int = 0, to log: RequestLog) {
        follow(number) { scenario, seed in
            ServiceRun(
                scenario: scenario, seed: seed, sink: { LoggedRequests(log, service: scenario.services[$0].name) },
                outcome: { _, _ in })
        }
    }

    /// What the policy of one service saw in a replication, evaluation by evaluation, and what it decided.
    ///
    /// - Parameter service: its number within the scenario.
    public func observations(
        ofReplication number: Int = 0, service: Int = 0
    ) -> (observations: [Observation], decisions: [DecisionRecord]) {
        follow(number) { scenario, seed in
            ServiceRun(
                scenario: scenario, seed: seed, service: service, isObserved: true, sink: { _ in IgnoredRequests() },
                outcome: { control, _ in (control.observations, control.decisions) })
        }
    }

    /// What became of each request of one service in one replication, in the order in which the outcomes became known, and how
    /// many replicas it had.
    ///
    /// - Parameter service: its number within the scenario.
    package func course(
        ofReplication number: Int, service: Int = 0
    ) -> (requests: [RequestOutcome], replicas: ReplicaHistory) {
        follow(number) { scenario, seed in
            ServiceRun(
                scenario: scenario, seed: seed, service: service, sink: { _ in Outcomes() },
                outcome: { control, sink in
                    (sink.all, ReplicaHistory(control.replicas, horizon: scenario.duration))
                })
        }
    }

    /// Latencies of the answered requests of `course(ofReplication:service:)`, in seconds.
    package func latencies(ofReplication number: Int, service: Int = 0) -> [Double] {
        course(ofReplication: number, service: service).requests.latencySeconds
    }

    /// Runs one replication for the sake of something else than its figures.
    private func follow<Run: EngineRun>(_ number: Int, _ run: (Scenario, _ seed: UInt64) -> Run) -> Run.Outcome {
        let seed = RandomStream.replicationSeed(seed: scenario.seed, number: number)
        // A plan is for the requests that count, so those must be known as they are in `run`.
        let isOpen = scenario.policy is OraclePolicy && scenario.warmUp == .detected
        let scenario = foreseen(seed, isOpen ? startUp(threads: 1) : nil)
        return scenario.follow(run(scenario, seed), replicationSeed: seed)
    }
}

private struct Outcomes: RequestSink {
    var all: [RequestOutcome] = []

    func arrive(at time: Int64) {}
    func finish() {}

    mutating func record(_ outcome: RequestOutcome) { all.append(outcome) }
}

private struct IgnoredRequests: RequestSink {
    func arrive(at time: Int64) {}
    func record(_ outcome: RequestOutcome) {}
    func finish() {}
}
