import ArgumentParser
import ScaleSim
import UserInput

/// The flags of the kube-controller-manager, by its own names without `horizontal-pod-autoscaler-`.
struct ControllerOptions: ParsableArguments {
    @Option(help: "Time between evaluations.")
    var syncPeriod: ControllerDuration?

    @Option(help: "By how much the metric may differ from its target without a change; 0.1 is a tenth.")
    var tolerance: Double?

    @Option(help: "How long the largest recommendation holds a scale-down back.")
    var downscaleStabilization: ControllerDuration?

    @Option(help: "How long after its start a pod's CPU counts only while it is ready.")
    var cpuInitializationPeriod: ControllerDuration?

    @Option(help: "How soon after its start a change of readiness is taken for the first one.")
    var initialReadinessDelay: ControllerDuration?

    /// With upstream's defaults for what is not given.
    var flags: HPAControllerFlags {
        var flags = HPAControllerFlags()
        if let syncPeriod { flags.syncPeriodSeconds = syncPeriod.seconds }
        if let tolerance { flags.tolerance = tolerance }
        if let downscaleStabilization { flags.downscaleStabilizationSeconds = downscaleStabilization.seconds }
        if let cpuInitializationPeriod { flags.cpuInitializationPeriodSeconds = cpuInitializationPeriod.seconds }
        if let initialReadinessDelay { flags.initialReadinessDelaySeconds = initialReadinessDelay.seconds }
        return flags
    }

    func validate() throws {
        if let tolerance, !(0...1 ~= tolerance) {
            throw ValidationError("--tolerance: expected a number from 0 to 1, found \(tolerance)")
        }
        if let syncPeriod, syncPeriod.seconds <= 0 { throw ValidationError("--sync-period: expected more than 0") }
    }
}

/// A duration as Kubernetes' flags have it, such as `15s` or `5m0s`; a number alone is seconds.
struct ControllerDuration: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        if let seconds = Double(argument) {
            guard 0...Self.longest ~= seconds else { return nil }
            self.seconds = seconds
            return
        }
        // A sign is no part of a flag's duration; minutes may be written as scenarios do.
        guard let first = argument.first, first.isNumber || first == ".",
            let nanoseconds = Quantity.goDuration(argument.replacing("min", with: "m")),
            Double(nanoseconds) / 1e9 <= Self.longest
        else { return nil }
        seconds = Double(nanoseconds) / 1e9
    }

    /// A year.
    private static let longest = 366 * 86_400.0
}
