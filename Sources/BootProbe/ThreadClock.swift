import Glibc

/// The CPU time of the calling thread, which stands still while others have the CPU.
package enum ThreadClock {
    /// CPU seconds since the thread began.
    package static var seconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
