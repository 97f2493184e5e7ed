import BootProbe
import CLinux

/// Which CPU a thread runs on.
enum CPUAffinity {
    /// Keeps the calling thread on one CPU, before others where the system allows it.
    static func pinThread(to cpu: Int) throws(BootProbeError) {
        guard bs_pin_thread(Int32(cpu)) == 0 else {
            throw BootProbeError(
                .unavailable, "the benchmark cannot run on CPU \(cpu); it needs two, for load and server")
        }
        bs_wake_on_time()
    }
}
