import UserInput

/// Decides how many replicas there should be.
///
/// A policy is a value that sees only its observations: it reads no clock and holds no reference, so the simulator and
/// the live autoscaler run the same code on the same input.
public protocol ScalingPolicy: Sendable {
    /// Seconds between evaluations.
    var evaluationIntervalSeconds: Double { get }

    /// The replicas wanted, given what is known at `observation.time`; state carries over to the next call.
    mutating func decide(_ observation: Observation) -> Decision

    /// Knative: requests that find no replica wait at an activator, which tells the policy how many there are, and has it
    /// evaluated at once where there is no replica at all.
    var hasActivator: Bool { get }
}

extension ScalingPolicy {
    public var hasActivator: Bool { false }
}

/// The outcome of one evaluation, coded as a line of `scalesim replay`'s output.
public struct Decision: Codable, Sendable, Equatable {
    /// The scale wanted: that which there is where nothing changes, or no decision could be made.
    public var desired: Int
    /// Why, in a sentence; on one line, whatever the file calls its metrics.
    public var reason: String
    /// The word by which the original tells what limited or prevented a change, such as `ScaleDownStabilized`.
    public var condition: String?
    /// Knative: whether it is in panic mode.
    public var panicking: Bool?
    /// Knative: requests more that could come at once without waiting; the activator is in the path where it is negative.
    public var excessBurstCapacity: Int?
    /// KEDA: whether any trigger is active.
    public var active: Bool?

    public init(
        desired: Int, reason: String, condition: String? = nil, panicking: Bool? = nil,
        excessBurstCapacity: Int? = nil, active: Bool? = nil
    ) {
        self.desired = desired
        self.reason = reason.isPlain ? reason : reason.onOneLine
        self.condition = condition.map { $0.isPlain ? $0 : $0.onOneLine }
        self.panicking = panicking
        self.excessBurstCapacity = excessBurstCapacity
        self.active = active
    }
}

extension String {
    /// Whether it is printable ASCII and so on one line: nearly all are, and to spell one out costs more than a decision.
    fileprivate var isPlain: Bool { utf8.allSatisfy { 0x20...0x7E ~= $0 } }
}
