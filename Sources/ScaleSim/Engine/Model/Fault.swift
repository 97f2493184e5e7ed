/// Something that goes wrong at a given time.
public struct Fault: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Ready replicas of a service crash, those launched first.
        case crash(service: Int, replicas: Int)
        /// All work that a service is given, and each boot of it that begins, takes `factor` times as long, for a while.
        case slow(service: Int, factor: Double, duration: SimTime)
        /// A node fails with all that is on it: the one that has been there longest.
        case node
    }

    public var time: SimTime
    public var kind: Kind

    public init(at time: SimTime, _ kind: Kind) {
        self.time = time
        self.kind = kind
    }
}
