import BootProbe
import Foundation
import Synchronization
import TestSupport
import VotingStack

/// Does to a running stack what a schedule says, each fault on a thread of its own where it takes time.
final class FaultInjector: Sendable {
    private let restarts: ServiceRestarts
    private let launcher: RelayedLauncher
    private let conditions: [StackFault.Link: LinkCondition]
    private let disks: [StackFault.Disk: SmallDisk]
    private let underWay = Mutex<[DedicatedThread<Void, Never>]>([])

    init(
        _ restarts: ServiceRestarts, _ launcher: RelayedLauncher, _ conditions: [StackFault.Link: LinkCondition],
        _ disks: [StackFault.Disk: SmallDisk]
    ) {
        self.restarts = restarts
        self.launcher = launcher
        self.conditions = conditions
        self.disks = disks
    }

    func begin(_ fault: StackFault) {
        let end = HostInstant.now.advanced(bySeconds: fault.seconds)
        switch fault.kind {
        case .reset(let link): conditions[link]?.reset(until: end)
        case .silence(let link): conditions[link]?.silence(until: end)
        case .delay(let link): conditions[link]?.delay(bySeconds: fault.delaySeconds, until: end)
        case .kill(.replica):
            inBackground(fault) { [self] () throws(BootProbeError) in
                // Those that were killed before may not have their successors yet.
                let deadline = HostInstant.now.advanced(bySeconds: 30)
                while try !launcher.killReplica(), HostInstant.now < deadline { Thread.sleep(forTimeInterval: 0.1) }
            }
        case .kill(let service): inBackground(fault) { [self] in restart(service.rawValue, fault) }
        case .cutPower(let name):
            inBackground(fault) { [self] in restart(name.rawValue, fault) { disks[name]?.cutPower() } }
        case .fill(let name):
            inBackground(fault) { [self] () throws(BootProbeError) in
                try disks[name]?.fill()
                Thread.sleep(forTimeInterval: fault.seconds)
                try disks[name]?.free()
            }
        }
    }

    private func restart(_ service: String, _ fault: StackFault, first: () -> Void = {}) {
        if service == StackFault.Service.redis.rawValue {
            // A vote is in Redis for milliseconds: without a queue there would be nothing to lose.
            conditions[.workersToRedis]?.silence(until: HostInstant.now.advanced(bySeconds: fault.delaySeconds + 0.1))
            Thread.sleep(forTimeInterval: fault.delaySeconds)
        }
        first()
        // The same service may be on its way back from an earlier fault.
        while !restarts.begin(service, afterSeconds: fault.seconds) { Thread.sleep(forTimeInterval: 0.1) }
    }

    /// Returns once every fault is over; services may still be on their way back.
    func wait() {
        for thread in underWay.withLock({ $0 }) { thread.wait() }
        while conditions.values.contains(where: \.isFaulty) { Thread.sleep(forTimeInterval: 0.1) }
    }

    private func inBackground(_ fault: StackFault, _ body: @escaping @Sendable () throws(BootProbeError) -> Void) {
        let thread = DedicatedThread<Void, Never>(name: "\(fault.kind)") {
            do throws(BootProbeError) { try body() } catch { Bench.log("\(fault.kind): \(error)") }
        }
        underWay.withLock { $0.append(thread) }
    }
}
