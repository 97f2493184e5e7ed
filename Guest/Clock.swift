import Hardware

/// Time since the guest's first instructions: the time-stamp counter, whose rate the local APIC's timer tells.
///
/// The measurement runs beside the start of the devices and costs no time of its own, if that takes `baseline` at least.
struct Clock {
    /// Reading the two counters takes about 1 µs in the worst case: an error of a thousandth over this time.
    private static let baseline: UInt32 = 1_000_000

    private var begin: Reading
    /// Nanoseconds a tick, as a fraction of 2^32.
    private var rate: UInt64 = 1 << 32

    init() {
        LocalAPIC.startCountdown()
        begin = Reading.best()
    }

    mutating func calibrate() {
        // A host that stood still may have let the countdown run out, which tells nothing then.
        if LocalAPIC.countdownElapsed == .max { self = Clock() }
        while LocalAPIC.countdownElapsed - begin.nanoseconds < Self.baseline { processor_pause() }
        let end = Reading.best()
        rate = (UInt64(end.nanoseconds - begin.nanoseconds) << 32) / max(end.counter - begin.counter, 1)
    }

    var now: Nanoseconds {
        let product = (time_stamp_counter() - begin.counter).multipliedFullWidth(by: rate)
        return Nanoseconds(truncatingIfNeeded: product.high << 32 | product.low >> 32)
    }
}

/// Both counters at one instant.
private struct Reading {
    var counter: UInt64
    var nanoseconds: UInt32
    /// How many ticks apart the two may be.
    private var spread: UInt64

    /// The closest of a few: a busy host may take the processor away between the two counters, for longer than `baseline`.
    static func best() -> Reading {
        var best = Reading()
        for _ in 0..<7 {
            let reading = Reading()
            if reading.spread < best.spread { best = reading }
        }
        return best
    }

    private init() {
        let before = time_stamp_counter()
        nanoseconds = LocalAPIC.countdownElapsed
        spread = time_stamp_counter() - before
        counter = before + spread / 2
    }
}
