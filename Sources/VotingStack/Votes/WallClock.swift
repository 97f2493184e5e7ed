import BootProbe
import Foundation

/// The host's wall clock, which the services stamp votes by, beside its monotonic clock: read together at the start and at
/// the end of a run, since the wall clock's rate is adjusted meanwhile.
package struct WallClock {
    /// Seconds since 1970, and the instant at which it showed them.
    package struct Reading: Sendable {
        package var seconds: Double
        package var at: HostInstant

        package init(seconds: Double, at: HostInstant) {
            self.seconds = seconds
            self.at = at
        }

        static var now: Reading { Reading(seconds: Date.now.timeIntervalSince1970, at: .now) }
    }

    private let first: Reading
    private let last: Reading

    package init(first: Reading, last: Reading) {
        self.first = first
        self.last = last
    }

    /// Seconds from `origin` to the instant at which the wall clock showed `seconds`.
    package func seconds(_ seconds: Double, since origin: HostInstant) -> Double {
        let shown = last.seconds - first.seconds
        let rate = shown > 0 ? last.at.seconds(since: first.at) / shown : 1
        return first.at.seconds(since: origin) + (seconds - first.seconds) * rate
    }
}
