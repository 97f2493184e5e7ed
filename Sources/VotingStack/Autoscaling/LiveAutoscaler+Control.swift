import BootProbe
import Foundation
import ScaleSim

// What happens at the instants of a run: scrapes, evaluations, crashes, and what cannot wait for them.
extension LiveAutoscaler {
    /// Reads every ready replica's totals, and makes good what broke: replaces replicas that have ended by themselves,
    /// and names those to a restarted balancer that it has forgotten.
    package func scrape(at time: SimTime) {
        readmit()
        if let totals = readTotals() {
            let instant = now()
            state.withLock { $0.ledger.record(totals, planned: time, at: instant) }
        }
        replaceEnded()
        reconcile()
    }

    /// Takes those out of service that have ended by themselves; whether there were any.
    @discardableResult
    func replaceEnded() -> Bool {
        var isAny = false
        for replica in ready() {
            guard let reason = replica.instance?.failure() else { continue }
            fail(replica.number, reason)
            isAny = true
        }
        return isAny
    }

    /// Ends the first `count` of the ready replicas without a word to anybody, as a crash does.
    package func crash(_ count: Int) {
        let struck = Array(ready().prefix(count))
        for replica in struck {
            do throws(BootProbeError) { try replica.instance?.destroy() } catch {
                note("\(replica.name) was not made to crash: \(error)")
            }
        }
        state.withLock { state in
            for replica in struck { take(replica.number, outOf: &state, "it was made to crash", isProblem: false) }
        }
        reconcile()
    }

    /// Asks the policy at once: a request has come, and there is no replica.
    ///
    /// It is told of one request, as the simulator's and upstream's activator do (`pkg/activator/handler/concurrency_reporter.go`): how
    /// many more have come until this is called is chance.
    package func wake() {
        evaluate(at: SimTime(nanoseconds: now().nanoseconds - origin.nanoseconds), woken: 1)
    }

    /// Shows the policy what there is, and does what it wants.
    ///
    /// - Parameter woken: requests that wait, where one of them is why the policy is asked.
    package func evaluate(at time: SimTime, woken: Int? = nil) {
        let origin = self.origin
        let queued = woken ?? (settings.metrics.readsDirectly ? countsOrNote()?.waiting : nil)
        let observation = state.withLock { state in
            state.ledger.observation(
                at: time, origin: origin, currentReplicas: state.desired, queued: queued, woken: woken)
        }
        follow(observation)
    }

    /// Asks the policy what it makes of `observation`, and does what it wants.
    package func follow(_ observation: Observation) {
        state.withLock { state in
            let decision = state.policy.decide(observation)
            state.desired = max(0, decision.desired)
            state.log.observations.append(observation)
            state.log.decisions.append(
                DecisionRecord(
                    timeSeconds: observation.time, currentReplicas: observation.currentReplicas,
                    desiredReplicas: decision.desired, reason: decision.reason))
        }
        reconcile()
    }

    private func readmit() {
        do throws(BootProbeError) {
            let known = try routing.counts().replicas
            for replica in ready() where replica.isRouted && known[replica.name] == nil {
                guard let instance = replica.instance else { continue }
                try routing.add(replica.name, at: instance.endpoint)
                note("\(replica.name) was unknown to the balancer and was added again")
            }
        } catch {
            note("no replica could be added again: \(error)")
        }
    }

    func ready() -> [LiveReplica] {
        state.withLock { $0.ledger.replicas.filter { $0.state == .ready } }
    }

    /// Nil where the balancer does not answer.
    func readTotals() -> LiveTotals? {
        guard let counts = countsOrNote() else { return nil }
        let presence = state.withLock { $0.presence }
        return LiveTotals(counts, ready(), presence)
    }

    /// Reads how many requests are where.
    func readCounts() throws(BootProbeError) -> RoutingCounts {
        let counts = try routing.counts()
        let instant = now()
        state.withLock { $0.presence.note(counts, at: instant) }
        return counts
    }

    /// Nil where the balancer does not answer, of which a note is taken.
    private func countsOrNote() -> RoutingCounts? {
        do throws(BootProbeError) { return try readCounts() } catch {
            note("no statistics: \(error)")
            return nil
        }
    }

    func note(_ problem: String) {
        state.withLock { $0.log.problems.append(problem) }
    }
}
