import BootProbe
import Foundation
import FoundationNetworking
import TestSupport
import VotingStack

/// Whether a stack has come back from its faults by itself.
struct StackRecovery {
    let stack: Stack
    let restarts: ServiceRestarts
    let replicas: LiveAutoscaler
    let replicasWanted: Int

    private static let patienceSeconds = 30.0

    /// What is stored, and what of the stack is not as it should be.
    struct State {
        var stored: [VoteAudit.Row] = []
        var pageTotal = 0
        var missing: [String] = []
    }

    /// Waits until nothing is missing, or the patience is over.
    func wait() -> State {
        let deadline = HostInstant.now.advanced(bySeconds: Self.patienceSeconds)
        while true {
            let state = state()
            if state.missing.isEmpty || HostInstant.now >= deadline { return state }
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    private func state() -> State {
        var state = State()
        for (name, failure) in stack.services {
            if let failure { state.missing.append("\(name): \(failure)") }
        }
        state.missing += restarts.underWay.map { "\($0): it is being restarted" }
        if replicas.counts.ready != replicasWanted {
            state.missing.append("\(replicas.counts.ready) replicas are ready")
        }
        do throws(BootProbeError) {
            let queued = try queued()
            if queued > 0 { state.missing.append("\(queued) votes are queued") }
            state.stored = try VoteTable(at: stack.plan.postgreSQL).rows()
            state.pageTotal = try ResultCount.shown(by: stack.plan.resultPage)?.total ?? 0
            if state.pageTotal != state.stored.count {
                state.missing.append("the page shows \(state.pageTotal) of \(state.stored.count) votes")
            }
        } catch {
            state.missing.append("\(error)")
        }
        return state
    }

    /// Entries of the queue and of the workers' lists.
    private func queued() throws(BootProbeError) -> Int {
        let queue = try VoteQueue.connect(to: stack.plan.redis)
        var entries = try queue.length()
        let workers = stack.services.map(\.name).filter { $0.hasPrefix(StackFault.Service.worker.rawValue) }
        for worker in workers { entries += try queue.length(of: worker) }
        return entries
    }
}
