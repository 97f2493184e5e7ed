import CLinux
import Glibc

/// An instant of the host's raw monotonic clock, which no time daemon slews; both ends of every measured interval are
/// stamped on it.
package struct HostInstant: Sendable, Hashable, Comparable, Codable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static var now: HostInstant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC_RAW, &time)
        return HostInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    package static func < (left: HostInstant, right: HostInstant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Seconds from `earlier` to this instant.
    package func seconds(since earlier: HostInstant) -> Double {
        Double(nanoseconds - earlier.nanoseconds) / 1e9
    }

    package func advanced(bySeconds seconds: Double) -> HostInstant {
        HostInstant(nanoseconds: nanoseconds + Int64((seconds * 1e9).rounded()))
    }
}
