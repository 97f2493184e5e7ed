import Profiles

/// What is drawn for one service of a replication, but for the work of its requests.
///
/// Draws of a request depend on its index and on the call that it is, those of a replica on its number: both engines
/// and all policies see the same.
package struct ServiceDraws: Sendable {
    package let boot: DurationSampler
    package let balancing: RandomStream
    /// The CPU of each replica, where the profile limits it.
    package let bandwidth: CPUBandwidth?

    /// - Parameter service: its number in the scenario.
    package init(_ model: ServiceModel, seed: UInt64, service: Int = 0) {
        func stream(_ purpose: RandomStream.Purpose) -> RandomStream {
            RandomStream(seed: seed, purpose: purpose, site: UInt16(service))
        }
        boot = DurationSampler(model.boot, stream: stream(.boot))
        balancing = stream(.balancing)
        bandwidth = model.profile.cpuLimit.map {
            CPUBandwidth(
                $0, wakeUp: SimTime(seconds: model.profile.wakeUpSeconds ?? 0),
                wakeUpLatency: SimTime(seconds: model.profile.wakeUpLatencySeconds ?? 0),
                cooling: model.profile.coolingSeconds.map { SimTime(seconds: $0) },
                workers: model.profile.workers ?? 1, phases: stream(.cpuPeriod))
        }
    }
}
