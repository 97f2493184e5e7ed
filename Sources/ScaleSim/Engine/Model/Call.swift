/// A call from one service to another.
public struct Call: Sendable, Equatable {
    public enum Style: Sendable, Equatable {
        /// The caller waits for the answer, and its server is held meanwhile.
        case blocking
        /// The caller waits for the answer, but its server works on other requests meanwhile.
        case awaiting
        /// The caller does not wait: it puts work on a queue.
        case queued
    }

    /// Number of the called service in the scenario.
    public var service: Int
    public var style: Style

    public init(service: Int, style: Style) {
        self.service = service
        self.style = style
    }
}
