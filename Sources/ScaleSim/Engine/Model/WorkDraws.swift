import Profiles

/// What the requests of one site need of their replicas, drawn in blocks; see `CallTree` for sites.
package struct WorkDraws: Sendable {
    package var occupancy: BlockedDurations
    package var delay: BlockedDurations

    package init(_ profile: ServiceProfile, seed: UInt64, site: UInt16 = 0) {
        func durations(_ distribution: Distribution, _ purpose: RandomStream.Purpose) -> BlockedDurations {
            BlockedDurations(
                DurationSampler(distribution, stream: RandomStream(seed: seed, purpose: purpose, site: site)))
        }
        occupancy = durations(profile.occupancy, .occupancy)
        delay = durations(profile.delay, profile.delayPurpose)
    }
}

extension ServiceProfile {
    /// What a request's delay is drawn for: the same number decides about its occupancy where the two belong together.
    var delayPurpose: RandomStream.Purpose { delayFollowsOccupancy == true ? .occupancy : .delay }
}
