import Profiles

/// How long idle replicas of one service wait for another request; see `OnDemandPolicy`.
struct KeepAliveDraws {
    /// In nanoseconds; what is constant may be longer than any draw.
    private let constant: Int64?
    private let sampler: DurationSampler

    /// - Parameter service: its number in the scenario.
    init(_ keepAlive: Distribution, seed: UInt64, service: Int) {
        if case .deterministic(let seconds) = keepAlive {
            constant = SimTime(seconds: seconds).nanoseconds
        } else {
            constant = nil
        }
        sampler = DurationSampler(
            keepAlive, stream: RandomStream(seed: seed, purpose: .keepAlive, site: UInt16(service)))
    }

    /// In nanoseconds.
    ///
    /// - Parameters:
    ///   - replica: its number within the service.
    ///   - serial: of the times that it became idle.
    func nanoseconds(of replica: Int, serial: UInt32) -> Int64 {
        constant ?? sampler.nanoseconds(UInt64(replica) << 32 | UInt64(serial))
    }
}
