import Profiles

/// Users each of whom thinks, sends a request, waits for its end, and thinks again.
///
/// Without thinking this is how load tools work: `ab -c 100` is a hundred users who never think.
public struct ClosedPopulation: Sendable, Equatable {
    /// Number of the service that they use.
    public var service: Int
    public var users: Int
    /// Seconds from an answer to the next request, and from the start of the run to the first one.
    public var thinking: Distribution

    public init(service: Int = 0, users: Int, thinking: Distribution) {
        self.service = service
        self.users = users
        self.thinking = thinking
    }
}
