import ScaleSim

/// One live run and the simulation of the very same requests.
package struct ValidatedRun: Sendable {
    package var live: LiveRun
    package var log: AutoscalerLog
    package var simulated: SimulationResult
    /// Of the answered requests, in seconds: those of the live run, and those of all simulated replications.
    package var liveLatencies: [Double]
    package var simulatedLatencies: [Double]

    package init(
        live: LiveRun, log: AutoscalerLog, simulated: SimulationResult, liveLatencies: [Double] = [],
        simulatedLatencies: [Double] = []
    ) {
        self.live = live
        self.log = log
        self.simulated = simulated
        self.liveLatencies = liveLatencies
        self.simulatedLatencies = simulatedLatencies
    }
}
