/// Requests per second lately.
struct RecentRate: Sendable {
    /// In seconds, after which a request counts for 1/e: enough for some requests, short beside what autoscalers do.
    private static let memory = 1.0

    private var rate = 0.0
    /// Of the last request, in nanoseconds since the start of the run.
    private var last: Int64 = 0

    /// A request comes, not before the last one.
    mutating func add(at time: Int64) {
        rate = value(at: time) + 1 / Self.memory
        last = time
    }

    func value(at time: Int64) -> Double {
        rate * exponential(-Double(time - last) * 1e-9 / Self.memory)
    }
}
