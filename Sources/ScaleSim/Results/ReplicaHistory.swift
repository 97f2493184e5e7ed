/// The replicas of a run over time, counted from their histories.
package struct ReplicaHistory: Sendable {
    /// The number of replicas in each state from `time` until the next change.
    package struct Change: Sendable, Equatable {
        /// Nanoseconds since the start of the run.
        package var time: Int64
        package var booting: Int
        package var ready: Int
        package var draining: Int

        package init(time: Int64, booting: Int = 0, ready: Int = 0, draining: Int = 0) {
            self.time = time
            self.booting = booting
            self.ready = ready
            self.draining = draining
        }

        package var total: Int { booting + ready + draining }
    }

    /// Ascending in time, the first at 0; only changes before the horizon.
    package let changes: [Change]
    private let horizon: Int64

    package init(_ replicas: some Sequence<Replica>, horizon: SimTime) {
        self.horizon = horizon.nanoseconds
        var deltas: [Change] = [Change(time: 0)]
        for replica in replicas {
            let ended = replica.drainedAt ?? .max
            let ready = min(replica.readyAt ?? .max, ended)
            deltas.append(Change(time: replica.launchedAt, booting: 1))
            deltas.append(Change(time: ready, booting: -1, ready: 1))
            deltas.append(Change(time: ended, ready: -1, draining: 1))
            deltas.append(Change(time: replica.goneAt ?? .max, draining: -1))
        }
        let ordered = deltas.filter { $0.time < horizon.nanoseconds }.sorted { $0.time < $1.time }
        changes = ordered.reduce(into: []) { changes, delta in Self.apply(delta, to: &changes) }
    }

    /// Adds a delta to the running count; what happens at one instant, or before the start, is one change.
    private static func apply(_ delta: Change, to changes: inout [Change]) {
        let time = max(0, delta.time)
        if changes.last?.time != time {
            let last = changes.last
            changes.append(
                Change(
                    time: time, booting: last?.booting ?? 0, ready: last?.ready ?? 0, draining: last?.draining ?? 0))
        }
        changes[changes.count - 1].booting += delta.booting
        changes[changes.count - 1].ready += delta.ready
        changes[changes.count - 1].draining += delta.draining
    }

    /// Replicas that existed in the mean of each step within the run, whatever they did; the last step may be shorter.
    ///
    /// Unlike a count at instants, it hardly changes where something happens a moment later.
    package func means(step: SimTime) -> [Double] {
        let step = step.nanoseconds
        var existed = [Double](repeating: 0, count: Int((horizon + step - 1) / step))
        for (change, end) in spans {
            for number in Int(change.time / step)...Int((end - 1) / step) {
                let start = Int64(number) * step
                existed[number] += Double(change.total) * Double(min(end, start + step) - max(change.time, start))
            }
        }
        return existed.enumerated().map { $1 / Double(min(step, horizon - Int64($0) * step)) }
    }

    /// The last change at or before the start of each step within the run.
    ///
    /// - Parameter step: in nanoseconds, positive.
    func states(step: Int64) -> [Change] {
        var change = 0
        return stride(from: 0, to: horizon, by: Int64.Stride(step)).map { start in
            while change + 1 < changes.count, changes[change + 1].time <= start { change += 1 }
            return changes[change]
        }
    }

    package var peak: Int { changes.map(\.total).max() ?? 0 }

    /// Seconds that replicas existed within the run, summed.
    package var replicaSeconds: Double { seconds(\.total) }

    /// Seconds that replicas were ready or drained within the run, summed.
    package var servingSeconds: Double { seconds { $0.ready + $0.draining } }

    private func seconds(_ number: (Change) -> Int) -> Double {
        spans.reduce(0.0) { $0 + Double(number($1.change)) * Double($1.end - $1.change.time) } / 1e9
    }

    /// Each change, and when the next one comes or the run ends.
    private var spans: [(change: Change, end: Int64)] {
        Array(zip(changes, changes.dropFirst().map(\.time) + [horizon]))
    }
}
