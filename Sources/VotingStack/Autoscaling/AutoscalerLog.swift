import Foundation
import ScaleSim

/// What a live autoscaler saw, decided and did.
package struct AutoscalerLog: Sendable {
    package var decisions: [DecisionRecord] = []
    /// What each decision was made on, in the same order.
    package var observations: [Observation] = []
    package var boots: [LiveBoot] = []
    /// Every replica from launch to end, as the simulator tells it.
    package var replicas: [Replica] = []
    /// What went wrong and was survived: a replica that ended, a balancer that did not answer.
    package var problems: [String] = []

    package init() {}

    /// The observations in the format of `scalesim replay`: one JSON object a line.
    package func observationLines() throws -> Data { try ObservationLines.data(observations) }
}

/// One launch of a replica during a live run, timed like a trial.
package struct LiveBoot: Codable, Sendable, Equatable {
    package var replica: String
    /// Seconds since the start of the run.
    package var launchedAtSeconds: Double
    /// Launch call to the last byte of the first right answer, in seconds; nil where none came.
    package var bootSeconds: Double?
    /// Why no answer came.
    package var failure: String?
}
