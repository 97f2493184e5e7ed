import Hardware

/// Time since the guest's first instructions: the time-stamp counter, whose rate the local APIC's timer tells.
///
/// The measurement runs beside the start of the devices and costs no time of its own, if that takes `baseline` at least.
struct Clock {
    /// Reading the two counters takes about 1 µs in the worst case: an error of a thousandth over this time.
    private static let baseline: UInt32 = 1_000_000

    private let begin: UInt64
    /// Nanoseconds a tick, as a fraction of 2^32.
    private var rate: UInt64 = 1 << 32

    init() {
        LocalAPIC.startCountdown()
        begin = time_stamp_counter()
    }

    mutating func calibrate() {
        while LocalAPIC.countdownElapsed < Self.baseline { processor_pause() }
        let elapsed = UInt64(LocalAPIC.countdownElapsed)
        rate = (elapsed << 32) / max(time_stamp_counter() - begin, 1)
    }

    var now: Nanoseconds {
        let product = (time_stamp_counter() - begin).multipliedFullWidth(by: rate)
        return Nanoseconds(truncatingIfNeeded: product.high << 32 | product.low >> 32)
    }
}
