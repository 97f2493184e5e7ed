import ScaleSim

/// One live run and the simulation of the very same requests.
package struct ValidatedRun: Sendable {
    package var live: LiveRun
    /// Of the live run; nil where it was simulated again from its record.
    package var log: AutoscalerLog?
    package var simulated: SimulationResult
    /// Of the answered requests, in seconds: those of the live run, and those of all simulated replications.
    package var liveLatencies: [Double]
    package var simulatedLatencies: [Double]
    /// Replicas that existed in the mean of each step of the live run's series, by simulated replication.
    package var simulatedReplicas: [[Double]]
    /// What single runs may show, of which the live one is another.
    package var predictions: [Figures<Double>]
    /// What became of the votes: live, and in each replication; nil where nobody voted, or nothing is known of the
    /// services behind the page.
    package var flow: (live: VoteFlow, simulated: [VoteFlow])?
    /// How many times as long the host's CPUs took for the same work, in each second, as when the profile was measured;
    /// the simulation follows it. Nil where that is not known.
    package var paceFactors: [Double]?
    /// The same run as seen by the worker, where it was scaled too: from a vote's place on the queue to its commit.
    package var workers: [ValidatedRun] = []

    package init(
        live: LiveRun, log: AutoscalerLog? = nil, simulated: SimulationResult, liveLatencies: [Double] = [],
        simulatedLatencies: [Double] = [], simulatedReplicas: [[Double]], predictions: [Figures<Double>] = []
    ) {
        self.live = live
        self.log = log
        self.simulated = simulated
        self.liveLatencies = liveLatencies
        self.simulatedLatencies = simulatedLatencies
        self.simulatedReplicas = simulatedReplicas
        self.predictions = predictions
    }
}

extension [ValidatedRun] {
    /// The runs as seen by the worker; nil where it was not scaled.
    package var workers: [ValidatedRun]? {
        let workers = flatMap(\.workers)
        return workers.isEmpty ? nil : workers
    }
}
