import BootProbe
import ScaleSim

/// The simulated side of a validation: the scenario with the very requests of a live run.
struct SimulatedRuns {
    private let simulation: Simulation
    private let result: SimulationResult
    private let backing: BackingProfile?

    init(of scenario: Scenario, like live: LiveRuns.Outcome, backing: BackingProfile?, threads: Int) {
        var same = scenario
        same.traffic = live.page.run.traffic
        simulation = Simulation(same)
        result = simulation.run(threads: threads)
        self.backing = backing
    }

    /// Both sides.
    func validated(_ live: LiveRuns.Outcome) -> ValidatedRun {
        let requests = outcomes(of: 0)
        var run = ValidatedRun(
            live: live.page.run, log: live.page.log, simulated: result, liveLatencies: live.page.latencies,
            simulatedLatencies: requests.flatMap(\.latencySeconds))
        let work = live.worker == nil ? nil : outcomes(of: Scenario.workerNumber)
        if let flow = live.flow, let backing { run.flow = (flow, flows(requests, work, backing)) }
        if let worker = live.worker, let work, let services = result.services {
            run.workers = [
                ValidatedRun(
                    live: worker.run, log: worker.log, simulated: result.result(of: services[Scenario.workerNumber]),
                    liveLatencies: worker.latencies, simulatedLatencies: work.flatMap(\.latencySeconds))
            ]
        }
        return run
    }

    /// By replication.
    private func outcomes(of service: Int) -> [[RequestOutcome]] {
        result.replications.indices.map { simulation.outcomes(ofReplication: $0, service: service) }
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
