/// What an autoscaler remembers: its unstabilised recommendations and its changes of scale. Times are nanoseconds.
///
/// `stabilizeRecommendation…`, `getReplicasChangePerPeriod` and `storeScaleEvent` of
/// `pkg/controller/podautoscaler/horizontal.go`.
package struct HPAHistory: Sendable {
    package struct Entry: Sendable, Equatable {
        package var time: Int64
        package var replicas: Int

        package init(time: Int64, replicas: Int) {
            self.time = time
            self.replicas = replicas
        }
    }

    private var recommendations: [Entry]
    package private(set) var additions: [Entry]
    package private(set) var removals: [Entry]

    package init(recommendations: [Entry] = [], additions: [Entry] = [], removals: [Entry] = []) {
        self.recommendations = recommendations
        self.additions = additions
        self.removals = removals
    }

    /// At the first evaluation: what is there counts as recommended, so that nothing shrinks at once.
    mutating func begin(currentReplicas: Int, at now: Int64) {
        if recommendations.isEmpty { recommendations = [Entry(time: now, replicas: currentReplicas)] }
    }

    /// Without a behaviour: the largest recommendation within the window, its far end included.
    package mutating func stabilize(_ desired: Int, window: Int64, at now: Int64) -> Int {
        let recent = recommendations.filter { $0.time >= now - window }
        remember(desired, at: now, keeping: recent)
        return recent.reduce(desired) { max($0, $1.replicas) }
    }

    /// With a behaviour: the current number, brought between the smallest recommendation within the window for scaling
    /// up and the largest within that for scaling down, far ends excluded.
    package mutating func stabilize(
        _ desired: Int, current: Int, upWindow: Int64, downWindow: Int64, at now: Int64
    ) -> Int {
        var (lower, upper) = (desired, desired)
        for entry in recommendations {
            if entry.time > now - upWindow { lower = min(lower, entry.replicas) }
            if entry.time > now - downWindow { upper = max(upper, entry.replicas) }
        }
        let longest = max(upWindow, downWindow)
        remember(desired, at: now, keeping: recommendations.filter { $0.time >= now - longest })
        return min(max(current, lower), upper)
    }

    /// Upstream overwrites outdated entries one at a time; since they never count again, dropping them is the same.
    private mutating func remember(_ desired: Int, at now: Int64, keeping recent: [Entry]) {
        recommendations = recent + [Entry(time: now, replicas: desired)]
    }

    /// The number of replicas at the start of the period that ends now, far end excluded; in 32 bits, as upstream's.
    package func replicas(current: Int, before period: Int64, at now: Int64) -> Int {
        func changed(_ events: [Entry]) -> Int {
            events.reduce(0) { $1.time > now - period ? $0 + $1.replicas : $0 }
        }
        return Int(Int32(truncatingIfNeeded: current - changed(additions) + changed(removals)))
    }

    /// - Parameter longest: the longest period of the rules for the direction of the change.
    package mutating func recordChange(from current: Int, to desired: Int, at now: Int64, longest: Int64) {
        let change = Entry(time: now, replicas: abs(desired - current))
        if desired > current {
            Self.store(change, in: &additions, outdatedBefore: now - longest)
        } else {
            Self.store(change, in: &removals, outdatedBefore: now - longest)
        }
    }

    /// Overwrites the last outdated change, as upstream does, and leaves others that are outdated: rules for the other
    /// direction may have longer periods, in which what is left still counts.
    private static func store(_ change: Entry, in changes: inout [Entry], outdatedBefore cutoff: Int64) {
        if let outdated = changes.lastIndex(where: { $0.time < cutoff }) {
            changes[outdated] = change
        } else {
            changes.append(change)
        }
    }
}
