import BootProbe
import Synchronization

/// What the connections of a link suffer from now; every fault ends by itself.
final class LinkCondition: Sendable {
    enum Passage {
        case open
        case silent
        case reset
    }

    private struct Faults {
        var resetUntil = HostInstant(nanoseconds: 0)
        var silentUntil = HostInstant(nanoseconds: 0)
        var delayedUntil = HostInstant(nanoseconds: 0)
        var delaySeconds = 0.0
    }

    private let faults = Mutex(Faults())

    func reset(until end: HostInstant) { faults.withLock { $0.resetUntil = max($0.resetUntil, end) } }

    func silence(until end: HostInstant) { faults.withLock { $0.silentUntil = max($0.silentUntil, end) } }

    func delay(bySeconds seconds: Double, until end: HostInstant) {
        faults.withLock { ($0.delayedUntil, $0.delaySeconds) = (max($0.delayedUntil, end), seconds) }
    }

    func passage(at now: HostInstant) -> Passage {
        let faults = faults.withLock { $0 }
        return now < faults.resetUntil ? .reset : now < faults.silentUntil ? .silent : .open
    }

    var isFaulty: Bool {
        let now = HostInstant.now
        return passage(at: now) != .open || delaySeconds(at: now) > 0
    }

    func delaySeconds(at now: HostInstant) -> Double {
        faults.withLock { now < $0.delayedUntil ? $0.delaySeconds : 0 }
    }
}
