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

        package static var now: Reading { Reading(seconds: Date.now.timeIntervalSince1970, at: .now) }
    }

    private let first: Reading
    private let last: Reading

    package init(first: Reading, last: Reading) {
        self.first = first
        self.last = last
    }

    /// Seconds from `origin` to the instant at which the wall clock showed `seconds`.
    package func seconds(_ seconds: Double, since origin: HostInstant) -> Double {
        first.at.seconds(since: origin) + (seconds - first.seconds) / speed
    }

    /// What the wall clock showed so many seconds after the first reading, in seconds since 1970.
    package func shown(after seconds: Double) -> Double { first.seconds + seconds * speed }

    /// Seconds that the wall clock advances in one of the monotonic clock.
    private var speed: Double {
        let (passed, shown) = (last.at.seconds(since: first.at), last.seconds - first.seconds)
        return passed > 0 && shown > 0 ? shown / passed : 1
    }
}
