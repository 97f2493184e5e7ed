/// What is paid for, in any currency.
public struct Prices: Sendable, Equatable {
    public var replicaSecond = 0.0
    /// Of memory that replicas request.
    public var gibibyteSecond = 0.0
    public var request = 0.0
    public var nodeHour = 0.0
    /// A replica's or a node's time is billed as at least this long.
    public var minimumBilling = SimTime.zero
    /// A replica's or a node's time is rounded up to whole units of this.
    public var billingUnit = SimTime(nanoseconds: 1)

    public init() {}

    /// Billed seconds of something that lasted from `start` to `end`, in nanoseconds.
    package func billed(from start: Int64, to end: Int64) -> Double {
        guard end > start else { return 0 }
        let unit = max(1, billingUnit.nanoseconds)
        let time = max(end - start, minimumBilling.nanoseconds)
        return Double((time + unit - 1) / unit * unit) / 1e9
    }
}
