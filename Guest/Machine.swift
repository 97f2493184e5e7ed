import Hardware

/// The machine, as the protocols see it.
struct Machine: Platform {
    private var device: NetworkDevice
    private let clock: Clock

    /// How many frames are read before the timers are looked at.
    private static let batch = 64

    init(_ device: NetworkDevice, _ clock: Clock) {
        self.device = device
        self.clock = clock
    }

    var now: Nanoseconds { clock.now }

    mutating func transmit(_ frame: Bytes) { device.transmit(frame) }

    mutating func flush() { device.flush() }

    /// Time in which the host ran something else, as under a CPU quota, does not count.
    mutating func occupyProcessor(_ duration: Nanoseconds) {
        device.flush()
        var left = duration
        var last = now
        while left > 0 {
            processor_pause()
            let next = now
            if next - last < Self.absence { left -= next - last }
            last = next
        }
    }

    /// From one reading of the clock to the next a processor that is there needs a thousandth of this.
    private static let absence: Nanoseconds = 200_000

    /// The line's first byte comes before what is sent, so that it tells the instant, and the rest after, so that nothing
    /// waits for it: each byte leaves the guest for some ten microseconds.
    mutating func reach(_ milestone: Milestone) {
        Console.write(Self.lineStart)
        device.flush()
        Self.announce(milestone, from: 1)
    }

    private static let lineStart: UInt8 = 0x62

    /// - Parameter start: How many bytes of the line are written already.
    static func announce(_ milestone: Milestone, from start: Int = 0) {
        switch milestone {
        case .kernel: Console.write("beacon: kernel\n", from: start)
        case .networkUp: Console.write("beacon: network up\n", from: start)
        case .listening: Console.write("beacon: listening\n", from: start)
        case .firstAnswer: Console.write("beacon: first answer\n", from: start)
        }
    }

    /// Answers the frames that are there.
    ///
    /// - Returns: whether there may be more.
    mutating func receiveFrames(_ stack: inout NetworkStack) -> Bool {
        var count = 0
        while count < Self.batch, let (index, frame) = device.receive() {
            stack.receive(frame, on: &self)
            device.release(index)
            count += 1
        }
        if count > 0 { device.announceBuffers() }
        device.flush()
        return count == Self.batch
    }

    /// Sleeps until a frame comes, or the time does.
    func sleep(until deadline: Nanoseconds) {
        guard device.enableInterrupts() else { return device.disableInterrupts() }
        let duration = deadline - now
        if duration > 0 {
            if deadline == .max { LocalAPIC.cancelInterrupt() } else { LocalAPIC.interrupt(after: duration) }
            beacon_idle()
        }
        device.disableInterrupts()
        device.acknowledgeInterrupt()
    }
}
