import BootProbe
import ScaleSim

/// The simulated side of a validation: the scenario with the very requests of a live run.
struct SimulatedRuns {
    private typealias Course = (requests: [RequestOutcome], replicas: ReplicaHistory)

    private let simulation: Simulation
    private let result: SimulationResult
    private let predictions: RunPredictions
    private let backing: BackingProfile?
    private let paceFactors: [Double]?

    init(of scenario: Scenario, like live: LiveRecord, backing: BackingProfile?, threads: Int) {
        var same = scenario
        same.traffic = live.page.run.traffic
        paceFactors = Self.paceFactors(scenario, live.page.run)
        if let paceFactors { same = same.following(paceFactors) }
        simulation = Simulation(same)
        result = simulation.run(threads: threads)
        predictions = RunPredictions(of: same, threads: threads)
        self.backing = backing
    }

    /// Both sides.
    func validated(_ live: LiveRecord) -> ValidatedRun {
        let courses = courses(of: 0)
        var run = validated(live.page, result, courses, service: 0)
        run.paceFactors = paceFactors
        let work = live.worker == nil ? nil : self.courses(of: Scenario.workerNumber)
        if let flow = live.flow, let backing {
            run.flow = (flow, flows(courses.map(\.requests), work?.map(\.requests), backing))
        }
        if let worker = live.worker, let work, let services = result.services {
            run.workers = [
                validated(
                    worker, result.result(of: services[Scenario.workerNumber]), work, service: Scenario.workerNumber)
            ]
        }
        return run
    }

    private func validated(
        _ live: LiveRecord.Part, _ simulated: SimulationResult, _ courses: [Course], service: Int
    ) -> ValidatedRun {
        ValidatedRun(
            live: live.run, simulated: simulated, liveLatencies: live.latencySeconds,
            simulatedLatencies: courses.flatMap(\.requests.latencySeconds),
            simulatedReplicas: courses.map { $0.replicas.means(step: SimTime(seconds: live.run.series.stepSeconds)) },
            predictions: predictions.figures.map { $0[service] })
    }

    private static func paceFactors(_ scenario: Scenario, _ live: LiveRun) -> [Double]? {
        guard let pace = live.hostPaceSeconds, let reference = scenario.service.profile.hostPaceSeconds,
            !pace.isEmpty
        else { return nil }
        return pace.map { $0 / reference }
    }

    /// By replication.
    private func courses(of service: Int) -> [Course] {
        result.replications.indices.map { simulation.course(ofReplication: $0, service: service) }
    }

    private func flows(
        _ requests: [[RequestOutcome]], _ work: [[RequestOutcome]]?, _ backing: BackingProfile
    ) -> [VoteFlow] {
        requests.indices.map { number in
            VoteFlowModel(backing, seed: result.seed &+ UInt64(number)).flow(
                of: requests[number], storedBy: work?[number], durationSeconds: result.durationSeconds)
        }
    }
}

extension Scenario {
    /// The same where the first service takes as long as the host's CPUs did, second by second.
    ///
    /// All times of its profile and its boots are those of the mean pace; what requests occupy and the boots that begin follow
    /// each second, in the mean of those around it, since a second's own pace is a few samples.
    ///
    /// - Parameter paceFactors: how many times as long the same work takes, for each second; at least one.
    package func following(_ paceFactors: [Double]) -> Scenario {
        var scenario = self
        let mean = paceFactors.reduce(0, +) / Double(paceFactors.count)
        scenario.service.profile = service.profile.scaled(by: mean)
        scenario.host = host?.scaled(by: mean)
        scenario.service.boot = service.boot.scaled(by: mean)
        scenario.service.bootSurface = service.bootSurface.map { $0.scaled(by: mean) }
        let second = SimTime(seconds: 1)
        for number in paceFactors.indices {
            let around = paceFactors[
                max(0, number - Self.paceReach)...min(paceFactors.count - 1, number + Self.paceReach)]
            let factor = around.reduce(0, +) / Double(around.count) / mean
            guard abs(factor - 1) > Self.paceTolerance else { continue }
            let time = SimTime(seconds: Double(number))
            scenario.faults.append(Fault(at: time, .slow(service: 0, factor: factor, duration: second)))
        }
        return scenario
    }

    /// In seconds on either side.
    private static let paceReach = 2

    /// Less is the noise of the measurement.
    private static let paceTolerance = 0.02
}
