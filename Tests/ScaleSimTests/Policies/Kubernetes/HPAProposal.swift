import ScaleSim

/// What one metric asks for, without limits: with upstream's test flags, a tolerance of 0.1 and its initialisation
/// period of two minutes.
enum HPAProposal: Equatable {
    case replicas(Int)
    case failure(String)

    static func of(
        _ metric: HPASpec.Metric, _ observation: Observation, down: Double = 0.1, up: Double = 0.1
    ) -> HPAProposal {
        let calculator = HPAReplicaCalculator(
            flags: .upstreamTests, toleranceDown: down, toleranceUp: up,
            currentReplicas: observation.currentReplicas)
        do throws(HPAReplicaCalculator.MetricError) {
            return .replicas(try calculator.proposal(for: metric, observation).replicas)
        } catch {
            return .failure(error.message)
        }
    }
}

extension HPAControllerFlags {
    /// The constants `defaultTesting…` of `replica_calculator.go`.
    static var upstreamTests: HPAControllerFlags {
        var flags = HPAControllerFlags()
        flags.cpuInitializationPeriodSeconds = 120
        flags.initialReadinessDelaySeconds = 10
        return flags
    }
}
