import BootProbe
import Foundation
import ScaleSim

// Launches and ends of replicas.
extension LiveAutoscaler {
    /// Launches or drains until as many replicas boot or serve as are wanted.
    func reconcile() {
        state.withLock { state in
            while state.ledger.serving.count < state.desired {
                let number = state.ledger.launch(at: now())
                let cancellation = Cancellation()
                let thread = DedicatedThread(name: LiveReplica.name(number)) { [self] in
                    bringUp(number, cancellation)
                }
                state.boots[number] = Boot(thread: thread, cancellation: cancellation)
            }
            while state.ledger.serving.count > state.desired, let number = state.ledger.drainLast(at: now()) {
                state.boots[number]?.cancellation.cancel()
                state.retirements.append(retirement(of: number, state.boots[number]?.thread))
            }
        }
    }

    /// Voters' requests follow the first answer at once, so nobody asks for a second.
    private static let pacing = ProbePacing(asksTwice: false)

    /// Launches a replica and gives it requests from its first right answer on.
    private func bringUp(_ number: Int, _ cancellation: Cancellation) {
        do throws(BootProbeError) {
            let launch = try launcher.timedLaunch(
                settings.image, as: InstanceID(number: settings.firstInstance + number), pacing: Self.pacing,
                cancellation: cancellation)
            let bootSeconds = launch.instance.cpuSeconds()
            state.withLock { $0.ledger.attach(launch.instance, to: number, bootCPUSeconds: bootSeconds) }
            switch launch.result.outcome {
            case .answered(let answer):
                guard state.withLock({ $0.ledger.becomeReady(number, at: answer.lastByteAt) }) else { return }
                try routing.add(LiveReplica.name(number), at: launch.instance.endpoint)
                state.withLock { $0.ledger.setRouted(number, true) }
            case .timedOut: fail(number, "no right answer within \(limitSeconds) s")
            case .failed(_, let reason): fail(number, "\(reason): \(launch.instance.consoleTail())")
            }
        } catch {
            fail(number, error.description)
        }
    }

    private var limitSeconds: Double { settings.image.timeoutSeconds(on: launcher.technology) }

    /// Takes out of service a replica that ended, or never came up, against our will.
    func fail(_ number: Int, _ reason: String) {
        state.withLock { state in take(number, outOf: &state, reason) }
    }

    func take(_ number: Int, outOf state: inout State, _ reason: String, isProblem: Bool = true) {
        guard state.ledger.fail(number, reason: reason, at: now()) else { return }
        if isProblem { state.log.problems.append("\(LiveReplica.name(number)): \(reason)") }
        state.retirements.append(retirement(of: number, state.boots[number]?.thread))
    }

    private func retirement(
        of number: Int, _ boot: DedicatedThread<Void, Never>?
    ) -> DedicatedThread<Void, Never> {
        DedicatedThread(name: "end of \(LiveReplica.name(number))") { [self] in
            boot?.wait()
            retire(number)
        }
    }

    /// Lets a replica answer its last requests, then ends it.
    private func retire(_ number: Int) {
        let replica = state.withLock { $0.ledger.replicas[number] }
        do throws(BootProbeError) {
            if replica.isRouted {
                try routing.drain(replica.name)
                if replica.failure == nil { try awaitIdle(replica) }
                try routing.remove(replica.name)
            }
        } catch {
            note("\(replica.name) was not drained: \(error)")
        }
        do throws(BootProbeError) { try replica.instance?.destroy() } catch {
            note("\(replica.name) was not ended: \(error)")
        }
        state.withLock { $0.ledger.gone(number, at: now()) }
    }

    private func awaitIdle(_ replica: LiveReplica) throws(BootProbeError) {
        let deadline = HostInstant.now.advanced(bySeconds: settings.drainLimitSeconds)
        if routing.endsBySignal { replica.instance?.requestEnd() }
        while HostInstant.now < deadline {
            if try isIdle(replica) { return }
            Thread.sleep(forTimeInterval: 0.02)
        }
        note("\(replica.name) still had requests after \(settings.drainLimitSeconds) s of draining")
    }

    private func isIdle(_ replica: LiveReplica) throws(BootProbeError) -> Bool {
        if routing.endsBySignal { return replica.instance?.failure() != nil }
        guard let statistics = try routing.counts().replicas[replica.name] else { return true }
        return statistics.inFlight == 0
    }
}
