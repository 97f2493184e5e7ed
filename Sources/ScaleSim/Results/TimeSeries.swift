/// A replication over time, column by column; row `i` is the step that starts at `i * stepSeconds`.
public struct TimeSeries: Codable, Sendable, Equatable {
    public var stepSeconds: Double
    /// Requests that arrived within the step.
    public var arrived: [Int] = []
    /// Answers given within the step.
    public var answered: [Int] = []
    /// Requests that arrived within the step and failed.
    public var failed: [Int] = []
    /// Latency of the answered requests that arrived within the step; nil where there are none.
    public var latencyMeanSeconds: [Double?] = []
    public var latencyP50Seconds: [Double?] = []
    public var latencyP95Seconds: [Double?] = []
    /// Replicas at the start of the step.
    public var booting: [Int] = []
    public var ready: [Int] = []
    public var draining: [Int] = []

    /// Without rows.
    package init(stepSeconds: Double) { self.stepSeconds = stepSeconds }

    /// Both must be of the same run.
    package init(_ requests: RequestSeries, _ replicas: ReplicaHistory) {
        stepSeconds = SimTime(nanoseconds: requests.stepNanoseconds).seconds
        for (step, state) in zip(requests.steps, replicas.states(step: requests.stepNanoseconds)) {
            arrived.append(step.arrived)
            answered.append(step.answered)
            failed.append(step.failed)
            latencyMeanSeconds.append(step.meanLatency)
            latencyP50Seconds.append(step.medianLatency.map { Double($0) / 1e9 })
            latencyP95Seconds.append(step.p95Latency.map { Double($0) / 1e9 })
            booting.append(state.booting)
            ready.append(state.ready)
            draining.append(state.draining)
        }
    }
}
