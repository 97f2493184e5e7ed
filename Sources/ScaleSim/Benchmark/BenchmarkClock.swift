import Glibc

/// What a benchmark counts.
package enum BenchmarkClock: Sendable {
    /// CPU time of all threads of this process: other programs do not lengthen it, unless they share the core.
    case processCPU
    case wall

    /// Nanoseconds since an instant that is the same for all calls.
    package var nanoseconds: Int64 {
        var time = timespec()
        switch self {
        case .processCPU: unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        case .wall: unsafe clock_gettime(CLOCK_MONOTONIC_RAW, &time)
        }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
